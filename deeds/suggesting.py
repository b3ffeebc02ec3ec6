"""Sectors and themes that a text points to, for its author to confirm. Words count, nothing else: no model, no memory.

A code's confidence is points / (points + HALF), times its share of the strongest code's points. Points come from the
keywords of `data/keywords.toml`, each counted up to three times.
"""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from finder.words import forms, parts, split_words

KEYWORDS = Path(__file__).parent / "data" / "keywords.toml"
MINIMUM_CONFIDENCE = 0.5
MOST = {"sectors": 2, "themes": 3}
HALF = 4.0
SHORTEST_WORD = 4  # shorter ones have lemmas of other words ("ska", skola)
MOST_TIMES = 3  # that a word counts: a text may repeat itself
FEWEST_WORDS = 2  # one word alone points nowhere
ENOUGH_WORDS = 8000  # of a longer text the beginning decides


@dataclass(frozen=True, slots=True)
class Suggestion:
    code: str
    confidence: float  # from MINIMUM_CONFIDENCE to 1
    words: tuple[str, ...]  # lemmas of the text that say why


@dataclass(frozen=True, slots=True)
class Suggestions:
    sectors: list[Suggestion]
    themes: list[Suggestion]


class Word(NamedTuple):
    lemma: str
    times: int
    meanings: frozenset[str]  # the word, its lemma, and what a compound is made of


class Keyword(NamedTuple):
    beginning: str
    is_whole: bool
    points: float

    def meets(self, word: Word) -> bool:
        if self.is_whole:
            return self.beginning in word.meanings
        return any(meaning.startswith(self.beginning) for meaning in word.meanings)


def suggest(*, text: str, language: str) -> Suggestions:
    """What the words of a text point to, strongest first; nothing below MINIMUM_CONFIDENCE.

    >>> [row.code for row in suggest(text="Kirjaston lainat ja museon näyttely, kirjaston illat.", language="fi").sectors]
    ['culture-leisure']
    """
    words = [
        Word(lemma, count, frozenset({*forms(word, language), *parts(word, language)}))
        for word, count in Counter(split_words(text)[:ENOUGH_WORDS]).items()
        if len(word) >= SHORTEST_WORD and (lemma := forms(word, language)[-1])
    ]
    return Suggestions(
        sectors=_suggested("sectors", words, language), themes=_suggested("themes", words, language)
    )


def _suggested(kind: str, words: Sequence[Word], language: str) -> list[Suggestion]:
    met = {code: _met(keywords, words) for code, keywords in keywords_of(kind, language).items()}
    points = {code: sum(found.values()) for code, found in met.items()}
    strongest = max(points.values(), default=0.0)
    rows = [
        Suggestion(code, round(own / (own + HALF) * own / strongest, 2), _why(met[code]))
        for code, own in points.items()
        if len(met[code]) >= FEWEST_WORDS
    ]
    sure = (row for row in rows if row.confidence >= MINIMUM_CONFIDENCE)
    return sorted(sure, key=lambda row: (-row.confidence, row.code))[: MOST[kind]]


def _met(keywords: Sequence[Keyword], words: Iterable[Word]) -> dict[str, float]:
    """Lemma -> points, for the words that meet a keyword."""
    found: dict[str, float] = {}
    times: Counter[str] = Counter()
    for word in words:
        points = max((keyword.points for keyword in keywords if keyword.meets(word)), default=0.0)
        if points:
            times[word.lemma] = min(times[word.lemma] + word.times, MOST_TIMES)
            # The first meeting says most; each later one adds half as much.
            found[word.lemma] = points * (1 + times[word.lemma]) / 2
    return found


def _why(met: Mapping[str, float]) -> tuple[str, ...]:
    return tuple(sorted(met, key=lambda word: (-met[word], word))[:5])


@cache
def keywords_of(kind: str, language: str) -> dict[str, list[Keyword]]:
    """Code -> keywords. A language that the file lacks has none."""
    return {code: [*map(_keyword, texts.get(language, "").split())] for code, texts in _file()[kind].items()}


@cache
def _file() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(KEYWORDS.read_text(encoding="utf-8"))


def _keyword(written: str) -> Keyword:
    return Keyword(written.rstrip("!="), written.endswith("="), 2.0 if written.endswith("!") else 1.0)
