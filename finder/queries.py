"""What a reader searches for: the words of a text, each in every form that may meet it, errors forgiven."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from finder.emptiness import empty_everywhere
from finder.engines import Query, exists, tagged
from finder.vocabulary import known, near
from finder.words import LANGUAGES, Spelling, forms, parts, read_word, split_words

MOST_WORDS = 12
SHORTEST_BEGINNING = 2
COVERED = 0.8  # of the letters of a compound: its known parts must say nearly all of it


@dataclass(frozen=True, slots=True)
class Wanted:
    """One word of a search: what meets it, and whether it was taken for another word."""

    word: str
    alternatives: tuple[str, ...]  # as the engines write them: "fi_kunta", "fi_kunt*"
    corrections: tuple[Spelling, ...] = ()


@dataclass(frozen=True, slots=True)
class Search:
    """A text as it is searched for. Every wanted word must be met."""

    text: str
    languages: tuple[str, ...]
    wanted: tuple[Wanted, ...] = ()
    is_widened: bool = False

    @property
    def query(self) -> Query:
        return [wanted.alternatives for wanted in self.wanted]

    @property
    def is_empty(self) -> bool:
        return not self.wanted

    @property
    def corrected(self) -> str:
        """The text with the words in place that were searched for instead; empty where it was taken as it stands."""
        if not any(wanted.corrections for wanted in self.wanted):
            return ""
        return " ".join(
            wanted.corrections[0].word if wanted.corrections else wanted.word for wanted in self.wanted
        )


def read_search(text: str, languages: Collection[str] = LANGUAGES) -> Search:
    """A text as a search. A word that no text has is a beginning, if it is the last, or else a typing error."""
    words = _words_of(text)
    chosen = tuple(languages)
    spellings = {word: _sure_spellings(word, chosen) for word in words}
    in_index = known({spelling for found in spellings.values() for spelling in found})
    search = Search(text, chosen)
    for place, word in enumerate(words):
        exact = [spelling for spelling in spellings[word] if spelling in in_index]
        is_last = place == len(words) - 1
        wanted = _exactly(word, exact) if exact else _nearly(word, chosen, is_last=is_last)
        search = replace(search, wanted=(*search.wanted, *wanted))
    return search


def widened(search: Search) -> Search:
    """The same where nothing was found: each word also as a typing error, and the last as a beginning."""
    wanted = []
    for place, own in enumerate(search.wanted):
        more = _nearly(own.word, search.languages, is_last=place == len(search.wanted) - 1, splits=False)
        alternatives = (*own.alternatives, *(name for other in more for name in other.alternatives))
        corrections = own.corrections or tuple(c for other in more for c in other.corrections)
        wanted.append(Wanted(own.word, tuple(dict.fromkeys(alternatives)), corrections))
    return replace(search, wanted=tuple(wanted), is_widened=True)


def _words_of(text: str) -> list[str]:
    words = split_words(text)[:MOST_WORDS]
    telling = [word for word in words if word not in empty_everywhere()]
    return list(dict.fromkeys(telling or words))


def _spellings(word: str, languages: Sequence[str]) -> list[Spelling]:
    return [Spelling(language, form) for language in languages for form in forms(word, language)]


def _sure_spellings(word: str, languages: Sequence[str]) -> list[Spelling]:
    """The same without guesses, which would take a misspelt word for another."""
    readings = [(language, read_word(word, language)) for language in languages]
    return [
        Spelling(language, form)
        for language, reading in readings
        for form in ((word,) if reading.is_guess else reading.wholes)
    ]


def _exactly(word: str, spellings: Sequence[Spelling]) -> list[Wanted]:
    return [Wanted(word, tuple(tagged(*spelling) for spelling in spellings))]


def _nearly(word: str, languages: Sequence[str], *, is_last: bool, splits: bool = True) -> list[Wanted]:
    """What an unknown word may be, the surest first: a beginning, a typing error, a compound of known parts."""
    beginnings = tuple(tagged(language, f"{word}*") for language in languages)
    if is_last and len(word) >= SHORTEST_BEGINNING and exists([beginnings]):
        return [Wanted(word, beginnings)]
    if corrections := near(word, languages):
        names = [tagged(c.language, form) for c in corrections for form in forms(c.word, c.language)]
        return [Wanted(word, tuple(dict.fromkeys(names)), tuple(corrections))]
    if splits and (pieces := _pieces(word, languages)):
        return pieces
    return _exactly(word, _spellings(word, languages))


def _pieces(word: str, languages: Sequence[str]) -> list[Wanted]:
    """The smallest parts of a compound that no text has as a whole, each to be met."""
    for language in languages:
        found = [part for part in parts(word, language) if known({Spelling(language, part)})]
        smallest = [part for part in found if not any(part != other and other in part for other in found)]
        if len(smallest) > 1 and sum(map(len, smallest)) >= len(word) * COVERED:
            return [Wanted(part, (tagged(language, part),)) for part in smallest]
    return []
