from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from awards.models.rows import Category, Round
from awards.querysets import STANDING, NominationQuerySet


class Nomination(models.Model):
    """A juror's proposal of one deed for one category. A withdrawn one is kept, and may be taken back."""

    wagtail_reference_index_ignore = True  # holds no content; spares a task per save

    round = models.ForeignKey(
        Round, verbose_name=_("round"), on_delete=models.PROTECT, related_name="nominations"
    )
    category = models.ForeignKey(
        Category, verbose_name=_("category"), on_delete=models.PROTECT, related_name="nominations"
    )
    deed = models.ForeignKey(
        "tekotori_deeds.Deed", verbose_name=_("deed"), on_delete=models.PROTECT, related_name="nominations"
    )
    # A nomination outlives the account of the juror who made it.
    juror = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("juror"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="nominations",
    )
    reason = models.TextField(_("why it should win"), max_length=1200, validators=[MaxLengthValidator(1200)])
    created_at = models.DateTimeField(_("nominated"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = NominationQuerySet.as_manager()

    class Meta:
        verbose_name = _("nomination")
        verbose_name_plural = _("nominations")
        ordering = ["-created_at", "-pk"]
        permissions = [("nominate", "Can nominate deeds for awards")]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "category", "deed", "juror"],
                condition=STANDING,
                name="award_nomination_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.deed} → {self.category}"

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None
