"""Words of a text as the search compares them: what stands there, its lemma, and the parts of a compound.

Stemmers fail on Finnish ("kunnissa" -> "kun"), so words are looked up in simplemma's word lists, stored as tries on
disk. `manage.py prepare_finder` builds the tries once, at set-up: it takes seconds and half a gigabyte, which no
visitor's request may cost. Without tries words are compared as they stand.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from simplemma import Lemmatizer
from simplemma.strategies import DefaultStrategy
from simplemma.strategies.dictionaries import TrieDictionaryFactory

from finder.compounds import Part, Splitter
from finder.corrections import corrections
from finder.emptiness import empty_words, is_lemma

LANGUAGES = ("fi", "sv", "en")
# English writes its compounds apart.
COMPOUND_LANGUAGES = frozenset({"fi", "sv"})
_WORD = re.compile(r"[^\W_]+")
LONGEST_WORD = 64
MOST_PARTS = 5  # beyond, the runs of parts would be many and of no use
# What Finnish puts behind a form ("yksiköissään", "kysymykseemme", "suomenkielisetkin"), the longest first.
ENDINGS = [
    "nsa",
    "nsä",
    "mme",
    "nne",
    "kaan",
    "kään",
    "kin",
    "han",
    "hän",
    "ko",
    "kö",
    "ni",
    "si",
    "an",
    "än",
    "en",
]
SHORTEST_STEM = 4


class Spelling(NamedTuple):
    """A word of a language: "kund" is a client in Swedish and nothing in Finnish."""

    language: str
    word: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A word: itself with its lemma, and what it is put together of, each a word by which it is found."""

    wholes: tuple[str, ...]
    parts: tuple[str, ...] = ()
    is_guess: bool = False  # the lemma was made by rules: right for a new word, wrong for a misspelt one


@dataclass(frozen=True, slots=True)
class IndexWords:
    """All words under which a text is found, in its order; parts count for less than wholes."""

    wholes: Sequence[str]
    parts: Sequence[str]


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


@cache
def _splitter(language: str) -> Splitter:
    uncut = frozenset(lemma for lemma, parts in corrections(language).parts.items() if not parts)
    return Splitter(language, lambda word: _lookup(word, language), uncut)


@lru_cache(maxsize=131072)
def _lookup(word: str, language: str) -> str | None:
    """A word's lemma by our table or the word list; None if neither has it."""
    known = corrections(language).lemmas.get(word)
    if known is not None:
        return known
    found = _dictionary(language).get(word)
    return found.lower() if found is not None and is_lemma(found.lower(), word, language) else None


def split_words(text: str) -> list[str]:
    """Runs of letters and digits, in lower case.

    >>> split_words("Esihenkilö-työ, 2 kertaa!")
    ['esihenkilö', 'työ', '2', 'kertaa']
    """
    return [word[:LONGEST_WORD] for word in _WORD.findall(unicodedata.normalize("NFC", text).lower())]


def forms(word: str, language: str) -> tuple[str, ...]:
    """The word and its lemma, once if they are equal."""
    return read_word(word, language).wholes


def parts(word: str, language: str) -> tuple[str, ...]:
    """What a compound is put together of, as lemmas, with those of its neighbours that stand together."""
    return read_word(word, language).parts


def read_word(word: str, language: str) -> Reading:
    is_read = _is_ready(language) and word not in empty_words(language)
    return _read(word, language) if is_read else Reading((word,))


@lru_cache(maxsize=131072)
def _read(word: str, language: str) -> Reading:
    lemma = _lookup(word, language) or _lookup_without_ending(word, language)
    pieces = _pieces(lemma or word, language)
    if lemma is None and pieces:
        lemma = "".join(piece.surface for piece in pieces[:-1]) + pieces[-1].lemma
    is_guess = lemma is None
    if lemma is None:
        guess = _lemmatizer().lemmatize(word, lang=language).lower()
        lemma = guess if is_lemma(guess, word, language) else word
        pieces = _pieces(lemma, language)
    # A lemma may hold a space or hyphen; the engines compare plain words.
    wholes = tuple(dict.fromkeys([word, *split_words(lemma)]))
    own = corrections(language).parts.get(lemma)
    found = own if own is not None else _runs(pieces)
    telling = (part for part in found if part not in wholes and part not in empty_words(language))
    return Reading(wholes, tuple(dict.fromkeys(telling)), is_guess)


def _lookup_without_ending(word: str, language: str) -> str | None:
    if language != "fi":
        return None
    stems = [word.removesuffix(end) for end in ENDINGS if word.endswith(end)]
    # Before a possessive ending the n of a form is gone: "aikoihini" is "aikoihin" with "ni".
    both = (form for stem in stems if len(stem) >= SHORTEST_STEM for form in (stem, f"{stem}n"))
    lemmas = (_lookup(form, language) for form in both)
    return next((lemma for lemma in lemmas if lemma is not None), None)


def _pieces(word: str, language: str) -> tuple[Part, ...]:
    found = _splitter(language).split(word) if language in COMPOUND_LANGUAGES else ()
    return found if len(found) <= MOST_PARTS else ()


def _runs(pieces: Sequence[Part]) -> list[str]:
    """Each part by itself, and those that stand side by side as one word, but for the whole.

    >>> _runs([Part("työ", "työ"), Part("aika", "aika"), Part("lain", "laki")])
    ['työ', 'työaika', 'aika', 'aikalaki', 'lain', 'laki']
    """
    found: list[str] = []
    for first in range(len(pieces)):
        for last in range(first, len(pieces)):
            if first == last:
                found += [pieces[first].surface, pieces[first].lemma]
            elif last - first + 1 < len(pieces):
                found.append("".join(piece.surface for piece in pieces[first:last]) + pieces[last].lemma)
    return list(dict.fromkeys(found))


def index_words(text: str, language: str) -> IndexWords:
    """All but those that say nothing."""
    empty = empty_words(language)
    readings = [read_word(word, language) for word in split_words(text) if word not in empty]
    return IndexWords(
        [word for reading in readings for word in reading.wholes],
        [word for reading in readings for word in reading.parts],
    )
