"""Campaigns: which deeds count, the leaderboard that anybody can recompute, and every write."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from core.html import clean_words
from deeds.facets.base import CURRENT_ORGANISATION
from deeds.languages import Shown, shown_in
from deeds.models import Deed, DeedCampaign
from deeds.models.words import LANGUAGES
from deeds.querysets import DeedQuerySet
from registers.models import County, Goal, Organisation, Sector, Theme
from registers.sorting import sort_key

COLUMNS = ("deed", "counted_at", "organisation", "areas")
NEWEST = 3


@dataclass(frozen=True)
class Counted:
    """One deed of a campaign: its number, when it was first published, whose it is, and where it was done."""

    deed: int
    counted_at: datetime
    organisation: str  # code of the one that carries on
    areas: tuple[str, ...]  # codes


@dataclass(frozen=True)
class Standing:
    """A line of a leaderboard; those with equally many deeds share a place."""

    place: int
    code: str
    deeds: int
    name: str = ""


@dataclass(frozen=True)
class Table:
    """What a campaign counts: its rows in the order in which they were counted, and both leaderboards."""

    rows: Sequence[Counted]
    organisations: Sequence[Standing]
    areas: Sequence[Standing]


def published_campaigns() -> "QuerySet[DeedCampaign]":
    return DeedCampaign.objects.filter(is_published=True)


def open_campaigns(*, now: datetime) -> "QuerySet[DeedCampaign]":
    """The one that ends first comes first."""
    rows = published_campaigns().filter(starts_at__lte=now, ends_at__gt=now)
    return rows.order_by("ends_at", "slug")


def deeds_of(campaign: DeedCampaign) -> DeedQuerySet:
    """Deeds that are published now, and were for the first time within the window, in that order."""
    deeds = Deed.objects.live().filter(
        published_at__gte=campaign.starts_at, published_at__lt=campaign.ends_at
    )
    if campaign.sector_id:
        deeds = deeds.filter(sectors=campaign.sector_id)
    if campaign.theme_id:
        deeds = deeds.filter(themes=campaign.theme_id)
    if campaign.goal_id:
        deeds = deeds.filter(programme_goal=campaign.goal_id)
    return deeds.order_by("published_at", "number")


def count_campaign(campaign: DeedCampaign) -> Table:
    areas = Prefetch("counties", County.objects.order_by("code"))
    deeds: Any = deeds_of(campaign).annotate(current_code=CURRENT_ORGANISATION).prefetch_related(areas)
    rows = [
        Counted(
            deed.number,
            deed.published_at,
            deed.current_code,
            tuple(area.code for area in deed.counties.all()),
        )
        for deed in deeds.only("number", "published_at")
    ]
    return Table(
        rows,
        standings(row.organisation for row in rows),
        standings(area for row in rows for area in row.areas),
    )


def standings(codes: Iterable[str]) -> list[Standing]:
    """Most deeds first; ties share a place and stand in the order of their codes, the next place counts them all.

    >>> [(row.place, row.code, row.deeds) for row in standings(["c", "b", "a", "b", "c"])]
    [(1, 'b', 2), (1, 'c', 2), (3, 'a', 1)]
    """
    lines: list[Standing] = []
    for position, (code, number) in enumerate(sorted(Counter(codes).items(), key=_most_first), start=1):
        shares = lines and lines[-1].deeds == number
        lines.append(Standing(lines[-1].place if shares else position, code, number))
    return lines


def _most_first(pair: tuple[str, int]) -> tuple[int, str]:
    code, number = pair
    return -number, code


def named(rows: Sequence[Standing], model: type[Organisation | County], language: str) -> list[Standing]:
    """With the names in a language; those that share a place stand in the order of these."""
    found = model._default_manager.filter(code__in=[row.code for row in rows])
    names = {
        row.code: row.short_in(language) if isinstance(row, County) else row.name_in(language)
        for row in found
    }
    lines = [Standing(row.place, row.code, row.deeds, names[row.code]) for row in rows]
    return sorted(lines, key=lambda row: (row.place, sort_key(row.name, language), row.code))


def newest_deeds(campaign: DeedCampaign, language: str) -> list[Shown]:
    rows = deeds_of(campaign).order_by("-published_at", "number")
    rows = rows.select_related("organisation__merged_into").prefetch_related("sectors", "themes")
    return shown_in(rows[:NEWEST], language)


def campaign_csv(table: Table) -> str:
    """A line a deed: number, time in UTC, code of the organisation, codes of areas."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in table.rows:
        writer.writerow([row.deed, row.counted_at.isoformat(), row.organisation, " ".join(row.areas)])
    return out.getvalue()


def campaign_json(campaign: DeedCampaign, table: Table) -> dict[str, Any]:
    """The same rows, with the window, the choice of deeds, and the leaderboards that follow from the rows."""
    chosen = {"sector": campaign.sector, "theme": campaign.theme, "goal": campaign.goal}
    return {
        "campaign": campaign.slug,
        "starts_at": campaign.starts_at.isoformat(),
        "ends_at": campaign.ends_at.isoformat(),
        "only": {key: row.code for key, row in chosen.items() if row},
        "deeds": [
            {
                "deed": row.deed,
                "counted_at": row.counted_at.isoformat(),
                "organisation": row.organisation,
                "areas": list(row.areas),
            }
            for row in table.rows
        ],
        "organisations": _lines(table.organisations),
        "areas": _lines(table.areas),
    }


def _lines(rows: Sequence[Standing]) -> list[dict[str, Any]]:
    return [{"place": row.place, "code": row.code, "deeds": row.deeds} for row in rows]


@transaction.atomic
def save_campaign(
    *,
    slug: str,
    titles: Mapping[str, str],
    introductions: Mapping[str, str],
    starts_at: datetime,
    ends_at: datetime,
    is_published: bool,
    now: datetime,
    sector: Sector | None = None,
    theme: Theme | None = None,
    goal: Goal | None = None,
    campaign: DeedCampaign | None = None,
) -> DeedCampaign:
    """Write a campaign as a whole; what is counted follows from it at once. Raises ValidationError."""
    row = campaign or DeedCampaign()
    row.slug, row.is_published, row.changed_at = slug, is_published, now
    row.starts_at, row.ends_at = starts_at, ends_at
    row.sector, row.theme, row.goal = sector, theme, goal
    for language in LANGUAGES:
        setattr(row, f"title_{language}", clean_words(titles.get(language, "").strip()))
        setattr(row, f"introduction_{language}", clean_words(introductions.get(language, "").strip()))
    row.full_clean()
    row.save()
    return row
