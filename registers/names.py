"""Finding rows by what people type: any of a row's names, without caring about case, diacritics or hyphens."""

import difflib
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import TypeVar

from registers.models import LANGUAGES, Register

Row = TypeVar("Row", bound=Register)
NEAR_ENOUGH = 0.6  # of difflib: one wrong letter in four passes in a short name
SAME_IN_EVERY_CASE = 3  # letters of a place name: Lahti, Lahden kaupunki; Turku, Turun kaupunki


@lru_cache(maxsize=8192)  # every search folds the same few thousand names
def folded(text: str) -> str:
    """A name for comparing.

    >>> folded("  KOSKI Tl "), folded("Åbo-Land"), folded("Jyväskylä")
    ('koski tl', 'abo land', 'jyvaskyla')
    """
    plain = unicodedata.normalize("NFKD", text.replace("-", " "))
    letters = "".join(character for character in plain if not unicodedata.combining(character))
    return " ".join(letters.casefold().split())


def names_of(row: Register) -> set[str]:
    """Its names in all languages; of an area also what people call it in short, of a unit with its organisation."""
    longer = row.longer_names
    return own_names(row) | set(map(folded, longer)) if longer else own_names(row)


def own_names(row: Register) -> set[str]:
    fields = [f"{kind}_{language}" for kind in ("name", "short") for language in LANGUAGES]
    return {folded(name) for field in fields if (name := getattr(row, field, ""))}


def is_named_after(row: Register, area: Register) -> bool:
    """Whether an organisation is called as its area is, so that it is the town and not only in the town.

    By the beginnings of the Finnish and Swedish names. English ones begin alike: "City of".
    """
    return not _beginnings(row).isdisjoint(_beginnings(area))


def _beginnings(row: Register) -> set[str]:
    names = (getattr(row, f"name_{language}") for language in ("fi", "sv"))
    return {folded(name).partition(" ")[0][:SAME_IN_EVERY_CASE] for name in names if name}


def called(rows: Iterable[Row], text: str) -> list[Row]:
    """The rows that have exactly this name in any language, or this code."""
    wanted = folded(text)
    return [row for row in rows if wanted and (wanted in names_of(row) or row.code == text.strip())]


def containing(rows: Iterable[Row], text: str) -> list[Row]:
    """The rows that have a name with these words in it."""
    wanted = folded(text)
    return [row for row in rows if wanted and any(wanted in name for name in names_of(row))]


def like(rows: Iterable[Row], text: str, *, limit: int = 8) -> list[Row]:
    """Rows whose name begins with the text, then those that contain it, then those spelled nearly so.

    They may be of several registers: of two that fit as well, the one that is given first comes first.
    """
    wanted, listed = folded(text), list(rows)
    if not wanted:
        return []
    names = {row: names_of(row) for row in listed}
    beginning = [row for row in listed if any(name.startswith(wanted) for name in names[row])]
    containing = [row for row in listed if any(wanted in name for name in names[row])]
    found = list(dict.fromkeys([*beginning, *containing, *_near(listed, names, wanted, limit)]))
    return found[:limit]


def _near(rows: list[Row], names: dict[Row, set[str]], wanted: str, limit: int) -> list[Row]:
    """By spelling, nearest first: whole names, then first words, by which people know a town ("Jyväskylän mlk")."""
    by_name: dict[str, list[Row]] = {}
    for row in rows:
        for name in names[row]:
            for form in {name, name.partition(" ")[0]}:
                by_name.setdefault(form, []).append(row)
    forms = dict.fromkeys([wanted, wanted.partition(" ")[0]])
    matches = [
        match
        for form in forms
        for match in difflib.get_close_matches(form, by_name, n=limit, cutoff=NEAR_ENOUGH)
    ]
    return [row for match in matches for row in by_name[match]]
