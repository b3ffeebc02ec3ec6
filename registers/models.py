"""Registers: single rows with codes and names in three languages. A change of year closes rows, never deletes them."""

from datetime import date
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from registers.domains import is_in_domains, validate_mail_domains
from registers.sorting import sort_key

LANGUAGES = ("fi", "sv", "en")
UNIT_LENGTH = 120  # of a unit's name on a deed


def language_of(code: str | None) -> str:
    """One of our three languages for any language code; Finnish when it is none of them."""
    short = (code or "fi")[:2]
    return short if short in LANGUAGES else "fi"


class RegisterQuerySet(models.QuerySet[Any]):
    def current(self, *, on: date) -> "RegisterQuerySet":
        """Rows that are valid on a day; both ends are inclusive."""
        begun = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
        return self.filter(begun & (Q(valid_to__isnull=True) | Q(valid_to__gte=on)))

    def in_order(self, language: str | None = None) -> "RegisterQuerySet":
        return self.order_by(f"sort_{language_of(language or get_language())}", "code")


class Register(models.Model):
    """A row of a register. Codes stand in addresses, feeds and exports; names are for people."""

    code = models.SlugField(
        _("code"), max_length=80, unique=True, help_text=_("Never changes once it is in use.")
    )
    name_fi = models.CharField(_("name in Finnish"), max_length=200)
    name_sv = models.CharField(_("name in Swedish"), max_length=200, blank=True)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    sort_fi = models.CharField(max_length=255, editable=False, db_index=True)
    sort_sv = models.CharField(max_length=255, editable=False)
    sort_en = models.CharField(max_length=255, editable=False)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("last day of validity"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged_rows",
    )

    objects = RegisterQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        # Derived from the names, whoever writes them: the loader, a service or the admin.
        self.set_sort_keys()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {
                *kwargs["update_fields"],
                *(f"sort_{language}" for language in LANGUAGES),
            }
        super().save(*args, **kwargs)

    def name_in(self, language: str | None) -> str:
        """The name in a language; where a row has none in it, its Finnish name."""
        return getattr(self, f"name_{language_of(language)}") or self.name_fi

    @property
    def name(self) -> str:
        return self.name_in(get_language())

    @property
    def longer_names(self) -> list[str]:
        """Other ways to call it, found by search like its names."""
        return []

    def set_sort_keys(self) -> None:
        for language in LANGUAGES:
            setattr(self, f"sort_{language}", sort_key(self.name_in(language), language))


class Region(Register):
    """A region of Finland (maakunta), with its place in a tile map."""

    tile_row = models.PositiveSmallIntegerField(default=0)
    tile_column = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["sort_fi"]


class County(Register):
    """A wellbeing services county; Helsinki (90) and Åland (91), which run their own services, stand beside them."""

    # What people call the area: "Pirkanmaa". For maps and lists where "wellbeing services county" is plain already.
    short_fi = models.CharField(_("short name in Finnish"), max_length=60, blank=True)
    short_sv = models.CharField(_("short name in Swedish"), max_length=60, blank=True)
    short_en = models.CharField(_("short name in English"), max_length=60, blank=True)
    tile_row = models.PositiveSmallIntegerField(default=0)
    tile_column = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("wellbeing services county")
        verbose_name_plural = _("wellbeing services counties")
        ordering = ["sort_fi"]

    def short_in(self, language: str | None) -> str:
        short = getattr(self, f"short_{language_of(language)}") or self.short_fi
        return short or self.name_in(language)


class Municipality(Register):
    class LanguageStatus(models.IntegerChoices):
        FINNISH = 0, _("Finnish")
        BILINGUAL_FINNISH = 1, _("bilingual, Finnish-speaking majority")
        SWEDISH = 2, _("Swedish")
        BILINGUAL_SWEDISH = 3, _("bilingual, Swedish-speaking majority")

    county = models.ForeignKey(
        County,
        verbose_name=_("wellbeing services county"),
        on_delete=models.PROTECT,
        related_name="municipalities",
    )
    region = models.ForeignKey(
        Region, verbose_name=_("region"), on_delete=models.PROTECT, related_name="municipalities"
    )
    language_status = models.PositiveSmallIntegerField(
        _("language status"), choices=LanguageStatus.choices, default=LanguageStatus.FINNISH
    )
    longitude = models.DecimalField(_("longitude"), max_digits=7, decimal_places=4)
    latitude = models.DecimalField(_("latitude"), max_digits=7, decimal_places=4)

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        ordering = ["sort_fi"]


class Sector(Register):
    class Meta:
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        ordering = ["sort_fi"]


class Theme(Register):
    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["sort_fi"]


class ClientGroup(Register):
    class Meta:
        verbose_name = _("client group")
        verbose_name_plural = _("client groups")
        ordering = ["sort_fi"]


class Goal(Register):
    """A goal of the programme, 1 to 8."""

    class Meta:
        verbose_name = _("programme goal")
        verbose_name_plural = _("programme goals")
        ordering = ["code"]


