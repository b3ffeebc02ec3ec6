"""The two search engines behind one interface: FTS5 on SQLite, tsvector with GIN on PostgreSQL.

Both hold the words that `finder.words` gives, uninterpreted: no stemming or stop words of their own.
"""

from collections.abc import Sequence
from typing import Protocol

from django.db import connection
from django.db.models.expressions import RawSQL

# A query is a conjunction of alternatives: every inner sequence must be met by one of its words.
Query = Sequence[Sequence[str]]
TITLE_WEIGHT = 4.0


class Engine(Protocol):
    def store(self, entry_id: int, *, title: Sequence[str], text: Sequence[str]) -> None:
        """Keep the words of an entry, in place of those it had."""
        ...

    def matching(self, query: Query, *, language: str) -> RawSQL:
        """The ids of the entries in a language that meet a query, as a sub-select."""
        ...

    def ranked(self, query: Query, *, language: str) -> list[tuple[int, float]]:
        """The same with their ranks, best first; a higher rank is better."""
        ...


class SqliteEngine:
    def store(self, entry_id: int, *, title: Sequence[str], text: Sequence[str]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM tekotori_finder_words WHERE rowid = %s", [entry_id])
            cursor.execute(
                "INSERT INTO tekotori_finder_words (rowid, title, text) VALUES (%s, %s, %s)",
                [entry_id, " ".join(title), " ".join(text)],
            )

    @staticmethod
    def _expression(query: Query) -> str:
        # Words are letters and digits only; the quotes keep AND, OR, NEAR and NOT from being operators.
        def term(word: str) -> str:
            return f'"{word.removesuffix("*")}"{"*" if word.endswith("*") else ""}'

        return " AND ".join(f"({' OR '.join(term(word) for word in words)})" for words in query)

    def matching(self, query: Query, *, language: str) -> RawSQL:
        return RawSQL(
            "SELECT w.rowid FROM tekotori_finder_words w JOIN tekotori_finder_entry e ON e.id = w.rowid "
            "WHERE tekotori_finder_words MATCH %s AND e.language = %s AND e.is_public",
            [self._expression(query), language],
        )

    def ranked(self, query: Query, *, language: str) -> list[tuple[int, float]]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT w.rowid, -bm25(tekotori_finder_words, %s, 1.0) AS rank FROM tekotori_finder_words w "
                "JOIN tekotori_finder_entry e ON e.id = w.rowid "
                "WHERE tekotori_finder_words MATCH %s AND e.language = %s AND e.is_public ORDER BY rank DESC, w.rowid DESC",
                [TITLE_WEIGHT, self._expression(query), language],
            )
            return [(int(entry), float(rank)) for entry, rank in cursor.fetchall()]


class PostgresEngine:
    # PostgreSQL keeps positions up to this number.
    LAST_POSITION = 16_383

    def store(self, entry_id: int, *, title: Sequence[str], text: Sequence[str]) -> None:
        lexemes = [f"'{word}':{self._position(n)}A" for n, word in enumerate(title, 1)]
        lexemes += [f"'{word}':{self._position(n)}D" for n, word in enumerate(text, len(title) + 1)]
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE tekotori_finder_entry SET words = %s::tsvector WHERE id = %s",
                [" ".join(lexemes), entry_id],
            )

    def _position(self, number: int) -> int:
        return min(number, self.LAST_POSITION)

    @staticmethod
    def _expression(query: Query) -> str:
        def term(word: str) -> str:
            return f"'{word.removesuffix('*')}'{':*' if word.endswith('*') else ''}"

        return " & ".join(f"({' | '.join(term(word) for word in words)})" for words in query)

    def matching(self, query: Query, *, language: str) -> RawSQL:
        return RawSQL(
            "SELECT id FROM tekotori_finder_entry WHERE words @@ %s::tsquery AND language = %s AND is_public",
            [self._expression(query), language],
        )

    def ranked(self, query: Query, *, language: str) -> list[tuple[int, float]]:
        expression = self._expression(query)
        with connection.cursor() as cursor:
            cursor.execute(
                # 1 divides by the length, as bm25 does.
                "SELECT id, ts_rank('{0.1, 0.2, 0.4, 1.0}', words, %s::tsquery, 1) AS rank FROM tekotori_finder_entry "
                "WHERE words @@ %s::tsquery AND language = %s AND is_public ORDER BY rank DESC, id DESC",
                [expression, expression, language],
            )
            return [(int(entry), float(rank)) for entry, rank in cursor.fetchall()]


def engine() -> Engine:
    return PostgresEngine() if connection.vendor == "postgresql" else SqliteEngine()
