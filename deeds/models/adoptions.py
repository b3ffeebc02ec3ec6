"""Adoption: an organisation says that it took a deed into use."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deeds.models.rows import Deed
from deeds.models.submissions import new_reference


class Adoption(models.Model):
    """One organisation's word that it copied, adapted or was inspired by a deed.

    No address stands here, only the contact who said it; the word stays the organisation's when the contact is gone.
    """

    wagtail_reference_index_ignore = True  # no page shows it in a field; spares a task per save

    class Kind(models.TextChoices):
        COPIED = "copied", _("copied as it is")
        ADAPTED = "adapted", _("adapted to our own needs")
        INSPIRED = "inspired", _("inspired something of our own")

    class State(models.TextChoices):
        ASKED = "asked", _("waits for the confirmation by mail")
        WAITING = "waiting", _("waits for a moderator")
        ACCEPTED = "accepted", _("shown")
        REFUSED = "refused", _("refused")

    reference = models.CharField(
        _("reference"), max_length=8, unique=True, default=new_reference, editable=False
    )
    deed = models.ForeignKey(Deed, verbose_name=_("deed"), on_delete=models.CASCADE, related_name="adoptions")
    organisation = models.ForeignKey(
        "tekotori_registers.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="adoptions",
    )
    kind = models.CharField(_("how"), max_length=10, choices=Kind.choices)
    resulting_deed = models.ForeignKey(
        Deed,
        verbose_name=_("the deed that came of it"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="adopted_from",
    )
    contact = models.ForeignKey(
        "tekotori_contacts.Contact",
        verbose_name=_("contact"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    language = models.CharField(_("language"), max_length=12, help_text=_("In which the person is answered."))
    # What a moderator sees of the address; the address itself stays with the contact.
    mail_domain = models.CharField(_("mail domain"), max_length=255, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ASKED)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    asked_at = models.DateTimeField(_("asked"))
    confirmed_at = models.DateTimeField(_("confirmed by mail"), null=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Nobody, where the mail domain decided."),
    )

    class Meta:
        verbose_name = _("adoption")
        verbose_name_plural = _("adoptions")
        ordering = ["-asked_at", "-pk"]
        permissions = [("decide_adoption", "Can accept and refuse adoptions")]
        indexes = [models.Index(fields=["state", "asked_at"], name="adoption_queue")]
        constraints = [
            models.UniqueConstraint(
                fields=["deed", "organisation"], condition=Q(state="accepted"), name="adoption_shown_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "refused"]) | Q(decided_at__isnull=False),
                name="adoption_decided_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""), name="adoption_refused_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(resulting_deed__isnull=True) | ~Q(resulting_deed=models.F("deed")),
                name="adoption_not_of_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deed_id} {self.organisation_id} {self.kind}"
