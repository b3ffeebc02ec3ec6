"""The outbox in four tables. It knows addresses only: who they belong to is the callers' business."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mail.pace.models import Allowance, Breaker, DomainRest  # noqa: F401  (here Django looks for an app's models)
from mail.returns.models import Return  # noqa: F401  (likewise)
from mail.watch.models import Incident  # noqa: F401  (likewise)


class Lane(models.TextChoices):
    SINGLE = "single", _("Single")  # asked for by one person just now; never waits behind bulk
    BULK = "bulk", _("Bulk")


class State(models.TextChoices):
    """Where a delivery stands. Only `queued` and `deferred` are sent; nothing leaves `uncertain` by itself."""

    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    DEFERRED = "deferred", _("Deferred")
    DELIVERED = "delivered", _("Delivered")
    BOUNCED = "bounced", _("Bounced")
    COMPLAINED = "complained", _("Complained")
    REJECTED = (
        "rejected",
        pgettext_lazy("mail", "Rejected"),
    )  # a workflow of Wagtail's rejects by another word
    FAILED = "failed", _("Failed")
    UNCERTAIN = "uncertain", _("Uncertain")
    CANCELLED = "cancelled", _("Cancelled")


CLAIMABLE = (State.QUEUED, State.DEFERRED)


class Message(models.Model):
    """What is sent: one text in one language. It never changes once it has deliveries, so each retry has equal bytes."""

    # Wagtail would queue a task for each row that is saved, to index references that are none of the editors'.
    wagtail_reference_index_ignore = True

    group = models.CharField(_("group"), max_length=100, db_index=True)
    lane = models.CharField(_("lane"), max_length=10, choices=Lane.choices)
    language = models.CharField(_("language"), max_length=10)
    sender_address = models.CharField(_("sender address"), max_length=320)
    sender_name = models.CharField(_("sender name"), max_length=200, blank=True)
    reply_to = models.CharField(_("reply to"), max_length=320, blank=True)
    subject = models.TextField(_("subject"))
    html = models.TextField("HTML", blank=True)
    text = models.TextField(_("text"), blank=True)
    headers = models.JSONField(_("headers"), default=dict)
    created_at = models.DateTimeField(_("created at"))
    # The Date header. Fixed at release, so that a retry tomorrow is the same message.
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    # Held up by an editor: nothing of it is claimed, and what is claimed gets no mark.
    paused_at = models.DateTimeField(_("paused at"), null=True, blank=True)

    class Meta:
        default_permissions = []
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.CheckConstraint(condition=~Q(html="") | ~Q(text=""), name="message_has_a_body"),
            models.CheckConstraint(condition=Q(lane__in=Lane.values), name="message_lane_known"),
        ]

    def __str__(self) -> str:
        return self.subject


class Delivery(models.Model):
    """One message to one address.

    `claim` and `lease_until` say which worker holds it. `marked_at` is the write-ahead mark: committed before the
    end of the message is sent, so that after a crash we know whether the server may have taken the mail.
    """

    wagtail_reference_index_ignore = True

    message = models.ForeignKey(Message, models.CASCADE, related_name="deliveries", verbose_name=_("message"))
    key = models.CharField(_("key"), max_length=255, unique=True)
    public_id = models.CharField(
        _("public id"), max_length=32, unique=True
    )  # in Message-ID and envelope sender
    lane = models.CharField(_("lane"), max_length=10, choices=Lane.choices)
    address = models.CharField(_("address"), max_length=320)  # empty once the person was erased
    domain = models.CharField(_("domain"), max_length=255, blank=True)  # of the address, for pauses and rates
    address_key = models.CharField(_("address key"), max_length=64, db_index=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    tokens = models.JSONField(_("merge values"), default=dict)
    reference = models.CharField(_("reference"), max_length=100, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.QUEUED)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)  # empty: waits for its group's release
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    # The first refusal for now of the attempts under way: patience is counted from here, not from the release.
    deferred_since = models.DateTimeField(_("deferred since"), null=True, blank=True)
    claim = models.CharField(_("claim"), max_length=32, blank=True)
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)
    marked_at = models.DateTimeField(_("marked at"), null=True, blank=True)
    status = models.CharField(
        _("status code"), max_length=20, blank=True
    )  # RFC 3463 ("4.2.2") or the plain reply code
    reply = models.TextField(_("server's answer"), blank=True)
    created_at = models.DateTimeField(_("created at"))
    changed_at = models.DateTimeField(_("changed at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        default_permissions = ["view"]
        permissions = [("view_address", _("Can see the addresses of deliveries"))]
        indexes = [
            # What a worker asks for: the next due deliveries of a lane. Settled rows are not in it.
            # Message and domain are in it, so that what is paused or rests is passed over without a look at its row.
            models.Index(
                fields=["lane", "due_at", "id", "message", "domain"],
                name="mail_due",
                condition=Q(state__in=CLAIMABLE),
            ),
            models.Index(fields=["lease_until"], name="mail_leases", condition=Q(state=State.SENDING)),
            models.Index(fields=["claim"], name="mail_claims", condition=~Q(claim="")),
            models.Index(fields=["message", "state"], name="mail_message_state"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="delivery_state_known"),
            models.CheckConstraint(
                condition=~Q(state=State.SENDING) | (~Q(claim="") & Q(lease_until__isnull=False)),
                name="delivery_sending_has_claim",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SENT) | Q(sent_at__isnull=False), name="delivery_sent_has_time"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=CLAIMABLE) | Q(marked_at__isnull=True, claim=""),
                name="delivery_claimable_is_unmarked",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class DeliveryEvent(models.Model):
    """What happened to a delivery, in order. Holds no address."""

    wagtail_reference_index_ignore = True

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="events", verbose_name=_("delivery"))
    state = models.CharField(_("state"), max_length=12, choices=State.choices)
    status = models.CharField(_("status code"), max_length=20, blank=True)
    detail = models.CharField(_("detail"), max_length=200, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        default_permissions = []
        verbose_name = _("delivery event")
        verbose_name_plural = _("delivery events")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.state} {self.status}".strip()


class Reason(models.TextChoices):
    """Why an address gets no bulk mail. Only `blocked` stops single mail too: that is asked for by the person."""

    BOUNCED = "bounced", _("Bounced")
    COMPLAINED = "complained", _("Complained")
    UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")
    BLOCKED = "blocked", _("Blocked")


class Suppression(models.Model):
    """An address that must not be mailed, known by its keyed hash alone, so that it outlives erasing."""

    wagtail_reference_index_ignore = True

    address_key = models.CharField(_("address key"), max_length=64, unique=True)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason.choices)
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        default_permissions = []
        verbose_name = _("suppression")
        verbose_name_plural = _("suppressions")
        constraints = [
            models.CheckConstraint(condition=Q(reason__in=Reason.values), name="suppression_reason_known")
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.address_key[:8]}"
