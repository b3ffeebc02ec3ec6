"""Likely names of clients: capitalised words beside a word for a client, patient, pupil or resident.

A hint for people, no more: a name without such a word nearby, in small letters, or of a kind that looks like a place is
missed, and a product's name may be taken for a person's. Nothing is refused for it.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from itertools import takewhile
from pathlib import Path

DATA = Path(__file__).parent / "data"
FARTHEST = 6  # words between a client and the name
SHORTEST_STEM = 3
MOST_CHANGED = 2  # letters at the end of a name that change in its cases
SHORTEST_HEADING = 5

_CLIENT = re.compile(
    # Bare words only: "asiakasohjaaja" and "elevhandledare" are staff, who may be named if they wish.
    r"(?:asiak|potil|asuk|oppil)(?:as|asta|aa\w*|ai\w*|kaa\w*|kai\w*)"
    r"|(?:kuntoutuja|hoidettava|huollettava|tuettava|edunsaaja)\w*|omai(?:nen|sen|sta|set|sille|sten|sia)\w*"
    r"|vanhu(?:s|ksen|sta|kselle|kset|ksia|sten)|lap(?:si|sen|sta|selle|set|sia|sille)|nuor(?:i|en|ta|elle|et|ille)"
    r"|äi(?:ti|din|tiä|dille)|isä(?:n|ä|lle)?|mummo\w*|pariskun\w+"
    r"|klient(?:en|er|erna|s|ens)?|patient(?:en|er|erna|s|ens)?|brukar(?:e|en|na|ens)|elev(?:en|er|erna|s|ens)?"
    r"|boende[nt]?|anhörig(?:a|e|as)?|barnet|mamma(?:n)?|pappa(?:n)?"
    r"|clients?|patients?|residents?|pupils?|customers?|relatives?|mother|father",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?…:]\s|\n")
_INITIAL_AT_END = re.compile(r"\b[A-ZÅÄÖ]\. \Z")
_INITIAL = re.compile(r"[A-ZÅÄÖ]")
# Endings of Finnish cases and of the Swedish genitive, after which a known name is still that name.
_CASES = r"(?:n|a|ä|s|ssa|ssä|sta|stä|lla|llä|lta|ltä|lle|ksi|na|nä|seen|siin|(?:aa|ee|ii|oo|uu|yy|ää|öö)n|[aeiouyäö]n)"
_NAME_ENDING = re.compile(rf"(?:kse)?[a-zåäö]?{_CASES}")
_PLACE_ENDING = re.compile(rf"[a-zåäö]{{0,2}}{_CASES}?")


@cache
def given_names() -> frozenset[str]:
    return _words("given_names.txt")


@cache
def nobody() -> frozenset[str]:
    return _words("nobody.txt")


def _words(name: str) -> frozenset[str]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.casefold().split())


def client_names(text: str, *, known: Collection[str] = ()) -> Iterator[tuple[int, int]]:
    """Where likely names of clients stand: start, end. `known` are words of places and organisations, not people's."""
    others = _by_beginning(known)
    start = 0
    for end in [*(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]:
        # "Matti M. kertoi" is one sentence: a single letter before the full stop is an initial.
        if end < len(text) and _INITIAL_AT_END.search(text, max(start, end - 4), end):
            continue
        yield from _in_sentence(list(_WORD.finditer(text, start, end)), others)
        start = end


def _in_sentence(words: list[re.Match[str]], others: dict[str, list[str]]) -> Iterator[tuple[int, int]]:
    clients = [n for n, word in enumerate(words) if _CLIENT.fullmatch(word[0])]
    position = len(words) if _is_heading(words) else 0
    while clients and position < len(words):
        length = _name_length(words, position, others)
        if length and any(_is_near(client, position, length) for client in clients):
            yield words[position].start(), words[position + length - 1].end()
        position += max(length, 1)


def _is_heading(words: list[re.Match[str]]) -> bool:
    """Whether Nearly Every Word Is Capitalised, as English headings are."""
    capitalised = sum(word[0][0].isupper() for word in words)
    return len(words) >= SHORTEST_HEADING and capitalised > len(words) * 0.8


def _is_near(client: int, position: int, length: int) -> bool:
    return position - FARTHEST - 1 <= client <= position + length + FARTHEST


def _name_length(words: list[re.Match[str]], position: int, others: dict[str, list[str]]) -> int:
    """How many words from here are a person's name: two capitalised ones, or a given name."""
    if not _is_name(words[position][0], others):
        return 0
    # The first word of a sentence is capitalised in any case, so there the whole given name must stand.
    given = is_given_name(words[position][0], is_whole=position == 0)
    follows = position + 1 < len(words) and _stands_beside(words[position], words[position + 1])
    second = words[position + 1][0] if follows else ""
    if second and (_is_name(second, others) or _INITIAL.fullmatch(second)) and (given or position > 0):
        return 2
    return 1 if given else 0


def _stands_beside(word: re.Match[str], other: re.Match[str]) -> bool:
    return word.string[word.end() : other.start()].strip(" \t\u00a0") == ""


def _is_name(word: str, others: dict[str, list[str]]) -> bool:
    if not word[0].isupper() or (not word[1:].islower() and "-" not in word) or _CLIENT.fullmatch(word):
        return False
    return word.casefold() not in nobody() and (is_given_name(word) or not _is_known(word, others))


@cache
def _given_names_by_beginning() -> dict[str, list[str]]:
    return _by_beginning(given_names())


def is_given_name(word: str, *, is_whole: bool = False) -> bool:
    """Whether a word is a common given name, also in a Finnish case ("Matilla") or with the Swedish s.

    `is_whole` asks for the name unchanged before its ending: "Maijan", but not "Matin", which might be another word.

    >>> is_given_name("Matin"), is_given_name("Matin", is_whole=True), is_given_name("Marraskuu")
    (True, False, False)
    """
    slack = 0 if is_whole else MOST_CHANGED
    return word[:1].isupper() and _is_known(word, _given_names_by_beginning(), _NAME_ENDING, slack)


def _by_beginning(names: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in names:
        for word in _WORD.findall(name.casefold()):
            found.setdefault(word[:SHORTEST_STEM], []).append(word)
    return found


def _is_known(
    word: str,
    names: dict[str, list[str]],
    ending: re.Pattern[str] = _PLACE_ENDING,
    slack: int = MOST_CHANGED,
) -> bool:
    lower = word.casefold()
    return any(_is_form(lower, name, ending, slack) for name in names.get(lower[:SHORTEST_STEM], ()))


def _is_form(word: str, name: str, ending: re.Pattern[str], slack: int) -> bool:
    """Whether a word is a name with an ending: "helsingissä" is helsinki's, "salminen" not salo's."""
    if word == name:
        return True
    shared = sum(1 for _same in takewhile(lambda pair: pair[0] == pair[1], zip(word, name, strict=False)))
    return shared >= max(SHORTEST_STEM, len(name) - slack) and ending.fullmatch(word[shared:]) is not None
