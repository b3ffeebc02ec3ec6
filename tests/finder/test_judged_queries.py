"""The judged queries themselves: enough of each kind, half held back, and none that a deed could not answer."""

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "judged"
AT_LEAST = {"inflected": 60, "compounds": 40, "typing": 30, "swedish": 40, "english": 20, "nothing": 10}
MOST_DEEDS = 8
SAMPLE_DEEDS = set(range(1, 19))


def read(kind: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads((FOLDER / f"{kind}.toml").read_text(encoding="utf-8"))["query"]
    return rows


def every_query() -> list[dict[str, Any]]:
    return [query for kind in AT_LEAST for query in read(kind)]


def test_there_are_enough_queries_of_each_kind():
    counts = {kind: len(read(kind)) for kind in AT_LEAST}

    assert {kind: count for kind, count in counts.items() if count < AT_LEAST[kind]} == {}
    assert sum(counts.values()) >= 200


def test_half_of_each_kind_is_held_back():
    shares = {kind: sum(query.get("held_back", False) for query in read(kind)) for kind in AT_LEAST}

    assert shares == {kind: len(read(kind)) // 2 for kind in AT_LEAST}


def test_each_query_stands_once_and_names_few_sample_deeds():
    twice = [text for text, count in Counter(query["text"] for query in every_query()).items() if count > 1]
    beyond = [
        query["text"]
        for query in every_query()
        if len(query["deeds"]) > MOST_DEEDS or not set(query["deeds"]) <= SAMPLE_DEEDS
    ]

    assert (twice, beyond) == ([], [])


def test_only_queries_about_other_matters_have_no_deed():
    without = {kind for kind in AT_LEAST for query in read(kind) if not query["deeds"]}

    assert without == {"nothing"}
    assert [
        query["text"] for query in every_query() if bool(query["deeds"]) != bool(query.get("apart"))
    ] == []
