"""The deed of the week: one pick by an editor, with a sentence that says why."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.validators import refuse_far_years
from deeds.models.rows import Deed
from deeds.models.words import Words, columns_of, words_in
from deeds.screening.guard import refuse_identity_codes

SENTENCE_LENGTH = 300


class DeedPick(models.Model):
    """One deed for one week, which begins on a Monday, Helsinki time."""

    wagtail_reference_index_ignore = True  # names nothing but its deed

    week_date = models.DateField(
        _("week"), unique=True, help_text=_("Any day of the week: its Monday is kept. One deed a week.")
    )
    deed = models.ForeignKey(Deed, verbose_name=_("deed"), on_delete=models.CASCADE, related_name="picks")
    sentence_fi = models.TextField(
        _("sentence in Finnish"),
        max_length=SENTENCE_LENGTH,
        help_text=_("Why this deed, in one or two sentences. Readers see it above the deed."),
    )
    sentence_sv = models.TextField(_("sentence in Swedish"), max_length=SENTENCE_LENGTH, blank=True)
    sentence_en = models.TextField(_("sentence in English"), max_length=SENTENCE_LENGTH, blank=True)
    picked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    changed_at = models.DateTimeField(_("changed"), editable=False)

    class Meta:
        verbose_name = _("deed of the week")
        verbose_name_plural = _("deeds of the week")
        ordering = ["-week_date"]

    def __str__(self) -> str:
        return f"{self.week_date} {self.deed}"

    def clean(self) -> None:
        super().clean()
        refuse_far_years(self, "week_date")
        if self.week_date:
            self.week_date -= timedelta(days=self.week_date.weekday())
        if self.deed_id and not self.deed.is_live:
            raise ValidationError({"deed": _("This deed is not published. Choose one that is.")})
        refuse_identity_codes(**columns_of(self, "sentence"))

    def sentence_in(self, language: str) -> Words:
        return words_in(self, "sentence", language)
