"""Shows where a text meets a search: the words around the best place, each met word between <mark> and </mark>."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from finder.queries import Search
from finder.words import read_word, split_words

SNIPPET_LENGTH = 220
SNIPPET_LEAD = 60
_WORD = re.compile(r"[^\W_]+")


class Place(NamedTuple):
    """A word of a text that meets a search, and which of its words it meets."""

    start: int
    end: int
    wanted: frozenset[int]


@dataclass(frozen=True)
class Marker:
    """Finds a search's words in texts of one language."""

    search: Search
    language: str
    _exact: dict[str, set[int]] = field(default_factory=dict, init=False)
    _beginnings: dict[str, int] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        for number, wanted in enumerate(self.search.wanted):
            for name in wanted.alternatives:
                language, _underscore, word = name.partition("_")
                if language == self.language and word.endswith("*"):
                    self._beginnings[word[:-1]] = number
                elif language == self.language:
                    self._exact.setdefault(word, set()).add(number)

    def places(self, text: str) -> list[Place]:
        found = []
        for match in _WORD.finditer(text):
            wanted = frozenset().union(*(self._met(word) for word in split_words(match[0])))
            if wanted:
                found.append(Place(match.start(), match.end(), wanted))
        return found

    def _met(self, word: str) -> set[int]:
        reading = read_word(word, self.language)
        met: set[int] = set()
        for form in (*reading.wholes, *reading.parts):
            met |= self._exact.get(form, set())
            met |= {number for beginning, number in self._beginnings.items() if form.startswith(beginning)}
        return met

    def marked(self, text: str) -> SafeString:
        """A whole text as HTML with its met words marked."""
        return _with_marks(text, self.places(text), 0, len(text))

    def snippet(self, text: str) -> SafeString:
        """About 220 characters around the place that meets most of the search; the beginning where none does."""
        flat = " ".join(text.split())
        places = self.places(flat)
        start = _start_of_best(flat, places)
        end = _end_after(flat, start)
        shown = _with_marks(flat, places, start, end)
        before, after = "… " if start else "", " …" if end < len(flat) else ""
        return mark_safe(f"{before}{shown}{after}")  # noqa: S308 - each piece of the text was escaped


def _start_of_best(text: str, places: Sequence[Place]) -> int:
    """Where to begin, at the beginning of a word."""
    best, most = 0, 0
    for number, place in enumerate(places):
        reach = place.start + SNIPPET_LENGTH - SNIPPET_LEAD
        near = frozenset().union(*(other.wanted for other in places[number:] if other.end <= reach))
        if len(near) > most:
            best, most = place.start, len(near)
    start = max(0, best - SNIPPET_LEAD)
    return text.find(" ", start) + 1 if start else 0


def _end_after(text: str, start: int) -> int:
    """Where to end, at the end of a word if one ends in time."""
    end = start + SNIPPET_LENGTH
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", start, end)
    return space if space > start else end


def _with_marks(text: str, places: Sequence[Place], start: int, end: int) -> SafeString:
    pieces, at = [], start
    for place in places:
        if place.start >= start and place.end <= end:
            pieces.append(
                f"{escape(text[at : place.start])}<mark>{escape(text[place.start : place.end])}</mark>"
            )
            at = place.end
    return mark_safe("".join([*pieces, escape(text[at:end])]))  # noqa: S308 - each piece of the text was escaped
