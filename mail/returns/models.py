"""What came back after sending, in one table."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mail.returns.reports import Kind


class Channel(models.TextChoices):
    MAILBOX = "mailbox", pgettext_lazy("report", "Mailbox")
    WEBHOOK = "webhook", pgettext_lazy("report", "Hosted service")


class Standing(models.TextChoices):
    """What became of a report."""

    COUNTED = "counted", pgettext_lazy("report", "Counted")
    OPEN = "open", _("Waits for somebody")  # it could be tied to no delivery, or not be understood
    DISMISSED = "dismissed", pgettext_lazy("report", "Dismissed")


class Trouble(models.TextChoices):
    """Why a report was not counted by itself."""

    NO_DELIVERY = "no-delivery", _("It names no mail of ours.")
    ADDRESS_ONLY = "address-only", _("It names an address and no mail, and anyone can write that.")
    NOT_SENT = "not-sent", _("The mail that it names was never sent.")
    TOO_LATE = "too-late", _("The mail that it names was sent too long ago for a report to be believed.")
    NOT_UNDERSTOOD = "not-understood", _("What it says was not understood.")


KINDS = [
    (Kind.HARD.value, _("Bounced for good")),
    (Kind.SOFT.value, _("Bounced for now")),
    (Kind.DELAYED.value, pgettext_lazy("report", "Delayed")),
    (Kind.DELIVERED.value, _("Delivered")),
    (Kind.COMPLAINT.value, pgettext_lazy("report", "Complaint")),
    (Kind.OPT_OUT.value, pgettext_lazy("report", "Wants no more")),
    (Kind.AUTO_REPLY.value, _("Automatic reply")),
    (Kind.UNKNOWN.value, pgettext_lazy("report", "Unknown")),
]


class Return(models.Model):
    """One report about one delivery. `key` is a digest of what came, so that the same report counts once.

    What it said of a person (`source`, `recipient`) is kept only where somebody has to look, and for a while.
    """

    wagtail_reference_index_ignore = True

    key = models.CharField(_("key"), max_length=64, unique=True)
    delivery = models.ForeignKey(
        "tekotori_mail.Delivery",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="returns",
        verbose_name=_("delivery"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=KINDS)
    channel = models.CharField(pgettext_lazy("report", "came by"), max_length=8, choices=Channel.choices)
    service = models.CharField(pgettext_lazy("report", "service"), max_length=40, blank=True)
    status = models.CharField(_("status code"), max_length=20, blank=True)
    diagnostic = models.CharField(_("server's words"), max_length=500, blank=True)
    recipient = models.CharField(pgettext_lazy("report", "about"), max_length=320, blank=True)
    source = models.TextField(pgettext_lazy("report", "what came"), blank=True)
    standing = models.CharField(pgettext_lazy("report", "standing"), max_length=10, choices=Standing.choices)
    trouble = models.CharField(
        pgettext_lazy("report", "why"), max_length=16, choices=Trouble.choices, blank=True
    )
    received_at = models.DateTimeField(pgettext_lazy("report", "came"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )

    class Meta:
        verbose_name = _("report about mail")
        verbose_name_plural = _("reports about mail")
        default_permissions = ["view"]
        permissions = [("decide_return", _("Can decide about what came back and fits no mail"))]
        indexes = [models.Index(fields=["received_at"], name="mail_returns_received")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in Kind]), name="return_kind_known"
            ),
            models.CheckConstraint(condition=Q(standing__in=Standing.values), name="return_standing_known"),
            models.CheckConstraint(
                condition=~Q(standing=Standing.OPEN) | ~Q(trouble=""), name="return_open_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.status}".strip()

    @property
    def address(self) -> str:
        """Whom it is about, as far as that is known; for those who may see addresses."""
        return self.recipient or (self.delivery.address if self.delivery else "")
