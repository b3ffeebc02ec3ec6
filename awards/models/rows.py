"""Awards, rounds, categories and winners: one row each for all languages. Pages per language refer to them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from awards.querysets import CategoryQuerySet, RoundQuerySet, WinnerQuerySet
from core.validators import refuse_far_years
from registers.models import LANGUAGES, language_of


@dataclass(frozen=True, slots=True)
class Words:
    """A text and the language that it is in, which may be another than the one asked for."""

    text: str
    language: str


def words_of(row: Any, field: str, language: str | None) -> Words:
    """A row's text in a language, else in the first of the site's languages that it has."""
    wanted = language_of(language)
    for code in (wanted, *LANGUAGES):
        text = getattr(row, f"{field}_{code}")
        if text:
            return Words(text, code)
    return Words("", wanted)


class Award(models.Model):
    """A prize that is given again and again, a round at a time."""

    code = models.SlugField(
        _("code"),
        max_length=80,
        unique=True,
        help_text=_("Stands in topics and exports. Never changes once it is in use."),
    )
    name_fi = models.CharField(_("name in Finnish"), max_length=120)
    name_sv = models.CharField(_("name in Swedish"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    def name_in(self, language: str | None) -> str:
        return words_of(self, "name", language).text

    @property
    def name(self) -> str:
        """The name in the active language."""
        return self.name_in(get_language())


class Round(models.Model):
    """One year's round of an award. Its state follows from its times and is stored nowhere."""

    class State(models.TextChoices):
        PLANNED = "planned", _("not yet open")
        OPEN = "open", _("open for nominations")
        CLOSED = "closed", _("closed, the jury is at work")
        PUBLISHED = "published", _("winners published")

    award = models.ForeignKey(Award, verbose_name=_("award"), on_delete=models.PROTECT, related_name="rounds")
    year = models.PositiveSmallIntegerField(_("year"))
    opens_at = models.DateTimeField(_("opens"), help_text=_("From then on jurors can nominate deeds."))
    closes_at = models.DateTimeField(
        _("closes"), help_text=_("From then on nobody can nominate. A category may close earlier.")
    )
    published_at = models.DateTimeField(
        _("winners published"),
        null=True,
        blank=True,
        help_text=_("From then on everybody sees the winners. Empty: not decided yet."),
    )

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("award round")
        verbose_name_plural = _("award rounds")
        ordering = ["-year", "award__code"]
        constraints = [
            models.UniqueConstraint(fields=["award", "year"], name="award_round_per_year"),
            models.CheckConstraint(condition=Q(opens_at__lt=F("closes_at")), name="award_round_opens_first"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(published_at__gte=F("closes_at")),
                name="award_round_closes_before_winners",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        refuse_far_years(self, "opens_at", "closes_at", "published_at")
        errors: dict[str, Any] = {}
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            errors["closes_at"] = _("A round closes after it opens.")
        if self.published_at and self.closes_at and self.published_at < self.closes_at:
            errors["published_at"] = _("Winners are published when the round has closed.")
        if errors:
            raise ValidationError(errors)

    def state_at(self, now: datetime) -> "Round.State":
        if self.published_at is not None and self.published_at <= now:
            return self.State.PUBLISHED
        if now >= self.closes_at:
            return self.State.CLOSED
        return self.State.OPEN if now >= self.opens_at else self.State.PLANNED

    def name_in(self, language: str | None) -> str:
        return f"{self.award.name_in(language)} {self.year}"

    @property
    def name(self) -> str:
        return self.name_in(get_language())


class Category(ClusterableModel):
    """What deeds are nominated for in a round."""

    round = models.ForeignKey(
        Round, verbose_name=_("round"), on_delete=models.PROTECT, related_name="categories"
    )
    code = models.SlugField(
        _("code"), max_length=50, help_text=_("Stands in exports, in every language the same.")
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("The order in which categories are shown.")
    )
    closes_at = models.DateTimeField(
        _("closes"), null=True, blank=True, help_text=_("Only if this category closes before its round.")
    )
    name_fi = models.CharField(_("name in Finnish"), max_length=120)
    name_sv = models.CharField(_("name in Swedish"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    description_fi = models.TextField(_("description in Finnish"), max_length=600, blank=True)
    description_sv = models.TextField(_("description in Swedish"), max_length=600, blank=True)
    description_en = models.TextField(_("description in English"), max_length=600, blank=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("award category")
        verbose_name_plural = _("award categories")
        ordering = ["-round__year", "round__award__code", "position", "code"]
        constraints = [models.UniqueConstraint(fields=["round", "code"], name="award_category_code_in_round")]

    def __str__(self) -> str:
        return f"{self.round.name}: {self.name}"

    def clean(self) -> None:
        refuse_far_years(self, "closes_at")
        if (
            self.round_id
            and self.closes_at
            and not self.round.opens_at < self.closes_at <= self.round.closes_at
        ):
            raise ValidationError(
                {"closes_at": _("A category closes while its round is open, at the latest with it.")}
            )

    @property
    def last_moment(self) -> datetime:
        """When nominating ends, at the latest with the round."""
        return self.closes_at or self.round.closes_at

    def is_open(self, now: datetime) -> bool:
        return self.round.opens_at <= now < self.last_moment

    def name_in(self, language: str | None) -> str:
        return words_of(self, "name", language).text

    def description_in(self, language: str | None) -> Words:
        return words_of(self, "description", language)

    @property
    def name(self) -> str:
        return self.name_in(get_language())

    @property
    def description(self) -> Words:
        return self.description_in(get_language())


class Winner(models.Model):
    """A deed that won in a category, with the jury's reason. Readers see it once the round is published."""

    class Place(models.TextChoices):
        FIRST = "1", _("1st place")
        SECOND = "2", _("2nd place")
        THIRD = "3", _("3rd place")
        HONOURABLE = "honourable", _("Honourable mention")

    category = ParentalKey(
        Category, verbose_name=_("category"), on_delete=models.PROTECT, related_name="winners"
    )
    deed = models.ForeignKey(
        "tekotori_deeds.Deed", verbose_name=_("deed"), on_delete=models.PROTECT, related_name="wins"
    )
    place = models.CharField(
        _("place"), max_length=10, choices=Place.choices, help_text=_("Deeds may share a place.")
    )
    reason_fi = models.TextField(_("reason in Finnish"), max_length=1200, blank=True)
    reason_sv = models.TextField(_("reason in Swedish"), max_length=1200, blank=True)
    reason_en = models.TextField(_("reason in English"), max_length=1200, blank=True)

    objects = WinnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("winner")
        verbose_name_plural = _("winners")
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["category", "deed"], name="award_deed_wins_once_in_category")
        ]

    def __str__(self) -> str:
        return f"{self.deed}, {self.get_place_display()}"

    def clean(self) -> None:
        if not (self.reason_fi or self.reason_sv or self.reason_en):
            raise ValidationError(_("Write the jury's reason in at least one language."))

    def reason_in(self, language: str | None) -> Words:
        return words_of(self, "reason", language)
