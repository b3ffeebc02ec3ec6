"""What a deed counts as, written down with its row: counting reads one text per deed and joins no other table."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from deeds.facets.base import all_facets
from deeds.models import Deed


def facet_values(deed: Deed) -> str:
    """The values of every facet that is kept: "sector:education theme:digital theme:wellbeing year:2026"."""
    return " ".join(
        f"{facet.key}:{code}" for facet in all_facets().values() if facet.codes for code in facet.codes(deed)
    )


def keep_facet_values(deed: Deed) -> None:
    """Follow a change of what a deed counts as, in the change's own transaction."""
    values = facet_values(deed)
    Deed.objects.filter(pk=deed.pk).exclude(facet_values=values).update(facet_values=values)
    deed.facet_values = values


def kept_counts(deeds: "QuerySet[Any, Any]") -> Mapping[str, Mapping[str, int]]:
    """How many of some deeds have each value, by facet; a value that none has is left out."""
    rows = Deed.objects.filter(pk__in=deeds.order_by().values("pk")).order_by()
    return by_facet(Counter(" ".join(rows.values_list("facet_values", flat=True)).split()))


def by_facet(values: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """
    >>> by_facet({"sector:education": 2, "year:2026": 3})
    {'sector': {'education': 2}, 'year': {'2026': 3}}
    """
    found: dict[str, dict[str, int]] = {}
    for value, number in values.items():
        facet, _colon, code = value.partition(":")
        found.setdefault(facet, {})[code] = number
    return found
