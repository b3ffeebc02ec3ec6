"""The measure of how well a search finds."""

import pytest
from django.db import connection

from benchmarks.judging import SOURCE, Judged, sample_documents, score
from benchmarks.quality import engines, table
from finder.services import index_documents


def judged(text: str, *deeds: int) -> Judged:
    return Judged("inflected", text, "fi", frozenset(deeds), (), False)


@pytest.mark.parametrize(
    ("query", "found", "recall", "precision"),
    [
        (judged("a", 1), [1], 1.0, 1.0),
        (judged("a", 1, 2), [3, 1], 0.5, 0.5),
        (judged("a", 1), [2, 3, 4, 5, 6, 7, 1], 1.0, 0.0),
        (judged("a", 1), [*range(2, 12), 1], 0.0, 0.0),
        (judged("a", 1), [], 0.0, 0.0),
        (judged("a"), [], 1.0, 1.0),
        (judged("a"), [1], 0.0, 0.0),
    ],
)
def test_recall_counts_the_first_ten_and_precision_the_first_five(
    query: Judged, found: list[int], recall: float, precision: float
):
    result = score(query, lambda text: found)

    assert (result.recall_at_10, result.precision_at_5) == (recall, precision)


@pytest.mark.django_db
def test_each_engine_has_its_columns_and_stock_ones_miss_an_inflected_word():
    index_documents([document for document in sample_documents() if document.number == 2])
    queries = [judged("melua päiväkodeissa", 2)]

    found = engines()
    lines = list(table("sample", queries, found))

    assert SOURCE == "judged"
    assert lines[2].startswith("| inflected | 1 | 1.00 | 1.00 | ")
    stock = ["Snowball"] if connection.vendor == "postgresql" else ["FTS5 unicode61", "FTS5 porter"]
    assert list(found) == ["ours", *stock]
    if connection.vendor == "sqlite":
        assert [find("melua päiväkodeissa") for name, find in found.items() if name != "ours"] == [[], []]
