"""What a text must not hold, and what its author and the moderator should look at.

Identity codes are refused. Telephone numbers, e-mail addresses and likely names of clients are flagged: a person decides.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from deeds.screening.addresses import email_addresses, telephone_numbers
from deeds.screening.identity import identity_codes
from deeds.screening.names import client_names
from deeds.screening.words import KINDS, flag_message, refusal_message

__all__ = ["KINDS", "Flag", "flag_message", "flags", "known_names", "refusal_message", "refusals"]

Texts = Mapping[str, Mapping[str, str]]  # language -> field -> text
Places = Iterator[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Flag:
    """One finding. `start` counts the characters of the field's text; an identity code's `excerpt` hides it."""

    kind: str  # "identity", "phone", "email" or "name"
    language: str
    field: str
    excerpt: str
    start: int

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def refusals(texts: Texts) -> list[Flag]:
    """Identity codes: the texts are not kept while they hold one."""
    return [
        Flag("identity", language, field, masked(text[start:end]), start)
        for language, field, text in _fields(texts)
        for start, end in identity_codes(text)
    ]


def flags(texts: Texts, *, known: Iterable[str] | None = None) -> list[Flag]:
    """Telephone numbers, e-mail addresses and likely names of clients, in the order of the texts.

    `known` are the names of places and organisations; without them the registers are asked.
    """
    names = list(known_names() if known is None else known)
    finders: dict[str, Callable[[str], Places]] = {
        "phone": telephone_numbers,
        "email": email_addresses,
        "name": lambda text: client_names(text, known=names),
    }
    found = [
        Flag(kind, language, field, text[start:end], start)
        for language, field, text in _fields(texts)
        for kind, find in finders.items()
        for start, end in find(text)
    ]
    order = {(language, field): n for n, (language, field, _text) in enumerate(_fields(texts))}
    return sorted(found, key=lambda flag: (order[flag.language, flag.field], flag.start))


def masked(code: str) -> str:
    """The day stays, so that the author finds the place; nobody else learns whose code it was.

    >>> masked("131052-308T")
    '13••••-••••'
    """
    digits = 0
    signs = []
    for char in code:
        digits += char.isalnum()
        signs.append("•" if char.isalnum() and digits > 2 else char)
    return "".join(signs)


def known_names() -> list[str]:
    """The names of places and organisations in the registers, in every language."""
    from registers.models import County, Municipality, Organisation, Region

    found: list[str] = []
    for model in (Municipality, County, Region, Organisation):
        for names in model._default_manager.values_list("name_fi", "name_sv", "name_en"):
            found += names
    return found


def _fields(texts: Texts) -> list[tuple[str, str, str]]:
    return [
        (language, field, text)
        for language, fields in texts.items()
        for field, text in fields.items()
        if isinstance(text, str)
    ]
