"""A text without what hides characters from a search, with the way back to the places in the original."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

# Letters of other alphabets that look like those of an identity code.
_LOOK_ALIKES = str.maketrans("АВСЕНКМРТХУΑΒΕΗΚΜΝΡΤΧΥ", "ABCEHKMPTXYABEHKMNPTXY")
_OTHER_DASHES = "\u2212\u02d7\u2043\u30fc"


@dataclass(frozen=True, slots=True)
class Plain:
    """`text[n]` came from the original's character `places[n]`."""

    text: str
    places: tuple[int, ...]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where the original holds what the plain text has from `start` to before `end`."""
        return self.places[start], self.places[end - 1] + 1


def plain(text: str) -> Plain:
    """Compatibility forms folded, digits of any script as 0-9, dashes as -, space of any kind as one space.

    Characters without a width are left out.

    >>> plain("１3\\u200b1052 \\n–308T").text
    '131052 -308T'
    """
    signs: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for sign in _signs(char):
            if sign == " " and signs and signs[-1] == " ":
                continue
            signs.append(sign)
            places.append(place)
    return Plain("".join(signs), tuple(places))


def _signs(char: str) -> Iterator[str]:
    if char.isascii():
        # Control characters are either white space or nothing.
        yield from char if char.isprintable() else (" " if char.isspace() else "")
        return
    for sign in unicodedata.normalize("NFKC", char):
        category = unicodedata.category(sign)
        if category == "Pd" or sign in _OTHER_DASHES:
            yield "-"
        elif sign.isspace():
            yield " "
        elif category == "Nd":
            yield str(unicodedata.decimal(sign))
        elif category not in {"Cf", "Cc", "Mn", "Me"}:
            yield sign.translate(_LOOK_ALIKES)


def is_date(day: int, month: int, year: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
