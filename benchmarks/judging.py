"""How well a search finds: judged queries over the sample deeds, among thousands of generated ones.

The generated deeds are made of the sample deeds' own words, drawn with a fixed seed in the share in which they stand
there, so every word of every query stands in many of them. What keeps them from answering a query is its `apart`: of the
pieces of words that an answer needs, each generated deed lacks at least one (tests/finder/judged/README.md).
"""

import csv
import random
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from cms.demo.files import LANGUAGES, read_folder, read_toml
from finder.sources import Document
from finder.words import split_words
from scripts.say import ROOT

FOLDER = ROOT / "tests" / "finder" / "judged"
CONTENT = ROOT / "demo" / "content"
KINDS = ("inflected", "compounds", "typing", "swedish", "english", "nothing")
SOURCE = "judged"
DISTRACTORS = 10_000
SEED = 20261124
# Of a hundred generated deeds, as the square has them.
SHARES = {"fi": 60, "sv": 25, "en": 15}
WORDS_OF_TITLE, WORDS_OF_TEXT = (4, 9), (40, 150)
SENTENCE = 12
# The texts of a deed that its page shows in words, in the order of `deeds.finding.text_of`.
FIELDS = ("goal", "result", "what_we_did", "conditions", "did_not_work", "measure_indicator")


@dataclass(frozen=True)
class Judged:
    """A query, the sample deeds that answer it, and what an answer would have to say (see the README beside them)."""

    kind: str
    text: str
    language: str
    deeds: frozenset[int]
    apart: tuple[tuple[str, ...], ...]
    held_back: bool


@cache
def judged_queries() -> tuple[Judged, ...]:
    return tuple(
        Judged(
            kind,
            row["text"],
            row["language"],
            frozenset(row["deeds"]),
            tuple(tuple(pieces.split("/")) for pieces in row.get("apart", ())),
            row.get("held_back", False),
        )
        for kind in KINDS
        for row in tomllib.loads((FOLDER / f"{kind}.toml").read_text(encoding="utf-8"))["query"]
    )


@cache
def sample_documents() -> tuple[Document, ...]:
    """The sample deeds as the site indexes them: each page and each lead in its language."""
    names = {row["slug"]: row for row in read_toml(CONTENT / "organisations.toml")["organisation"]}
    return tuple(
        document
        for row in read_folder(CONTENT / "deeds")
        for document in _documents_of(row, names[row["organisation"]])
    )


def _documents_of(row: dict[str, Any], organisation: dict[str, str]) -> Iterator[Document]:
    for language in LANGUAGES:
        name = organisation[f"name_{language}"]
        if texts := row.get(language):
            words = [texts.get(field, "").strip() for field in FIELDS] + [texts.get("unit", row["unit"])]
            text = "\n\n".join(part for part in (*words, name) if part)
            yield _document(row["number"], language, texts["title"], text, _keywords(row))
        elif lead := row.get("lead", {}).get(language):
            yield _document(
                row["number"], language, lead["title"], f"{lead['text']}\n\n{name}", _keywords(row)
            )


def _keywords(row: dict[str, Any]) -> str:
    """Themes and sectors in every language, as `deeds.finding.keywords_of` gives them."""
    names = [_registers()[register, code] for register in ("themes", "sectors") for code in row[register]]
    return "\n".join(dict.fromkeys(name for own in names for name in own))


@cache
def _registers() -> dict[tuple[str, str], tuple[str, ...]]:
    found = {}
    for register in ("themes", "sectors"):
        with (ROOT / "registers" / "data" / f"{register}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found[register, row["code"]] = tuple(row[f"name_{language}"] for language in LANGUAGES)
    return found


def _document(number: int, language: str, title: str, text: str, keywords: str = "") -> Document:
    return Document(SOURCE, str(number), language, title, text, number, keywords)


class Distractors:
    """Generated deeds of one language, none of which answers a judged query."""

    def __init__(self, language: str) -> None:
        self.language = language
        texts = (doc for doc in sample_documents() if doc.language == language)
        counts = Counter(word for doc in texts for word in split_words(f"{doc.title} {doc.text}"))
        self.words, self.shares = list(counts), list(counts.values())
        queries = [query for query in judged_queries() if query.apart]
        # For each word, which pieces of which queries it has.
        self.met = {word: _met(word, queries) for word in self.words}
        self.needed = [len(query.apart) for query in queries]

    def document(self, number: int) -> Document:
        draw = random.Random(f"{SEED}:{self.language}:{number}")
        title_length, text_length = draw.randint(*WORDS_OF_TITLE), draw.randint(*WORDS_OF_TEXT)
        drawn = draw.choices(self.words, self.shares, k=title_length + text_length)
        kept = self._without_answers(drawn, draw)
        title = " ".join(kept[:title_length]).capitalize()
        return _document(number, self.language, title, _as_sentences(kept[title_length:]))

    def _without_answers(self, words: list[str], draw: random.Random) -> list[str]:
        """The words without one piece of every query that they would answer."""
        has = {piece for word in words for piece in self.met[word]}
        full = Counter(query for query, _piece in has)
        answered = sorted(query for query, count in full.items() if count == self.needed[query])
        dropped = {(query, draw.randrange(self.needed[query])) for query in answered}
        return [word for word in words if dropped.isdisjoint(self.met[word])]


def _met(word: str, queries: Sequence[Judged]) -> frozenset[tuple[int, int]]:
    return frozenset(
        (number, place)
        for number, query in enumerate(queries)
        for place, pieces in enumerate(query.apart)
        if any(piece in word for piece in pieces)
    )


def _as_sentences(words: Sequence[str]) -> str:
    rows = (words[start : start + SENTENCE] for start in range(0, len(words), SENTENCE))
    return " ".join(f"{' '.join(row).capitalize()}." for row in rows)


def distractors(count: int = DISTRACTORS) -> Iterator[Document]:
    """Generated deeds numbered from 1001, in the languages' shares; the same number gives the same deed."""
    makers = {language: Distractors(language) for language in SHARES}
    order = [language for language, share in SHARES.items() for _turn in range(share)]
    for number in range(1001, 1001 + count):
        yield makers[order[number % len(order)]].document(number)


def every_document(count: int = DISTRACTORS) -> Iterator[Document]:
    yield from sample_documents()
    yield from distractors(count)


Find = Callable[[str], Sequence[int]]  # the numbers of what a search finds, best first


@dataclass(frozen=True)
class Score:
    """Of one query: the share of its deeds among the first ten hits, and of its deeds in the first five hits."""

    query: Judged
    recall_at_10: float
    precision_at_5: float
    found: tuple[int, ...]


def score(query: Judged, find: Find) -> Score:
    """Precision is of what is shown: one hit that answers, and no other, is 1.

    A query without an answer scores 1 where nothing is found, else 0.
    """
    found = tuple(find(query.text)[:10])
    if not query.deeds:
        nothing = float(not found)
        return Score(query, nothing, nothing, found)
    recall = len(query.deeds.intersection(found)) / len(query.deeds)
    shown = found[:5]
    return Score(query, recall, len(query.deeds.intersection(shown)) / max(1, len(shown)), found)


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
