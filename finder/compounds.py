"""Where a compound is put together: "työhyvinvointikyselyssä" is työ, hyvinvointi and kysely.

A word is cut in two where what stands before can begin a compound and what follows is a word, and each half again. What
can begin one: a word as it stands, its genitive, or a form that only compounds use ("asumis-", "arbets-", "hälso-").
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

SHORTEST_COMPOUND, LONGEST_COMPOUND = 6, 40
SHORTEST_PART = 4
# Shorter words that often begin or end a compound. Others of three letters are found by chance in half of all words.
SHORT_HEADS = {
    "fi": frozenset(
        [
            "työ",
            "yö",
            "tie",
            "maa",
            "sää",
            "puu",
            "jää",
            "kuu",
            "suu",
            "pää",
            "ala",
            "apu",
            "elo",
            "esi",
            "etu",
            "iso",
            "oma",
            "ohi",
            "ovi",
            "yli",
            "ali",
            "ulos",
            "uni",
            "idea",
        ]
    ),
    "sv": frozenset(
        [
            "mat",
            "tid",
            "dag",
            "råd",
            "väg",
            "hem",
            "när",
            "bok",
            "ord",
            "lån",
            "bio",
            "sko",
            "tim",
            "bil",
            "båt",
            "bro",
            "sjö",
            "snö",
            "hus",
            "rum",
            "kök",
            "jul",
            "fot",
            "sol",
            "år",
            "mål",
            "natt",
        ]
    ),
}
SHORT_TAILS = {
    "fi": frozenset(["työ", "yö", "ala", "tie", "maa", "sää", "puu", "jää", "apu", "ilo", "osa", "ura"]),
    "sv": frozenset(
        ["råd", "dag", "kök", "tid", "sal", "lag", "rum", "hus", "år", "mål", "tal", "mat", "bok", "väg"]
    ),
}
MOST_KNOWN = 100_000
UNKNOWN: Any = object()
# What a cut costs; the cheapest is taken, of equal ones the one with the longest end.
COST_COMPOUND, COST_GENITIVE, COST_LINKED, COST_WITHOUT_LINK = 1, 1, 2, 2

Lookup = Callable[[str], str | None]  # a word's lemma in the dictionary, or None


class Part(NamedTuple):
    """A part as it stands in the compound ("arbets") and the word that it is ("arbete")."""

    surface: str
    lemma: str


@dataclass(frozen=True)
class Splitter:
    """Cuts words of one language; `lookup` asks its dictionary.

    >>> words = {"työ": "työ", "kysely": "kysely", "kyselyssä": "kysely", "hyvinvointi": "hyvinvointi"}
    >>> [part.lemma for part in Splitter("fi", words.get).split("työhyvinvointikyselyssä")]
    ['työ', 'hyvinvointi', 'kysely']
    """

    language: str
    lookup: Lookup
    uncut: frozenset[str] = frozenset()  # lemmas that only look like compounds
    short_heads: frozenset[str] = field(init=False)
    short_tails: frozenset[str] = field(init=False)
    # Cuts found already: without them a long word of nonsense would be tried in every way.
    _known: dict[tuple[str, bool], tuple[str, str] | None] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "short_heads", SHORT_HEADS.get(self.language, frozenset()))
        object.__setattr__(self, "short_tails", SHORT_TAILS.get(self.language, frozenset()))

    def split(self, word: str) -> tuple[Part, ...]:
        """The smallest parts of a compound; empty for a word that is none."""
        lemma = self.lookup(word)
        cut = self.cut(lemma or word, is_lemma=lemma is not None)
        if cut is None:
            return ()
        head, tail = cut
        return (*self._parts(head, self.head_lemma(head)), *self._parts(tail, self.lookup(tail)))

    def _parts(self, surface: str, lemma: str | None) -> tuple[Part, ...]:
        # What is a word itself is looked at as its lemma; what is only a form of compounds, as it stands.
        return self.split(surface) or (Part(surface, lemma or surface),)

    def cut(self, word: str, *, is_lemma: bool = False) -> tuple[str, str] | None:
        """The word in two halves. The end of a lemma is a lemma itself; that of an inflected word may be inflected."""
        if not SHORTEST_COMPOUND <= len(word) <= LONGEST_COMPOUND or word in self.uncut:
            return None
        known, key = self._known, (word, is_lemma)
        found = known.get(key, UNKNOWN)
        if found is UNKNOWN:
            best = min(self._cuts(word, is_lemma), default=None)
            found = None if best is None else (word[: best[1]], word[best[1] :])
            if len(known) >= MOST_KNOWN:
                known.clear()
            known[key] = found
        return found

    def _cuts(self, word: str, is_lemma: bool) -> Iterator[tuple[int, int]]:
        for middle in range(2, len(word) - 2):
            of_tail = self._tail_cost(word[middle:], is_lemma)
            of_head = None if of_tail is None else self._head_cost(word[:middle])
            if of_tail is not None and of_head is not None:
                yield of_head + of_tail, middle

    def _tail_cost(self, tail: str, is_lemma: bool) -> int | None:
        if len(tail) < SHORTEST_PART and tail not in self.short_tails:
            return None
        lemma = self.lookup(tail)
        if lemma is not None:
            return 0 if lemma == tail or not is_lemma else None
        return None if is_lemma or self.cut(tail) is None else COST_COMPOUND

    def _head_cost(self, head: str) -> int | None:
        if len(head) < SHORTEST_PART:
            return 0 if head in self.short_heads else None
        lemma = self.lookup(head)
        if lemma == head:
            # "arbetstids-lag", not "arbetstid-slag": where the first half is a compound, Swedish puts an s after it.
            needs_link = self.language == "sv" and not head.endswith("s") and self.cut(head, is_lemma=True)
            return COST_WITHOUT_LINK if needs_link else 0
        if self.head_lemma(head) is None:
            return None
        return COST_GENITIVE if lemma is not None else COST_LINKED

    def head_lemma(self, head: str) -> str | None:
        """The word that begins a compound in this form; None if none does."""
        lemma = self.lookup(head)
        if lemma is not None and (lemma == head or head.endswith("n" if self.language == "fi" else "s")):
            return lemma
        linked = (word for word in self._linked(head) if self.lookup(word) == word)
        return next(linked, None) or (head if self.cut(head) is not None else None)

    def _linked(self, head: str) -> list[str]:
        """Words of which the head may be the form that compounds use."""
        if self.language == "fi":
            return [f"{head[:-1]}nen"] if head.endswith("s") else []
        if head.endswith("s"):
            return [head[:-1]] if len(head) > SHORTEST_PART else []
        vowel = [f"{head[:-1]}a", head[:-1]] if head[-1] in "oue" else []
        return [*vowel, f"{head}a", f"{head}e"]
