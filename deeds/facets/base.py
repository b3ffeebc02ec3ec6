"""What a facet is, and how its values are counted."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.registry import Registry
from deeds.models import Deed
from finder.engines import Select

Labels = dict[str, str]  # code -> name, in the order to show
# From a FROM clause whose rows `h` are deeds to a SELECT of code and number of deeds. The columns of `h` are COLUMNS.
# Joins say `+h.id`: the sign keeps SQLite from reading a whole table and looking each row up among a few hits.
Counted = Callable[[str], Select]

# A merged organisation's deeds count for the one that carries on.
CURRENT_ORGANISATION = Coalesce("organisation__merged_into__code", "organisation__code")
SOME_MOMENT = datetime(1, 2, 3, tzinfo=UTC)  # stands in a compiled query where the time will be
COLUMNS = ("id", "organisation_id", "facet_values")


@dataclass(frozen=True, eq=False)
class Facet:
    """Apps above deeds register theirs in `facets`: "awarded" comes from `awards`.

    A deed's values either change only with the deed itself and are kept with its row (`codes`), or are asked for each
    time (`counted`): an organisation merges, a prize becomes public when its time has come.
    `labels(language)` lists the values that are always shown; a closed row shows only while it has deeds.
    """

    key: str  # in addresses: ?sector=education
    label: Any
    position: int  # the order in which facets are shown
    labels: Callable[[str], Labels]
    condition: Callable[[Sequence[str]], Q]  # of Deed
    codes: Callable[[Deed], Iterable[str]] | None = None
    counted: Counted | None = None
    names: Callable[[Sequence[str], str], Labels] = (
        lambda codes, language: {}
    )  # of values that are not among the labels
    is_long: bool = False  # too many values to list: a select


facets: Registry[Facet] = Registry("facets of deeds")


def all_facets() -> dict[str, Facet]:
    """By key, in the order to show."""
    return {facet.key: facet for facet in sorted(facets, key=lambda facet: facet.position)}


def of_any(relation: str) -> Callable[[Sequence[str]], Q]:
    # A sub-select, not a join: a deed with two of the values must not count twice.
    return lambda codes: Q(pk__in=Deed.objects.filter(**{f"{relation}__code__in": codes}).values("pk"))


def codes_of(relation: str) -> Callable[[Deed], Iterable[str]]:
    return lambda deed: sorted(row.code for row in getattr(deed, relation).all())


def counted_by_key(column: str, register: str, code: str = "r.code", joins: str = "") -> Counted:
    """By a register's row that a column names."""

    def counted(hits: str) -> Select:
        inner = f"SELECT h.{column} AS v, COUNT(*) AS n FROM {hits} GROUP BY h.{column}"  # noqa: S608 - names of ours
        sql = f"SELECT {code}, SUM(c.n) FROM ({inner}) c JOIN {register} r ON r.id = c.v {joins} GROUP BY {code}"  # noqa: S608 - names of ours
        return Select(sql, ())

    return counted


def counted_by_pairs(pairs: "Callable[[datetime], QuerySet[Any, Any]]") -> Counted:
    """By a queryset of pairs, a deed's key and a code, as they are at a moment."""

    @cache
    def compiled() -> Select:
        # Once: it takes Django as long as the database needs for a count of few hits.
        return Select(*pairs(SOME_MOMENT).order_by().query.sql_with_params())

    def counted(hits: str) -> Select:
        found, (some, now) = (
            compiled(),
            map(connection.ops.adapt_datetimefield_value, (SOME_MOMENT, timezone.now())),
        )
        params = tuple(now if param == some else param for param in found.params)
        rows = f"WITH x (deed, code) AS ({found.sql}) SELECT x.code, COUNT(DISTINCT h.id) FROM {hits} JOIN x ON x.deed = +h.id GROUP BY x.code"  # noqa: S608 - names of ours
        return Select(f"SELECT * FROM ({rows}) p", params)  # noqa: S608 - names of ours

    return counted
