"""The yardstick of the list of deeds: a full-text table of the same texts, and grouped counts by hand.

It knows no lemmas, no parts of compounds, no typing errors, one language, and does not ask whether a deed is still live.
"""

from django.db import connection

TABLE = "bench_raw"


def make_table() -> None:
    """Fill it from the indexed texts of deeds."""
    deeds = "FROM tekotori_finder_passage p JOIN tekotori_finder_entry e ON e.id = p.entry_id JOIN tekotori_deeds_deed d ON d.number = e.number"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
        if connection.vendor == "postgresql":
            vector = "setweight(to_tsvector('simple', p.title), 'A') || to_tsvector('simple', p.text)"
            cursor.execute(
                f"CREATE TABLE {TABLE} AS SELECT d.id, {vector} AS words {deeds} WHERE e.source = 'deed'"
            )
            cursor.execute(f"CREATE INDEX ON {TABLE} USING gin (words)")
            cursor.execute(f"CREATE UNIQUE INDEX ON {TABLE} (id)")
            cursor.execute("ANALYZE")
        else:
            cursor.execute(f"CREATE VIRTUAL TABLE {TABLE} USING fts5(title, text, tokenize = 'unicode61')")
            cursor.execute(
                f"INSERT INTO {TABLE} (rowid, title, text) SELECT d.id, p.title, p.text {deeds} WHERE e.source = 'deed'"
            )
            cursor.execute("ANALYZE")


def ranked_sql() -> str:
    if connection.vendor == "postgresql":
        return f"SELECT id FROM {TABLE} WHERE words @@ %s::tsquery ORDER BY ts_rank(words, %s::tsquery) DESC LIMIT %s"
    return f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s ORDER BY rank LIMIT %s"


def counts_sql() -> str:
    from django.apps import apps

    deed = apps.get_model("tekotori_deeds", "Deed")
    matching = (
        f"SELECT id FROM {TABLE} WHERE words @@ %s::tsquery"
        if connection.vendor == "postgresql"
        else f"SELECT rowid AS id FROM {TABLE} WHERE {TABLE} MATCH %s"
    )
    hits = f"WITH hits AS MATERIALIZED (SELECT d.* FROM ({matching}) m JOIN {deed._meta.db_table} d ON d.id = m.id)"
    parts = ["SELECT 'total', '', COUNT(*) FROM hits"]
    for name in ("sectors", "themes", "client_groups", "counties", "municipalities"):
        field = deed._meta.get_field(name)
        through, key = field.remote_field.through._meta.db_table, field.m2m_reverse_name()
        parts.append(
            f"SELECT '{name}', CAST(x.{key} AS varchar(20)), COUNT(*) FROM hits h "
            f"JOIN {through} x ON x.deed_id = +h.id GROUP BY x.{key}"
        )
    columns = ("organisation_id", "programme_goal_id", "stage", "year")
    parts += [
        f"SELECT '{name}', CAST({name} AS varchar(20)), COUNT(*) FROM hits GROUP BY {name}"
        for name in columns
    ]
    flags = (
        "whole_organisation",
        "with_management",
        "with_supervisors",
        "with_staff",
        "with_clients",
        "with_partners",
    )
    parts += [f"SELECT '{name}', '', COUNT(*) FROM hits WHERE {name}" for name in flags]
    others = {"deedlanguage": ("deed_id", "language"), "adoption": ("deed_id", "kind")}
    parts += [
        f"SELECT '{table}', x.{code}, COUNT(DISTINCT h.id) FROM hits h JOIN tekotori_deeds_{table} x ON x.{own} = +h.id GROUP BY x.{code}"
        for table, (own, code) in others.items()
    ]
    parts.append(
        "SELECT 'awarded', x.place, COUNT(DISTINCT h.id) FROM hits h JOIN tekotori_awards_winner x ON x.deed_id = +h.id GROUP BY x.place"
    )
    return f"{hits} {' UNION ALL '.join(parts)}"
