"""What stayed of a deed, asked twelve months after it was published or adopted."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deeds.models.adoptions import Adoption
from deeds.models.rows import Deed
from deeds.models.shared import Stage
from deeds.models.submissions import DeedSubmission, new_reference


class FollowUp(models.Model):
    """One question to the author of a deed, or to whoever told that it was adopted. It is asked once.

    The author's words go the way of a correction (`submission`); an adopter answers with two choices, which are shown.
    """

    wagtail_reference_index_ignore = True  # no page shows it in a field; spares a task per save

    class Kept(models.TextChoices):
        ALL = "all", _("all of it stayed")
        MOST = "most", _("most of it stayed")
        SOME = "some", _("some of it stayed")
        NOTHING = "nothing", _("nothing of it stayed")

    reference = models.CharField(
        _("reference"), max_length=8, unique=True, default=new_reference, editable=False
    )
    deed = models.ForeignKey(
        Deed, verbose_name=_("deed"), on_delete=models.CASCADE, related_name="follow_ups"
    )
    adoption = models.OneToOneField(
        Adoption,
        verbose_name=_("adoption"),
        null=True,
        on_delete=models.CASCADE,
        related_name="follow_up",
        help_text=_("Empty where the deed's own author was asked."),
    )
    # Let go of with the answer, or when the link has ended.
    contact = models.ForeignKey(
        "tekotori_contacts.Contact",
        verbose_name=_("contact"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    language = models.CharField(_("language"), max_length=12, help_text=_("In which the person is asked."))
    stage = models.CharField(_("stage"), max_length=12, choices=Stage.choices, blank=True)
    kept = models.CharField(_("what stayed"), max_length=8, choices=Kept.choices, blank=True)
    submission = models.ForeignKey(
        DeedSubmission,
        verbose_name=_("submission"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    asked_at = models.DateTimeField(_("asked"))
    answered_at = models.DateTimeField(_("answered"), null=True)

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["deed"], condition=Q(adoption__isnull=True), name="follow_up_author_asked_once"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | ~Q(stage=""), name="follow_up_answered_has_stage"
            ),
        ]

    def __str__(self) -> str:
        return f"follow-up {self.reference}"
