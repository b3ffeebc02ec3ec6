"""Words that say nothing of a matter, and lemmas that are none; `data/empty_words.toml` lists the words."""

import tomllib
import unicodedata
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "data" / "empty_words.toml"
# Of shorter lemmas nearly all are letters, abbreviations and interjections: "öiden" is of "yö", not of "öö".
SHORTEST_LEMMA = {"fi": 3, "sv": 2, "en": 2}


@cache
def empty_words(language: str) -> frozenset[str]:
    return frozenset(_table().get(language, "").split())


@cache
def empty_everywhere() -> frozenset[str]:
    """Those of all languages: a search says in none which one it is in."""
    return frozenset(word for language in _table() for word in empty_words(language))


@cache
def _table() -> dict[str, str]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def is_lemma(lemma: str, word: str, language: str) -> bool:
    """Whether a word may be a form of a lemma that a list or a rule names: both begin alike, but for dots and rings.

    Those that do not (*äldre* is of *gammal*) stand in the table of corrections, as do short ones (*yö*).
    """
    return len(lemma) >= min(SHORTEST_LEMMA.get(language, 1), len(word)) and _first(lemma) == _first(word)


def _first(word: str) -> str:
    return unicodedata.normalize("NFD", word[:1])[:1]
