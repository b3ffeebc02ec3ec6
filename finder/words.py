"""Words of a text as the search compares them: what stands there, its lemma, and the parts of a compound.

Stemmers fail on Finnish ("kunnissa" -> "kun"), so words are looked up in simplemma's word lists, stored as tries on
disk. `manage.py prepare_finder` builds the tries once, at set-up: it takes seconds and half a gigabyte, which no
visitor's request may cost. Without tries words are compared as they stand.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings
from simplemma import Lemmatizer
from simplemma.strategies import DefaultStrategy
from simplemma.strategies.dictionaries import TrieDictionaryFactory

LANGUAGES = ("fi", "sv", "en")
# English writes its compounds apart.
COMPOUND_LANGUAGES = frozenset({"fi", "sv"})
_WORD = re.compile(r"[^\W_]+")
SHORTEST_PART = 4
SHORTEST_COMPOUND = 9
LONGEST_WORD = 64


def dictionary_dir() -> Path:
    return Path(getattr(settings, "FINDER_DICTIONARY_DIR", settings.VAR_DIR / "dictionaries"))


def is_prepared(language: str) -> bool:
    return (dictionary_dir() / f"{language}.dic").exists()


def prepare(language: str) -> int:
    """Build a language's trie on disk; returns its number of words."""
    return len(_factory().get_dictionary(language))


_ready: set[str] = set()


def _is_ready(language: str) -> bool:
    """`is_prepared`, asked of the disk until it is so: a process that runs already finds lists made later."""
    if language not in _ready and language in LANGUAGES and is_prepared(language):
        _ready.add(language)
    return language in _ready


@cache
def _factory() -> TrieDictionaryFactory:
    return TrieDictionaryFactory(disk_cache_dir=str(dictionary_dir()))


@cache
def _dictionary(language: str) -> Mapping[str, str]:
    return _factory().get_dictionary(language)


@cache
def _lemmatizer() -> Lemmatizer:
    return Lemmatizer(lemmatization_strategy=DefaultStrategy(dictionary_factory=_factory()))


def split_words(text: str) -> list[str]:
    """Runs of letters and digits, in lower case.

    >>> split_words("Esihenkilö-työ, 2 kertaa!")
    ['esihenkilö', 'työ', '2', 'kertaa']
    """
    return [word[:LONGEST_WORD] for word in _WORD.findall(unicodedata.normalize("NFC", text).lower())]


def forms(word: str, language: str) -> tuple[str, ...]:
    """The word and its lemma, once if they are equal."""
    return _forms(word, language) if _is_ready(language) else (word,)


@lru_cache(maxsize=65536)
def _forms(word: str, language: str) -> tuple[str, ...]:
    lemma = _lemmatizer().lemmatize(word, lang=language).lower()
    # A lemma may hold a space or hyphen; the engines compare plain words.
    return tuple(dict.fromkeys([word, *split_words(lemma)]))


def parts(word: str, language: str) -> tuple[str, ...]:
    """The two parts of a compound, as lemmas, if both are words: the split with the longest last part."""
    if language not in COMPOUND_LANGUAGES or len(word) < SHORTEST_COMPOUND or not _is_ready(language):
        return ()
    return _parts(word, language)


@lru_cache(maxsize=65536)
def _parts(word: str, language: str) -> tuple[str, ...]:
    words = _dictionary(language)
    for middle in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
        head, tail = word[:middle], word[middle:]
        if head in words and tail in words:
            return tuple(dict.fromkeys([*forms(head, language), *forms(tail, language)]))
    return ()


def index_words(text: str, language: str) -> list[str]:
    """All words under which a text is found, in its order."""
    found: list[str] = []
    for word in split_words(text):
        found += forms(word, language)
        found += parts(word, language)
    return found