class Organisation(Register):
    """An employer. A merger or a new name never rewrites what was: events keep it, and old rows stay."""

    class Type(models.TextChoices):
        MUNICIPALITY = "municipality", _("municipality")
        COUNTY = "county", _("wellbeing services county")
        JOINT_AUTHORITY = "joint_authority", _("joint authority")
        OTHER = "other", _("other")

    class Status(models.TextChoices):
        ACTIVE = "active", _("active")
        MERGED = "merged", _("merged")
        ENDED = "ended", _("ended")

    type = models.CharField(_("type"), max_length=20, choices=Type.choices, default=Type.MUNICIPALITY)
    business_id = models.CharField(
        _("business ID"),
        max_length=9,
        blank=True,
        validators=[
            RegexValidator(r"^\d{7}-\d$", _("A business ID has seven digits, a hyphen and a check digit."))
        ],
    )
    mail_domains = models.CharField(
        _("mail domains"),
        max_length=300,
        blank=True,
        validators=[validate_mail_domains],
        help_text=_(
            "What stands after @ in its addresses, with spaces between. "
            "Who writes from there is believed to speak for the organisation."
        ),
    )
    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("municipality"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="organisations",
    )
    county = models.ForeignKey(
        County,
        verbose_name=_("wellbeing services county"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="organisations",
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.ACTIVE, editable=False
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["sort_fi"]
        constraints = [
            models.UniqueConstraint(
                fields=["business_id"], condition=~Q(business_id=""), name="organisation_business_id_unique"
            ),
            models.CheckConstraint(
                condition=Q(status="merged", merged_into__isnull=False)
                | (~Q(status="merged") & Q(merged_into__isnull=True)),
                name="organisation_merged_has_successor",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="organisation_not_into_itself",
            ),
        ]

    @property
    def current(self) -> "Organisation":
        """The organisation that carries on: merging keeps chains flat, so one step is enough."""
        return cast(Organisation, self.merged_into) if self.merged_into else self

    @property
    def is_county(self) -> bool:
        return self.type == self.Type.COUNTY

    def owns_address(self, address: str) -> bool:
        """Whether the address is in one of its mail domains, or of those of the organisation that carries it on."""
        return is_in_domains(address, f"{self.mail_domains} {self.current.mail_domains}")

    def label_in(self, language: str | None) -> str:
        """The name as it was, with today's beside it after a merger: "Old (now New)"."""
        if self.merged_into is None:
            return self.name_in(language)
        words = {"fi": "nyk.", "sv": "nuv.", "en": "now"}[language_of(language)]
        return f"{self.name_in(language)} ({words} {self.merged_into.name_in(language)})"

    @property
    def label(self) -> str:
        return self.label_in(get_language())


class Unit(Register):
    """A part of an organisation by which people name their work place. Deeds and adoptions stay the organisation's.

    No open data names the units of counties and municipalities: editors add those that authors look for.
    """

    wagtail_reference_index_ignore = True  # no page refers to it; spares a task per save

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="units"
    )

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["sort_fi"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name_fi"],
                name="unit_once_in_organisation",
                violation_error_message=_("The organisation has a unit of this name already."),
            )
        ]

    @classmethod
    def of_employers(cls) -> RegisterQuerySet:
        """Units of organisations that go on, themselves or in another, with what their names need."""
        rows = cls.objects.exclude(organisation__status=Organisation.Status.ENDED)
        return rows.select_related("organisation__county", "organisation__merged_into__county")

    def clean(self) -> None:
        super().clean()
        names = {f"name_{language}": getattr(self, f"name_{language}") for language in LANGUAGES}
        over = {field for field, name in names.items() if len(name) > UNIT_LENGTH}
        if over:
            message = _("At most %(length)s characters fit on a deed's page.") % {"length": UNIT_LENGTH}
            raise ValidationError(dict.fromkeys(over, message))

    @property
    def longer_names(self) -> list[str]:
        """Its name with its organisation's on either side: "Kotihoito Mallila", "Mallila kotihoito"."""
        whole, county = self.organisation.current, self.organisation.current.county
        areas = [county.short_in(code) for code in LANGUAGES] if county and whole.is_county else []
        pairs = {(self.name_in(code), name) for code in LANGUAGES for name in (whole.name_in(code), *areas)}
        return [f"{one} {other}" for unit, name in pairs for one, other in ((unit, name), (name, unit))]

    def label_in(self, language: str | None) -> str:
        return f"{self.name_in(language)}, {self.organisation.current.name_in(language)}"


class OrganisationEvent(models.Model):
    """What happened to an organisation and how it was called before. Written by services, never edited."""

    wagtail_reference_index_ignore = True  # history; spares a task per save

    class Kind(models.TextChoices):
        CREATED = "created", _("created")
        RENAMED = "renamed", _("renamed")
        MERGED = "merged", _("merged")
        ENDED = "ended", _("ended")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("event"), max_length=10, choices=Kind.choices)
    effective_date = models.DateField(_("date"))
    recorded_at = models.DateTimeField(_("recorded"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    old_values = models.JSONField(default=dict)
    new_values = models.JSONField(default=dict)

    class Meta:
        ordering = ["effective_date", "pk"]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.kind} {self.effective_date}"


class RegisterLoad(models.Model):
    """Which version of a data file stands in the database; the system check compares it with the file."""

    register = models.CharField(max_length=40, unique=True)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.register}: {self.rows}"
