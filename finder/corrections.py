"""What the word lists get wrong or do not know of the field's words; `data/corrections.csv` is the table.

A row names a lemma, the forms that belong to it, and its parts: empty leaves them to the search, "-" means none.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "data" / "corrections.csv"
NO_PARTS = "-"


@dataclass(frozen=True, slots=True)
class Corrections:
    """Of one language: form -> lemma, and lemma -> parts."""

    lemmas: Mapping[str, str]
    parts: Mapping[str, tuple[str, ...]]


@cache
def corrections(language: str) -> Corrections:
    lemmas: dict[str, str] = {}
    parts: dict[str, tuple[str, ...]] = {}
    for row in read_table():
        if row["language"] == language:
            lemmas |= dict.fromkeys([row["lemma"], *row["forms"].split()], row["lemma"])
            if row["parts"]:
                parts[row["lemma"]] = () if row["parts"] == NO_PARTS else tuple(row["parts"].split())
    return Corrections(lemmas, parts)


def read_table() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
