"""What editors did to many subscribers at once, so that it can be taken back: an import, or a change of those in a list."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from newsletter.models.subscriptions import Subscription


class SubscriberOperation(models.Model):
    """One act of an editor. `value` is what was chosen: a day, a topic, a language."""

    wagtail_reference_index_ignore = True

    class Kind(models.TextChoices):
        IMPORT = "import", _("import")
        PAUSE = "pause", _("pause")
        END = "end", _("end the subscription")
        ADD_TOPIC = "add_topic", _("add a topic")
        REMOVE_TOPIC = "remove_topic", _("remove a topic")
        LANGUAGE = "language", _("change the language")

    class State(models.TextChoices):
        RUNNING = "running", _("under way")
        DONE = "done", _("done")
        UNDOING = "undoing", _("being taken back")
        UNDONE = "undone", _("taken back")

    kind = models.CharField(_("what"), max_length=12, choices=Kind.choices)
    value = models.CharField(_("chosen"), max_length=100, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices)
    total = models.PositiveIntegerField(_("people"), default=0)  # for whom something was to change
    changed = models.PositiveIntegerField(_("changed"), default=0)
    restored = models.PositiveIntegerField(_("taken back"), default=0)
    kept = models.PositiveIntegerField(_("kept as they chose since"), default=0)
    created_at = models.DateTimeField(_("begun"))
    changed_at = models.DateTimeField(_("last step"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("change of many subscribers")
        verbose_name_plural = _("changes of many subscribers")
        ordering = ["-pk"]
        default_permissions = []
        permissions = [
            ("change_subscribers", "Can pause, end and change many subscriptions at once"),
            ("export_subscribers", "Can take the list of subscribers along"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def is_running(self) -> bool:
        return self.state in {self.State.RUNNING, self.State.UNDOING}

    @property
    def settled(self) -> int:
        """People who were taken back or kept as they chose."""
        return self.restored + self.kept


class OperationStep(models.Model):
    """One person of it: `before` is exactly what it changed, `entry` its number in the ledger. Holds no address."""

    wagtail_reference_index_ignore = True

    class State(models.TextChoices):
        WAITING = "waiting", _("waits")
        DONE = "done", _("done")
        SETTLED = "settled", _("taken back, or kept")

    operation = models.ForeignKey(SubscriberOperation, on_delete=models.CASCADE, related_name="steps")
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices)
    before = models.JSONField(default=dict)
    entry = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("person of a change of many")
        verbose_name_plural = _("people of changes of many")
        default_permissions = []
        constraints = [
            models.UniqueConstraint(fields=["operation", "subscription"], name="operation_step_once")
        ]
        indexes = [models.Index(fields=["operation", "state"], name="operation_step_next")]

    def __str__(self) -> str:
        return f"{self.operation_id} {self.subscription_id}"
