"""What a juror sees: the open rounds, deeds found by words, and their own nominations."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from awards.models import Category, Nomination, Round
from awards.querysets import CategoryQuerySet, NominationQuerySet
from deeds.languages import Shown, shown_in
from deeds.models import Deed
from finder.search import ranked_numbers

LONGEST_SEARCH = 120
MOST_FOUND = 24


@dataclass(frozen=True)
class ShownNomination:
    nomination: Nomination
    shown: Shown | None  # None once the deed has no public page any more
    is_open: bool  # may still be withdrawn or taken back


@dataclass(frozen=True)
class RoundOfJuror:
    round: Round
    nominations: Sequence[ShownNomination]


def open_categories(*, now: datetime) -> CategoryQuerySet:
    """Categories that take nominations now, by round and in their order."""
    found = Category.objects.open(at=now).select_related("round__award")
    return found.order_by("round__closes_at", "round", "position", "code")


def open_rounds(*, now: datetime) -> list[tuple[Round, list[Category]]]:
    grouped = groupby(open_categories(now=now), key=lambda category: category.round)
    return [(round, list(categories)) for round, categories in grouped]


def nominations_of(*, juror: Any) -> NominationQuerySet:
    found = Nomination.objects.filter(juror=juror)
    return found.select_related("category__round__award", "round__award", "deed__organisation__merged_into")


def standing_nominations(*, juror: Any, now: datetime) -> NominationQuerySet:
    """A juror's nominations in what is open now."""
    return nominations_of(juror=juror).standing().filter(category__in=Category.objects.open(at=now))


def rounds_of_juror(
    *, juror: Any, language: str, now: datetime, withdrawn: bool = True
) -> list[RoundOfJuror]:
    """A juror's nominations by round, the newest round first; without the withdrawn ones if asked."""
    found = nominations_of(juror=juror).prefetch_related("deed__sectors")
    rows = (found if withdrawn else found.standing()).order_by(
        "-round__year", "round", "category__position", "category__code", "created_at"
    )
    shown = _shown_nominations(rows, language, now)
    grouped = groupby(shown, key=lambda row: row.nomination.round)
    return [RoundOfJuror(round, list(nominations)) for round, nominations in grouped]


def _shown_nominations(rows: Iterable[Nomination], language: str, now: datetime) -> list[ShownNomination]:
    listed = list(rows)
    deeds = {row.deed_id: row.deed for row in listed if row.deed.is_live}
    shown = {one.deed.pk: one for one in shown_in(deeds.values(), language)}
    return [ShownNomination(row, shown.get(row.deed_id), row.category.is_open(now)) for row in listed]


def find_deeds(text: str, language: str) -> list[Shown]:
    """Published deeds that meet the words, best first; a deed's number finds that deed."""
    words = text.replace("\x00", "").strip()[:LONGEST_SEARCH]
    numbers = [int(words)] if words.isdecimal() and len(words) < 9 else []
    numbers += ranked_numbers(words, source="deed") if words else []
    wanted = list(dict.fromkeys(numbers))[:MOST_FOUND]
    rows = Deed.objects.live().filter(number__in=wanted).select_related("organisation__merged_into")
    by_number = {deed.number: deed for deed in rows.prefetch_related("sectors")}
    return shown_in([by_number[number] for number in wanted if number in by_number], language)
