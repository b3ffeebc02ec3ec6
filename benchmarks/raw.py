"""The yardsticks of the list of deeds: ranked numbers and grouped counts by hand, the least SQL that gives them.

`Plain` is a full-text table of the same texts as a database makes it: no lemmas, no parts of compounds, no typing errors,
one language. `Same` asks the site's own index for the very words that the site asks for, and so finds the same deeds.
Neither asks whether a deed is still live.
"""

from typing import Any, Protocol

from django.apps import apps
from django.db import connection

TABLE = "bench_raw"
DEEDS, ENTRIES, WORDS = "tekotori_deeds_deed", "tekotori_finder_entry", "tekotori_finder_words"
RELATIONS = {
    "sector": "sectors",
    "theme": "themes",
    "group": "client_groups",
    "county": "counties",
    "municipality": "municipalities",
}
COLUMNS = {
    "organisation": "organisation_id",
    "goal": "programme_goal_id",
    "stage": "stage",
    "year": "year",
}
FLAGS = {
    ("sector", "whole"): "whole_organisation",
    ("with", "management"): "with_management",
    ("with", "supervisors"): "with_supervisors",
    ("with", "staff"): "with_staff",
    ("with", "clients"): "with_clients",
    ("with", "partners"): "with_partners",
}
OTHERS = {
    "language": ("tekotori_deeds_deedlanguage", "language"),
    "adopted": ("tekotori_deeds_adoption", "kind"),
    "awarded": ("tekotori_awards_winner", "place"),
}


class Yardstick(Protocol):
    """FROM and WHERE of the deeds `d` that have two words, and the rank to order them by."""

    def given(self, words: str) -> str: ...
    def matching(self) -> str: ...
    def rank(self) -> tuple[str, int]:
        """An expression, lowest first, and how often the words stand in it."""
        ...


def is_postgresql() -> bool:
    return connection.vendor == "postgresql"


class Plain:
    def given(self, words: str) -> str:
        first, second = words.split()
        return f"{first} & {second}" if is_postgresql() else f'"{first}" AND "{second}"'

    def matching(self) -> str:
        if is_postgresql():
            return f"{TABLE} w JOIN {DEEDS} d ON d.id = w.id WHERE w.words @@ %s::tsquery"
        return f"{TABLE} w JOIN {DEEDS} d ON d.id = w.rowid WHERE {TABLE} MATCH %s"

    def rank(self) -> tuple[str, int]:
        return ("-ts_rank(w.words, %s::tsquery)", 1) if is_postgresql() else (f"bm25({TABLE})", 0)


class Same:
    def given(self, words: str) -> str:
        from finder.engines import engine
        from finder.queries import read_search

        return str(engine().matching(read_search(words).query).params[0])

    def matching(self) -> str:
        deeds = f"JOIN {DEEDS} d ON d.number = e.number"
        if is_postgresql():
            return f"{ENTRIES} e {deeds} WHERE e.words @@ %s::tsquery"
        return f"{WORDS} w JOIN {ENTRIES} e ON e.id = w.rowid {deeds} WHERE {WORDS} MATCH %s"

    def rank(self) -> tuple[str, int]:
        from finder.engines import PostgresEngine, SqliteEngine

        if is_postgresql():
            return f"-ts_rank('{PostgresEngine.WEIGHTS}', e.words, %s::tsquery, 1)", 1
        return f"bm25({WORDS}, {', '.join(str(weight) for weight in SqliteEngine.WEIGHTS)})", 0


def make_table() -> None:
    """Fill the plain table from the indexed texts of deeds."""
    deeds = f"FROM tekotori_finder_passage p JOIN {ENTRIES} e ON e.id = p.entry_id JOIN {DEEDS} d ON d.number = e.number"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
        if is_postgresql():
            vector = "setweight(to_tsvector('simple', p.title), 'A') || to_tsvector('simple', p.text)"
            cursor.execute(
                f"CREATE TABLE {TABLE} AS SELECT d.id, {vector} AS words {deeds} WHERE e.source = 'deed'"
            )
            cursor.execute(f"CREATE INDEX ON {TABLE} USING gin (words)")
            cursor.execute(f"CREATE UNIQUE INDEX ON {TABLE} (id)")
        else:
            cursor.execute(f"CREATE VIRTUAL TABLE {TABLE} USING fts5(title, text, tokenize = 'unicode61')")
            cursor.execute(
                f"INSERT INTO {TABLE} (rowid, title, text) SELECT d.id, p.title, p.text {deeds} WHERE e.source = 'deed'"
            )
        cursor.execute("ANALYZE")


def ranked_sql(yardstick: Yardstick) -> tuple[str, int]:
    """The numbers of a page's deeds, and how many times the words are given."""
    rank, more = yardstick.rank()
    order = f"ORDER BY {rank}, d.published_at DESC, d.number LIMIT %s"
    return f"SELECT d.number FROM {yardstick.matching()} {order}", 1 + more


def counts_sql(yardstick: Yardstick) -> str:
    """Rows of facet, code or key, and number of deeds, for every facet and the total."""
    parts = [
        "SELECT 'total', '', COUNT(*) FROM hits",
        *(_by_relation(facet, name) for facet, name in RELATIONS.items()),
        *(
            f"SELECT '{facet}', CAST({name} AS varchar(20)), COUNT(*) FROM hits GROUP BY {name}"
            for facet, name in COLUMNS.items()
        ),
        *(
            f"SELECT '{facet}', '{code}', COUNT(*) FROM hits WHERE {name}"
            for (facet, code), name in FLAGS.items()
        ),
        *(
            f"SELECT '{facet}', x.{code}, COUNT(DISTINCT h.id) FROM hits h JOIN {table} x ON x.deed_id = +h.id GROUP BY x.{code}"
            for facet, (table, code) in OTHERS.items()
        ),
    ]
    hits = f"WITH hits AS MATERIALIZED (SELECT d.* FROM {yardstick.matching()})"
    return f"{hits} {' UNION ALL '.join(parts)}"


def _by_relation(facet: str, name: str) -> str:
    field: Any = apps.get_model("tekotori_deeds", "Deed")._meta.get_field(name)
    through, key = field.remote_field.through._meta.db_table, field.m2m_reverse_name()
    return (
        f"SELECT '{facet}', CAST(x.{key} AS varchar(20)), COUNT(*) FROM hits h "
        f"JOIN {through} x ON x.deed_id = +h.id GROUP BY x.{key}"
    )


def counts(rows: Any) -> dict[str, dict[str, int]]:
    """The rows of `counts_sql` by facet and code, as `deeds.asking` gives them."""
    deed: Any = apps.get_model("tekotori_deeds", "Deed")
    named = {**RELATIONS, "organisation": "organisation", "goal": "programme_goal"}
    codes = {
        facet: {str(pk): code for pk, code in deed._meta.get_field(name).related_model.objects.values_list("pk", "code")}
        for facet, name in named.items()
    }  # fmt: skip
    found: dict[str, dict[str, int]] = {}
    for facet, key, number in rows:
        if number and (key or facet == "total"):  # a column that says nothing counts for no value
            found.setdefault(facet, {})[codes.get(facet, {}).get(key, key)] = number
    return found
