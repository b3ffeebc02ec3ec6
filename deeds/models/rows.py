"""Deed: the one language-independent row of a deed, and its short leads in languages without a page."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from deeds.models.shared import SharedDeedFields
from deeds.querysets import DeedQuerySet


class Deed(SharedDeedFields):
    """What numbers, facets, counts and other apps refer to. Written when the source page goes live or stops."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        LIVE = "live", _("published")
        UNPUBLISHED = "unpublished", _("unpublished")
        RETIRED = "retired", _("retired")

    class Ground(models.TextChoices):
        """Why a deed was retired."""

        ENDED = "ended", _("the work has ended")
        REPLACED = "replaced", _("another deed has taken its place")
        WRONG = "wrong", _("what it said was wrong")
        OTHER = "other", _("another reason")

    number = models.PositiveIntegerField(
        _("number"), unique=True, help_text=_("Permanent; never used again.")
    )
    # Every language's page has the source page's translation key, so one join finds them all.
    translation_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    source_page = models.OneToOneField(
        "tekotori_deeds.DeedPage", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    title = models.CharField(
        _("title"),
        max_length=255,
        blank=True,
        editable=False,
        help_text=_("Of the source page, for lists of the staff."),
    )
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFT)
    published_at = models.DateTimeField(_("published"), null=True, help_text=_("First time."))
    changed_at = models.DateTimeField(_("changed"))
    retired_at = models.DateTimeField(_("retired"), null=True)
    retired_ground = models.CharField(
        _("ground for retiring"), max_length=12, choices=Ground.choices, blank=True
    )
    retired_reason = models.TextField(_("reason for retiring"), blank=True)
    replaced_by = models.ForeignKey(
        "self",
        verbose_name=_("replaced by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="replaces",
    )
    # The languages whose pages were withdrawn with it, so that bringing it back brings back these and no others.
    retired_languages = models.JSONField(default=list, editable=False)
    year = models.PositiveSmallIntegerField(_("year"), null=True, db_index=True)
    # Organisations that adopted it, merged ones counted once: kept by deeds.spreading.adopting, so that lists sort by it.
    adopters = models.PositiveIntegerField(
        _("organisations that adopted it"), default=0, editable=False, db_index=True
    )
    # The values of the facets that are kept with it: "sector:education year:2026"; see deeds.facets.keeping.
    facet_values = models.TextField(_("values of facets"), blank=True, editable=False)
    organisation = models.ForeignKey(  # type: ignore[assignment]  # the page's is never empty, a draft's row may be
        "tekotori_registers.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="deeds",
        # A draft that never was published may lack one.
        null=True,
    )
    sectors = models.ManyToManyField(
        "tekotori_registers.Sector", verbose_name=_("sectors"), related_name="deeds"
    )
    themes = models.ManyToManyField(
        "tekotori_registers.Theme", verbose_name=_("themes"), related_name="deeds"
    )
    client_groups = models.ManyToManyField(
        "tekotori_registers.ClientGroup", verbose_name=_("client groups"), related_name="deeds"
    )
    municipalities = models.ManyToManyField(
        "tekotori_registers.Municipality", verbose_name=_("municipalities"), related_name="deeds"
    )
    # Derived from the municipalities, else from the organisation, so that the area filter is one join.
    counties = models.ManyToManyField(
        "tekotori_registers.County", verbose_name=_("wellbeing services counties"), related_name="deeds"
    )

    objects = DeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("deed")
        verbose_name_plural = _("deeds")
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["state", "-published_at", "number"], name="deed_newest_first"),
            models.Index(fields=["state", "changed_at"], name="deed_last_changed"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="live")
                | Q(published_at__isnull=False, organisation__isnull=False, year__isnull=False),
                name="deed_live_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(state="retired", retired_at__isnull=False)
                | (~Q(state="retired") & Q(retired_at__isnull=True)),
                name="deed_retired_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state="retired") & ~Q(retired_ground="")
                | ~Q(state="retired") & Q(retired_ground="", replaced_by__isnull=True),
                name="deed_retired_has_ground",
            ),
            models.CheckConstraint(
                condition=Q(replaced_by__isnull=True) | Q(retired_ground="replaced"),
                name="deed_replaced_has_ground",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    @property
    def is_live(self) -> bool:
        return self.state == self.State.LIVE

    def get_absolute_url(self) -> str:
        """The permanent address; it leads to the page in the reader's best language."""
        return reverse("deed_by_number", args=[self.number])


# The source page refers to the same rows and is indexed itself: the copy would show each usage twice and queue a task
# per save. Said of the fields, not of the model, since pages refer to deeds.
for _field in Deed._meta.local_fields:
    if _field.many_to_one:
        _field.wagtail_reference_index_ignore = True  # type: ignore[attr-defined]  # Wagtail reads it from any field


class DeedLanguage(models.Model):
    """A language in which a live deed has a page of its own. Follows the pages in the transaction that changes them."""

    wagtail_reference_index_ignore = True

    deed = models.ForeignKey(Deed, on_delete=models.CASCADE, related_name="languages")
    language = models.CharField(_("language"), max_length=12)

    class Meta:
        verbose_name = _("language of a deed")
        verbose_name_plural = _("languages of deeds")
        constraints = [models.UniqueConstraint(fields=["deed", "language"], name="deed_language_once")]

    def __str__(self) -> str:
        return f"{self.deed_id} {self.language}"


class DeedLead(models.Model):
    """A deed in a few words of a language in which it has no page."""

    wagtail_reference_index_ignore = True  # names nothing but its deed and language

    class Origin(models.TextChoices):
        AUTHOR = "author", _("written by the author")
        EDITOR = "editor", _("written by an editor")
        MACHINE = "machine", _("made by a machine")

    deed = models.ForeignKey(Deed, verbose_name=_("deed"), on_delete=models.CASCADE, related_name="leads")
    locale = models.ForeignKey(
        "wagtailcore.Locale", verbose_name=_("language"), on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(_("title"), max_length=90)
    text = models.TextField(_("text"), max_length=600)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin.choices, default=Origin.EDITOR)
    reviewed_at = models.DateTimeField(
        _("reviewed"), null=True, blank=True, help_text=_("Shown to readers only once a person has read it.")
    )

    class Meta:
        verbose_name = _("lead of a deed")
        verbose_name_plural = _("leads of deeds")
        ordering = ["deed", "locale"]
        constraints = [models.UniqueConstraint(fields=["deed", "locale"], name="deed_lead_per_language")]

    def __str__(self) -> str:
        return self.title
