"""The two queries behind a page of the list of deeds: its deeds in order, and the counts of every facet.

Both join the live state of the deeds themselves, whatever the search index says. They are written out, because Django
has no way to say "materialise the hits once and count them in several ways"; names are our own, values are parameters.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.core.exceptions import EmptyResultSet
from django.db import connection

from deeds.facets.base import COLUMNS, all_facets
from deeds.facets.keeping import by_facet
from deeds.models import Deed, DeedLanguage
from finder.engines import Select
from finder.queries import Search
from finder.search import matching_numbers, ranked_numbers_select

SOURCE = "deed"
DEEDS, LANGUAGES = Deed._meta.db_table, DeedLanguage._meta.db_table
NEWEST, RELEVANCE, ADOPTED = "newest", "relevance", "adopted"
ORDERS = {
    NEWEST: "d.published_at DESC, d.number",
    RELEVANCE: "f.rank DESC, d.published_at DESC, d.number",
    ADOPTED: "d.adopters DESC, d.published_at DESC, d.number",
}
KEPT, NONE = "", ""  # of the rows of counts, those of the kept values; of the facets that a deed misses, none
NOTHING = Select("1 = 0", ())
# A facet, or KEPT; a code of it, or the facet that is missed; how many deeds; the kept values of all of them.
CountRow = tuple[str, str, int, str | None]


@dataclass(frozen=True)
class Question:
    """Which deeds are asked for, and in which order."""

    search: Search | None = None  # None: no words, so every deed
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)  # facet -> codes
    only_in: str = ""  # a language in which there must be a page
    order: str = NEWEST
    published_after: datetime | None = None
    published_until: datetime | None = None

    def published_between(self, after: datetime, until: datetime) -> "Question":
        """The same of the deeds that were published after a moment and up to another, the newest first."""
        return replace(self, order=NEWEST, published_after=after, published_until=until)


@dataclass(frozen=True)
class Counts:
    total: int
    own: int  # with a page in the reader's language
    by_facet: Mapping[str, Mapping[str, int]]


def count(question: Question, *, language: str, only: Sequence[str] = ()) -> Counts:
    """Every facet's counts, exactly, in one query; `only` some facets.

    A value's count is what choosing it would show: the choices of all other facets hold, its own facet's do not.
    """
    wanted = {key: facet for key, facet in all_facets().items() if not only or key in only}
    hits = _hits(question)
    selects = [_kept(missed) for missed in (NONE, *question.values)]
    for key, facet in wanted.items():
        if facet.counted is not None:
            found = facet.counted(f"(SELECT * FROM hits WHERE missed IN ('{NONE}', '{key}')) h")  # noqa: S608 - names of ours
            selects.append(Select(f"SELECT '{key}', t.*, '' FROM ({found.sql}) t", found.params))  # noqa: S608 - names of ours
    sql = f"WITH hits AS MATERIALIZED ({hits.sql}) {' UNION ALL '.join(select.sql for select in selects)}"
    params = (*hits.params, *(param for select in selects for param in select.params))
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return _read_counts(cursor.fetchall(), language, wanted)


def _kept(missed: str) -> Select:
    """The kept values of all hits that miss one facet, or none, as one text: its words are counted here, in less than
    half the time that grouping takes the database."""
    joined = "string_agg" if connection.vendor == "postgresql" else "group_concat"
    sql = f"SELECT '{KEPT}', '{missed}', COUNT(*), {joined}(facet_values, ' ') FROM hits WHERE missed = '{missed}'"  # noqa: S608 - names of ours
    return Select(sql, ())


def _read_counts(rows: Iterable[CountRow], language: str, wanted: Collection[str]) -> Counts:
    total, own = 0, 0
    values: Counter[str] = Counter()
    asked: dict[str, dict[str, int]] = {}
    for kind, code, number, text in rows:
        if kind != KEPT:
            asked.setdefault(kind, {})[code] = int(number)
        elif code != NONE:
            values.update(value for value in (text or "").split() if value.startswith(f"{code}:"))
        else:
            met = Counter((text or "").split())
            total, own = int(number), met[f"language:{language}"]
            values.update(met)
    counts = by_facet(values) | asked
    return Counts(total, own, {key: counts[key] for key in wanted if key in counts})


def numbers(question: Question, *, limit: int, offset: int = 0) -> list[int]:
    """The numbers of one page of deeds, in the question's order, in one query."""
    base = _base(question, ranked=question.order == RELEVANCE)
    conditions = [_condition(key, codes) for key, codes in question.values.items()]
    where = "".join(f" AND {condition.sql}" for condition in conditions)
    sql = f"SELECT d.number FROM {base.sql}{where} ORDER BY {ORDERS[question.order]} LIMIT %s OFFSET %s"  # noqa: S608 - names of ours
    params = (*base.params, *(param for condition in conditions for param in condition.params), limit, offset)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [int(number) for (number,) in cursor.fetchall()]


def _hits(question: Question) -> Select:
    """The deeds that meet words and language and miss one chosen facet at most, which `missed` names."""
    base = _base(question, ranked=False)
    columns = ", ".join(f"d.{name}" for name in COLUMNS)
    if not question.values:
        return Select(f"SELECT {columns}, '{NONE}' AS missed FROM {base.sql}", base.params)  # noqa: S608 - names of ours
    flags = {key: _condition(key, codes) for key, codes in question.values.items()}
    shown = ", ".join(f"CASE WHEN {flag.sql} THEN 0 ELSE 1 END AS no_{key}" for key, flag in flags.items())
    named = " ".join(f"WHEN no_{key} = 1 THEN '{key}'" for key in flags)
    params = (*(param for flag in flags.values() for param in flag.params), *base.params)
    # Whoever misses two facets is counted in none.
    sql = (
        f"SELECT a.*, CASE {named} ELSE '{NONE}' END AS missed FROM (SELECT {columns}, {shown} FROM {base.sql}) a "  # noqa: S608 - names of ours
        f"WHERE {' + '.join(f'no_{key}' for key in flags)} <= 1"
    )
    return Select(sql, params)


def _base(question: Question, *, ranked: bool) -> Select:
    """FROM and WHERE of live deeds `d` that meet words and language; with words also `f`, with their rank if asked."""
    sql, params = Select(f"{DEEDS} d", ())
    if question.search is not None:
        found = (ranked_numbers_select if ranked else matching_numbers)(question.search, source=SOURCE)
        sql, params = f"({found.sql}) f JOIN {DEEDS} d ON d.number = f.number", found.params
    sql = f"{sql} WHERE d.state = 'live'"
    if question.only_in:
        sql = f"{sql} AND d.id IN (SELECT l.deed_id FROM {LANGUAGES} l WHERE l.language = %s)"  # noqa: S608 - names of ours
        params = (*params, question.only_in)
    for sign, moment in ((">", question.published_after), ("<=", question.published_until)):
        if moment is not None:
            sql = f"{sql} AND d.published_at {sign} %s"
            params = (*params, connection.ops.adapt_datetimefield_value(moment))
    return Select(sql, params)


def _condition(key: str, codes: Sequence[str]) -> Select:
    """That deed `d` has one of a facet's codes."""
    chosen = Deed.objects.filter(all_facets()[key].condition(codes)).order_by().values("pk")
    try:
        sql, params = chosen.query.sql_with_params()
    except EmptyResultSet:  # no code of these can be met
        return NOTHING
    return Select(f"d.id IN ({sql})", tuple(params))
