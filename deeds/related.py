"""Deeds that a reader of one deed may want next, each with the reason why it stands there.

What a deed is about weighs most (themes, then sectors). Its size and its area break ties: they alone relate nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Model, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deeds.languages import Shown, shown_in
from deeds.models import Deed, DeedPage
from deeds.querysets import DeedQuerySet
from registers.models import County, Register, Sector, Theme

MOST_RELATED = 3
THEME, SECTOR, WHOLE, SIZE, AREA = 4, 2, 2, 2, 1


@dataclass(frozen=True)
class Related:
    """A deed and why it stands here: "Same theme: Wellbeing at work; similar size"."""

    shown: Shown
    why: str


@dataclass(frozen=True)
class _Own:
    """What others are compared with."""

    deed: Deed
    themes: Sequence[Theme]
    sectors: Sequence[Sector]
    counties: Sequence[County]


def related_deeds(page: DeedPage) -> list[Related]:
    """Up to three, in the page's language where they have it; the newest first among equals."""
    deed = page.deed
    if deed is None:
        return []
    own = _Own(deed, list(deed.themes.all()), list(deed.sectors.all()), list(deed.counties.all()))
    found = _ranked(own).select_related("organisation__merged_into")
    rows = found.prefetch_related("themes", "sectors", "counties")[:MOST_RELATED]
    language = page.language_code
    with translation.override(language):
        return [
            Related(shown, capfirst("; ".join(_reasons(own, shown.deed, language))))
            for shown in shown_in(rows, language)
        ]


def _ranked(own: _Own) -> DeedQuerySet:
    # Each deed's rows are counted by themselves: joined, themes multiply with sectors before they are counted.
    deeds = Deed.objects.live().exclude(pk=own.deed.pk)
    same_themes = _shared_rows(Deed.themes.through, theme_id__in=_ids(own.themes))
    same_sectors = _shared_rows(Deed.sectors.through, sector_id__in=_ids(own.sectors))
    same_counties = _shared_rows(Deed.counties.through, county_id__in=_ids(own.counties))
    whole = WHOLE if own.deed.whole_organisation else 0
    deeds = deeds.alias(
        about=same_themes * THEME + same_sectors * SECTOR + _one_if(Q(whole_organisation=True)) * whole
    )
    score = (
        F("about")
        + _one_if(Q(scale=own.deed.scale) & ~Q(scale="")) * SIZE
        + _one_if(Q(GreaterThan(same_counties, 0))) * AREA
    )
    return deeds.filter(about__gt=0).order_by(score.desc(), "-published_at", "number")


def _shared_rows(through: type[Model], **shared: Any) -> Coalesce:
    rows = through._default_manager.filter(deed_id=OuterRef("pk"), **shared)
    counted = rows.order_by().values("deed_id").annotate(rows=Count("pk")).values("rows")
    return Coalesce(Subquery(counted), 0)


def _ids(rows: Sequence[Register]) -> list[int]:
    # No row has 0. An empty list would make the whole count empty, and with it the sum.
    return [row.pk for row in rows] or [0]


def _one_if(condition: Q) -> Case:
    return Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())


def _reasons(own: _Own, other: Deed, language: str) -> Iterator[str]:
    if names := _shared(own.themes, other.themes.all(), language):
        yield ngettext("same theme: %(names)s", "same themes: %(names)s", len(names)) % {
            "names": ", ".join(names)
        }
    if own.deed.whole_organisation and other.whole_organisation:
        yield _("for the whole organisation too")
    if names := _shared(own.sectors, other.sectors.all(), language):
        yield ngettext("same sector: %(names)s", "same sectors: %(names)s", len(names)) % {
            "names": ", ".join(names)
        }
    if other.scale and other.scale == own.deed.scale:
        yield _("similar size")
    if names := _shared(own.counties, other.counties.all(), language):
        yield _("same area")


def _shared(own: Sequence[Register], others: Any, language: str) -> list[str]:
    theirs = {row.pk for row in others}
    return sorted((row.name_in(language) for row in own if row.pk in theirs), key=str.casefold)
