"""The two search engines behind one interface: FTS5 on SQLite, tsvector with GIN on PostgreSQL.

Both hold the words that `finder.words` gives, uninterpreted: no stemming or stop words of their own. Each word carries
its language ("fi_kunta"), so that one condition asks each text in its own language.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Protocol

from django.db import connection

from finder.words import IndexWords, Spelling

# A query is a conjunction of alternatives: every inner sequence must be met by one of its words. A word that ends in
# "*" is met by whatever begins so.
Query = Sequence[Sequence[str]]
ENTRIES, WORDS = "tekotori_finder_entry", "tekotori_finder_words"
TABLES = (ENTRIES, "tekotori_finder_passage", "tekotori_finder_term", "tekotori_finder_termkey")


class Stored(NamedTuple):
    """The words of an entry."""

    entry: int
    language: str
    title: IndexWords
    text: IndexWords


class Select(NamedTuple):
    """A SELECT with its parameters."""

    sql: str
    params: tuple[Any, ...]


def tagged(language: str, word: str) -> str:
    return f"{language}_{word}"


class Engine(Protocol):
    def store(self, rows: Iterable[Stored]) -> None:
        """Keep the words of entries, in place of those they had."""
        ...

    def matching(self, query: Query) -> Select:
        """The entries that meet a query, in a column `entry`."""
        ...

    def matching_titles(self, query: Query) -> Select:
        """The same by the words of titles alone."""
        ...

    def ranked(self, query: Query) -> Select:
        """The same with a column `rank`; higher is better. A whole word counts for more than a part of one."""
        ...

    def holders(self, spellings: Sequence[Spelling]) -> dict[Spelling, int]:
        """For each word that some entry has, one that has it."""
        ...

    def gather_statistics(self) -> None:
        """Let the planner know what the tables hold after many writes, in a transaction those of its own too.

        PostgreSQL does it by itself a minute after a commit; until then a plan made for other rows may take minutes.
        """
        ...


def exists(query: Query) -> bool:
    """Whether any entry meets a query."""
    found = engine().matching(query)
    with connection.cursor() as cursor:
        cursor.execute(f"{found.sql} LIMIT 1", found.params)
        return cursor.fetchone() is not None


class SqliteEngine:
    COLUMNS = ("title", "text", "title_parts", "text_parts")
    WEIGHTS = (8.0, 2.0, 3.0, 0.7)

    def store(self, rows: Iterable[Stored]) -> None:
        kept: list[tuple[Any, ...]] = [(row.entry, *self._columns(row)) for row in rows]
        marks = ", ".join(["%s"] * (len(self.COLUMNS) + 1))
        with connection.cursor() as cursor:
            cursor.executemany(f"DELETE FROM {WORDS} WHERE rowid = %s", [row[:1] for row in kept])  # noqa: S608 - names of ours
            cursor.executemany(
                f"INSERT INTO {WORDS} (rowid, {', '.join(self.COLUMNS)}) VALUES ({marks})",  # noqa: S608 - names of ours
                kept,
            )

    @staticmethod
    def _columns(row: Stored) -> list[str]:
        lists = (row.title.wholes, row.text.wholes, row.title.parts, row.text.parts)
        return [" ".join(tagged(row.language, word) for word in words) for words in lists]

    @staticmethod
    def _expression(query: Query) -> str:
        # Words are letters and digits only; the quotes keep AND, OR, NEAR and NOT from being operators.
        def term(word: str) -> str:
            return f'"{word.removesuffix("*")}"{"*" if word.endswith("*") else ""}'

        return " AND ".join(f"({' OR '.join(term(word) for word in words)})" for words in query)

    def matching(self, query: Query) -> Select:
        if not query:
            return Select("SELECT 0 AS entry WHERE 0", ())
        sql = f"SELECT rowid AS entry FROM {WORDS} WHERE {WORDS} MATCH %s"  # noqa: S608 - names of ours
        return Select(sql, (self._expression(query),))

    def matching_titles(self, query: Query) -> Select:
        found = self.matching(query)
        expressions = (f"{{title title_parts}} : ({words})" for words in map(str, found.params))
        return Select(found.sql, tuple(expressions))

    def ranked(self, query: Query) -> Select:
        if not query:
            return Select("SELECT 0 AS entry, 0.0 AS rank WHERE 0", ())
        weights = ", ".join(str(weight) for weight in self.WEIGHTS)
        sql = f"SELECT rowid AS entry, -bm25({WORDS}, {weights}) AS rank FROM {WORDS} WHERE {WORDS} MATCH %s"  # noqa: S608 - names of ours
        return Select(sql, (self._expression(query),))

    def holders(self, spellings: Sequence[Spelling]) -> dict[Spelling, int]:
        found = {}
        with connection.cursor() as cursor:
            for spelling in spellings:
                select = self.matching([[tagged(*spelling)]])
                cursor.execute(f"{select.sql} LIMIT 1", select.params)
                if row := cursor.fetchone():
                    found[spelling] = int(row[0])
        return found

    def gather_statistics(self) -> None:
        """SQLite plans these queries by its rules alone."""


class PostgresEngine:
    # PostgreSQL keeps positions up to this number.
    LAST_POSITION = 16_383
    # Of the classes D, C, B, A: parts of the text, its words, parts of the title, its words.
    WEIGHTS = "{0.09, 0.25, 0.4, 1.0}"

    def store(self, rows: Iterable[Stored]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {ENTRIES} SET words = %s::tsvector WHERE id = %s",  # noqa: S608 - names of ours
                [(self._vector(row), row.entry) for row in rows],
            )

    def _vector(self, row: Stored) -> str:
        lists = (
            ("A", row.title.wholes),
            ("B", row.title.parts),
            ("C", row.text.wholes),
            ("D", row.text.parts),
        )
        places: dict[str, list[str]] = {}
        in_order = ((letter, word) for letter, words in lists for word in words)
        for number, (letter, word) in enumerate(in_order, 1):
            places.setdefault(word, []).append(f"{min(number, self.LAST_POSITION)}{letter}")
        return " ".join(f"'{tagged(row.language, word)}':{','.join(at)}" for word, at in places.items())

    @staticmethod
    def _expression(query: Query, weights: str = "") -> str:
        def term(word: str) -> str:
            marks = f"{'*' if word.endswith('*') else ''}{weights}"
            return f"'{word.removesuffix('*')}'{f':{marks}' if marks else ''}"

        return " & ".join(f"({' | '.join(term(word) for word in words)})" for words in query)

    def matching(self, query: Query) -> Select:
        sql = f"SELECT id AS entry FROM {ENTRIES} WHERE words @@ %s::tsquery"  # noqa: S608 - names of ours
        return Select(sql, (self._expression(query),))

    def matching_titles(self, query: Query) -> Select:
        return Select(self.matching(query).sql, (self._expression(query, "AB"),))

    def ranked(self, query: Query) -> Select:
        expression = self._expression(query)
        # 1 divides by the length, as bm25 does.
        rank = f"ts_rank('{self.WEIGHTS}', words, %s::tsquery, 1)"
        sql = f"SELECT id AS entry, {rank} AS rank FROM {ENTRIES} WHERE words @@ %s::tsquery"  # noqa: S608 - names of ours
        return Select(sql, (expression, expression))

    def holders(self, spellings: Sequence[Spelling]) -> dict[Spelling, int]:
        if not spellings:
            return {}
        names = {tagged(*spelling): spelling for spelling in spellings}
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT name, (SELECT id FROM {ENTRIES} WHERE words @@ quote_literal(name)::tsquery LIMIT 1) "  # noqa: S608 - names of ours
                "FROM unnest(%s::text[]) AS name",
                [list(names)],
            )
            return {names[name]: int(entry) for name, entry in cursor.fetchall() if entry is not None}

    def gather_statistics(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(TABLES)}")


def engine() -> Engine:
    return PostgresEngine() if connection.vendor == "postgresql" else SqliteEngine()
