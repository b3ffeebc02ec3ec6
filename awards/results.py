"""The winners of rounds as readers see them: by category and place, in the reader's language where it has them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from awards.models.rows import Category, Round, Winner, Words
from deeds.languages import Shown, shown_in
from deeds.models import Deed


@dataclass(frozen=True)
class ShownWinner:
    winner: Winner
    shown: Shown  # the deed, in the language that its card speaks
    reason: Words


@dataclass(frozen=True)
class CategoryResult:
    category: Category
    name: str
    description: Words
    winners: Sequence[ShownWinner]


def results_of(
    round: Round, language: str, *, now: datetime | None, request: Any = None
) -> list[CategoryResult]:
    """Every category of a round in its order. Winners only once they are published; all of them when `now` is None.

    A winner whose deed has no public page any more is left out.
    """
    categories = round.categories.order_by("position", "code").select_related("round__award")
    is_shown = now is None or round.state_at(now) == Round.State.PUBLISHED
    winners = Winner.objects.filter(category__round=round).in_order() if is_shown else Winner.objects.none()
    shown = shown_winners(winners, language, request=request)
    return [
        CategoryResult(
            category=category,
            name=category.name_in(language),
            description=category.description_in(language),
            winners=[row for row in shown if row.winner.category_id == category.pk],
        )
        for category in categories
    ]


def shown_winners(winners: Iterable[Winner], language: str, *, request: Any = None) -> list[ShownWinner]:
    rows = list(winners)
    deeds = Deed.objects.live().filter(pk__in=[row.deed_id for row in rows])
    deeds = deeds.select_related("organisation__merged_into").prefetch_related("sectors")
    shown = {one.deed.pk: one for one in shown_in(deeds, language, request=request)}
    return [
        ShownWinner(winner=row, shown=shown[row.deed_id], reason=row.reason_in(language))
        for row in rows
        if row.deed_id in shown
    ]


def wins_of(deed: Deed, *, now: datetime) -> list[Winner]:
    """The published prizes of a deed, the newest round first."""
    wins = Winner.objects.published(at=now).filter(deed=deed).select_related("category__round__award")
    return list(wins.order_by("-category__round__year", "place", "category__position"))
