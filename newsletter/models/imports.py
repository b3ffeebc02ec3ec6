"""Files of subscribers on their way in. The file is kept apart, privately, and only until it is taken in."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.private_files import private_storage
from core.tables import Shape
from newsletter.models.operations import SubscriberOperation
from newsletter.models.subscriptions import Newsletter


def no_counts() -> dict[str, int]:
    return dict.fromkeys(SubscriberImport.COUNTED, 0)


class SubscriberImport(models.Model):
    """One file. `row_done` is how far the present pass has come: a worker that dies is followed by one that goes on there."""

    wagtail_reference_index_ignore = True
    COUNTED = ("added", "known", "suppressed", "doubled", "refused")

    class State(models.TextChoices):
        MATCHING = "matching", _("its columns wait to be matched")
        TRYING = "trying", _("is being tried out")
        TRIED = "tried", _("tried out, nothing is written yet")
        RUNNING = "running", _("is being taken in")
        STOPPED = "stopped", _("stopped")
        DONE = "done", _("taken in")
        UNREADABLE = "unreadable", _("can't be read")

    newsletter = models.ForeignKey(
        Newsletter, verbose_name=_("newsletter"), on_delete=models.CASCADE, related_name="imports"
    )
    name = models.CharField(_("file"), max_length=200)
    file = models.FileField(_("file"), storage=private_storage, max_length=100, blank=True)
    shape = models.JSONField(default=dict)
    sheet = models.PositiveSmallIntegerField(_("sheet"), default=0)
    columns = models.JSONField(default=list)
    choices = models.JSONField(default=dict)  # which column says what, and what holds for every row
    unknown = models.JSONField(default=dict)  # "language" or "topics" -> values that mean none here
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    total = models.PositiveIntegerField(_("rows"), null=True)  # known after the first pass over a spreadsheet
    row_done = models.PositiveIntegerField(default=1)  # the number of a row; the first is the header
    counts = models.JSONField(default=no_counts)
    problem = models.TextField(_("what is wrong with the file"), blank=True)
    operation = models.OneToOneField(
        SubscriberOperation, null=True, on_delete=models.SET_NULL, related_name="subscriber_import"
    )
    created_at = models.DateTimeField(_("chosen"))
    changed_at = models.DateTimeField(_("last step"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("chosen by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("import of subscribers")
        verbose_name_plural = _("imports of subscribers")
        ordering = ["-pk"]
        default_permissions = []
        permissions = [("import_subscribers", "Can import subscribers from a file")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_running(self) -> bool:
        return self.state in {self.State.TRYING, self.State.RUNNING}

    @property
    def may_match(self) -> bool:
        return self.state in {self.State.MATCHING, self.State.TRIED}

    @property
    def form_of_file(self) -> Shape:
        return Shape.from_json(self.shape)

    @property
    def encoding(self) -> str:
        return self.form_of_file.encoding.removesuffix("-sig").upper()

    @property
    def rows_seen(self) -> int:
        """Rows of the present pass that have their fate."""
        counts: dict[str, Any] = self.counts
        return sum(counts.values())


class SubscriberRefusal(models.Model):
    """A row that is not taken in: its number and why. Whose row it is stands in the editor's own file alone."""

    wagtail_reference_index_ignore = True

    job = models.ForeignKey(SubscriberImport, on_delete=models.CASCADE, related_name="refusals")
    number = models.PositiveIntegerField(_("row"))
    codes = models.JSONField()  # [code, name of the column or number of another row]

    class Meta:
        verbose_name = _("refused row of an import")
        verbose_name_plural = _("refused rows of imports")
        ordering = ["number"]
        default_permissions = []
        constraints = [models.UniqueConstraint(fields=["job", "number"], name="subscriber_refusal_once")]

    def __str__(self) -> str:
        return f"{self.job_id} {self.number}"
