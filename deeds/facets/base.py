"""What a facet is, and the ways to count its values in one query together with the others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from core.registry import Registry
from deeds.models import Deed
from finder.engines import Select

Labels = dict[str, str]  # code -> name, in the order to show
# From a FROM clause whose rows `h` are deeds to a SELECT of code and number of deeds. The columns of `h` are COLUMNS.
# Joins say `+h.id`: the sign keeps SQLite from reading a whole table and looking each row up among a few hits.
Counted = Callable[[str], Select]

# A merged organisation's deeds count for the one that carries on.
CURRENT_ORGANISATION = Coalesce("organisation__merged_into__code", "organisation__code")
# Of a deed, what a facet can count without another table.
COLUMNS = (
    "id", "organisation_id", "programme_goal_id", "stage", "year", "whole_organisation",
    "with_management", "with_supervisors", "with_staff", "with_clients", "with_partners",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Facet:
    """Apps above deeds register theirs in `facets`: "awarded" comes from `awards`.

    `labels(language)` lists the values that are always shown; a closed row shows only while it has deeds.
    """

    key: str  # in addresses: ?sector=education
    label: Any
    position: int  # the order in which facets are shown
    labels: Callable[[str], Labels]
    condition: Callable[[Sequence[str]], Q]  # of Deed
    counted: Counted
    names: Callable[[Sequence[str], str], Labels] = (
        lambda codes, language: {}
    )  # of values that are not among the labels
    is_long: bool = False  # too many values to list: a select

    def counts(self, deeds: "QuerySet[Any, Any]") -> dict[str, int]:
        """How many of some deeds have each value, without the values that none has."""
        try:
            chosen, given = deeds.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            return {}
        table = Deed._meta.db_table
        hits = f"SELECT {', '.join(COLUMNS)} FROM {table} WHERE id IN ({chosen})"  # noqa: S608 - names of ours
        found = self.counted("hits h")
        sql = f"WITH hits AS MATERIALIZED ({hits}) {found.sql}"
        with connection.cursor() as cursor:
            cursor.execute(sql, (*given, *found.params))
            return {
                str(code): int(number) for code, number in cursor.fetchall() if code is not None and number
            }


facets: Registry[Facet] = Registry("facets of deeds")


def all_facets() -> dict[str, Facet]:
    """By key, in the order to show."""
    return {facet.key: facet for facet in sorted(facets, key=lambda facet: facet.position)}


def of_any(relation: str) -> Callable[[Sequence[str]], Q]:
    # A sub-select, not a join: a deed with two of the values must not count twice.
    return lambda codes: Q(pk__in=Deed.objects.filter(**{f"{relation}__code__in": codes}).values("pk"))


def counted_by_relation(relation: str) -> Counted:
    """By the codes of a relation to many: counted by key first, so that names are looked up once per value."""
    field: Any = Deed._meta.get_field(relation)
    through = field.remote_field.through._meta.db_table
    own, other = field.m2m_column_name(), field.m2m_reverse_name()
    register = field.related_model._meta.db_table

    def counted(hits: str) -> Select:
        inner = f"SELECT x.{other} AS v, COUNT(*) AS n FROM {hits} JOIN {through} x ON x.{own} = +h.id GROUP BY x.{other}"  # noqa: S608 - names of ours
        return Select(f"SELECT r.code, c.n FROM ({inner}) c JOIN {register} r ON r.id = c.v", ())  # noqa: S608 - names of ours

    return counted


def counted_by_key(column: str, register: str, code: str = "r.code", joins: str = "") -> Counted:
    """By a register's row that a column names."""

    def counted(hits: str) -> Select:
        inner = f"SELECT h.{column} AS v, COUNT(*) AS n FROM {hits} GROUP BY h.{column}"  # noqa: S608 - names of ours
        sql = f"SELECT {code}, SUM(c.n) FROM ({inner}) c JOIN {register} r ON r.id = c.v {joins} GROUP BY {code}"  # noqa: S608 - names of ours
        return Select(sql, ())

    return counted


def counted_by_column(column: str) -> Counted:
    """By what stands in a column itself."""

    def counted(hits: str) -> Select:
        sql = f"SELECT CAST(h.{column} AS varchar(80)), COUNT(*) FROM {hits} GROUP BY h.{column}"  # noqa: S608 - names of ours
        return Select(sql, ())

    return counted


def counted_by_flags(flags: dict[str, str]) -> Counted:
    """By columns that are true or false: code -> column."""

    def counted(hits: str) -> Select:
        rows = (f"SELECT '{code}', COUNT(*) FROM {hits} WHERE h.{column}" for code, column in flags.items())  # noqa: S608 - names of ours
        return Select(" UNION ALL ".join(rows), ())

    return counted


def counted_by_pairs(pairs: Callable[[], "QuerySet[Any, Any]"], *, is_once: bool = False) -> Counted:
    """By a queryset of pairs, a deed's key and a code, asked anew each time; `is_once`: no pair stands in it twice."""
    number = "COUNT(*)" if is_once else "COUNT(DISTINCT h.id)"

    def counted(hits: str) -> Select:
        found, params = pairs().order_by().query.sql_with_params()
        rows = f"WITH x (deed, code) AS ({found}) SELECT x.code, {number} FROM {hits} JOIN x ON x.deed = +h.id GROUP BY x.code"  # noqa: S608 - names of ours
        return Select(f"SELECT * FROM ({rows}) p", tuple(params))  # noqa: S608 - names of ours

    return counted


def together(*counts: Counted) -> Counted:
    def counted(hits: str) -> Select:
        selects = [count(hits) for count in counts]
        params = tuple(param for select in selects for param in select.params)
        return Select(" UNION ALL ".join(select.sql for select in selects), params)

    return counted
