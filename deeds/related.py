"""Deeds that a reader of one deed may want next: those that share most of its themes, then of its sectors."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q

from deeds.languages import Shown, shown_in
from deeds.models import Deed, DeedPage
from registers.models import Register

MOST_RELATED = 3


@dataclass(frozen=True)
class Related:
    """A deed and why it stands here: the names of the themes and sectors that both have."""

    shown: Shown
    shared: str


def related_deeds(page: DeedPage) -> list[Related]:
    """Up to three, in the page's language where they have it; the newest first among equals."""
    deed = page.deed
    if deed is None:
        return []
    themes, sectors = list(deed.themes.all()), list(deed.sectors.all())
    found = (
        Deed.objects.live()
        .exclude(pk=deed.pk)
        .annotate(
            same_themes=Count("themes", filter=Q(themes__in=themes), distinct=True),
            same_sectors=Count("sectors", filter=Q(sectors__in=sectors), distinct=True),
        )
        .annotate(score=F("same_themes") * 2 + F("same_sectors"))
        .filter(score__gt=0)
        .order_by("-score", "-published_at", "number")
        .select_related("organisation__merged_into")
        .prefetch_related("themes", "sectors")[:MOST_RELATED]
    )
    language = page.language_code
    return [
        Related(shown, _shared(shown.deed, [*themes, *sectors], language))
        for shown in shown_in(found, language)
    ]


def _shared(other: Deed, own: Sequence[Register], language: str) -> str:
    theirs = {(type(row), row.pk) for row in (*other.themes.all(), *other.sectors.all())}
    return ", ".join(row.name_in(language) for row in own if (type(row), row.pk) in theirs)
