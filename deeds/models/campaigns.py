"""Campaigns: for some time deeds are asked for, and what is published in it is counted."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.validators import refuse_far_years
from deeds.models.collections import INTRODUCTION_LENGTH, TITLE_LENGTH
from deeds.models.words import Words, columns_of, words_in
from deeds.screening.guard import refuse_identity_codes


class DeedCampaign(models.Model):
    """A window in time, and which deeds count in it. Whether it is open is a question to the clock, never a field."""

    wagtail_reference_index_ignore = True  # names nothing but registers

    class State(models.TextChoices):
        UPCOMING = "upcoming", _("to come")
        OPEN = "open", _("open")
        ENDED = "ended", _("ended")

    slug = models.SlugField(
        _("address"),
        max_length=80,
        unique=True,
        help_text=_("The end of its address, the same in every language."),
    )
    title_fi = models.CharField(_("title in Finnish"), max_length=TITLE_LENGTH)
    title_sv = models.CharField(_("title in Swedish"), max_length=TITLE_LENGTH, blank=True)
    title_en = models.CharField(_("title in English"), max_length=TITLE_LENGTH, blank=True)
    introduction_fi = models.TextField(
        _("introduction in Finnish"),
        max_length=INTRODUCTION_LENGTH,
        help_text=_("What is asked for, and why now."),
    )
    introduction_sv = models.TextField(
        _("introduction in Swedish"), max_length=INTRODUCTION_LENGTH, blank=True
    )
    introduction_en = models.TextField(
        _("introduction in English"), max_length=INTRODUCTION_LENGTH, blank=True
    )
    starts_at = models.DateTimeField(
        _("begins"), help_text=_("Helsinki time. A deed published at this moment counts.")
    )
    ends_at = models.DateTimeField(
        _("ends"), help_text=_("Helsinki time. A deed published at this moment does not count any more.")
    )
    sector = models.ForeignKey(
        "tekotori_registers.Sector",
        verbose_name=_("sector"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    theme = models.ForeignKey(
        "tekotori_registers.Theme",
        verbose_name=_("theme"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    goal = models.ForeignKey(
        "tekotori_registers.Goal",
        verbose_name=_("programme goal"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    is_published = models.BooleanField(_("published"), default=False)
    changed_at = models.DateTimeField(_("changed"), editable=False)

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-starts_at", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="campaign_starts_before_it_ends"
            )
        ]

    def __str__(self) -> str:
        return self.title_fi

    def clean(self) -> None:
        super().clean()
        refuse_far_years(self, "starts_at", "ends_at")
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("A campaign ends after it begins. Check both times.")})
        refuse_identity_codes(**columns_of(self, "title", "introduction"))

    def title_in(self, language: str) -> Words:
        return words_in(self, "title", language)

    def introduction_in(self, language: str) -> Words:
        return words_in(self, "introduction", language)

    def state_at(self, now: datetime) -> "State":
        if now < self.starts_at:
            return self.State.UPCOMING
        return self.State.OPEN if now < self.ends_at else self.State.ENDED
