"""The two queries behind a page of the list of deeds: its deeds in order, and the counts of every facet.

Both join the live state of the deeds themselves, whatever the search index says. They are written out, because Django
has no way to say "materialise the hits once and count them in twelve ways"; names are our own, values are parameters.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.core.exceptions import EmptyResultSet
from django.db import connection

from deeds.facets.base import COLUMNS, all_facets
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
TOTAL, OWN = "total", "own"
NOTHING = Select("1 = 0", ())


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
    hits = _hits(question)
    wanted = [facet for key, facet in all_facets().items() if not only or key in only]
    selects = [_totals(question, language)]
    for facet in wanted:
        found = facet.counted(_from_hits(question, without=facet.key))
        selects.append(Select(f"SELECT '{facet.key}', t.* FROM ({found.sql}) t", found.params))  # noqa: S608 - names of ours
    sql = f"WITH hits AS MATERIALIZED ({hits.sql}) {' UNION ALL '.join(select.sql for select in selects)}"
    params = (*hits.params, *(param for select in selects for param in select.params))
    return _read_counts(sql, params)


def _read_counts(sql: str, params: Sequence[object]) -> Counts:
    by_facet: dict[str, dict[str, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, params)  # type: ignore[arg-type]  # whatever the querysets had
        for facet, code, number in cursor.fetchall():
            if code is not None:
                by_facet.setdefault(facet, {})[str(code)] = int(number)
    return Counts(by_facet[TOTAL][TOTAL], by_facet[OWN][OWN], by_facet)


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
    """The deeds that meet words and language, with a flag for each chosen facet that says whether they meet it."""
    base = _base(question, ranked=False)
    columns = ", ".join(f"d.{name}" for name in COLUMNS)
    flags = {key: _condition(key, codes) for key, codes in question.values.items()}
    shown = "".join(
        f", CASE WHEN {flag.sql} THEN 1 ELSE 0 END AS {_flag(key)}" for key, flag in flags.items()
    )
    params = (*(param for flag in flags.values() for param in flag.params), *base.params)
    sql = f"SELECT {columns}{shown} FROM {base.sql}"  # noqa: S608 - names of ours
    if len(flags) > 1:
        # Whoever misses two facets is counted in none.
        met = " + ".join(_flag(key) for key in flags)
        sql = f"SELECT * FROM ({sql}) a WHERE {met} >= {len(flags) - 1}"  # noqa: S608 - names of ours
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


def _flag(key: str) -> str:
    return f"ok_{key}"


def _from_hits(question: Question, *, without: str = "") -> str:
    """The hits `h` that meet every chosen facet but one."""
    flags = [f"{_flag(key)} = 1" for key in question.values if key != without]
    where = f" WHERE {' AND '.join(flags)}" if flags else ""
    return f"(SELECT * FROM hits{where}) h"  # noqa: S608 - names of ours


def _totals(question: Question, language: str) -> Select:
    hits = _from_hits(question)
    own = f"SELECT '{OWN}', '{OWN}', COUNT(*) FROM {hits} JOIN {LANGUAGES} l ON l.deed_id = +h.id WHERE l.language = %s"  # noqa: S608 - names of ours
    return Select(f"SELECT '{TOTAL}', '{TOTAL}', COUNT(*) FROM {hits} UNION ALL {own}", (language,))  # noqa: S608 - names of ours
