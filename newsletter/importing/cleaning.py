"""Addresses and values as people keep them in tables. Pure."""

import re

from core.cells import FORMULA_SIGNS, GUARD

INVISIBLE = dict.fromkeys(
    map(ord, "\ufeff\u200b\u200c\u200d\u2060\u00ad")
)  # of copying from a page or a letter
WITH_NAME = re.compile(r"<([^<>]*)>\s*$")
MAILTO = "mailto:"


def clean(text: str) -> str:
    """
    >>> clean("\ufeff\u00a0fi\u200b ")
    'fi'
    """
    return text.translate(INVISIBLE).replace("\u00a0", " ").strip()


def folded(text: str) -> str:
    """By what values are compared.

    >>> folded("  Sosiaali-  ja\u00a0TERVEYSALA ")
    'sosiaali- ja terveysala'
    """
    return " ".join(clean(text).casefold().split())


def address_in(text: str) -> str:
    """The address of a cell, however it was copied there.

    >>> address_in("Ada Öberg <ada@example.org>"), address_in("mailto:ada@example.org?subject=Hei")
    ('ada@example.org', 'ada@example.org')
    >>> address_in("'+ada@example.org"), address_in(" ada@example.org; ")
    ('+ada@example.org', 'ada@example.org')
    """
    address = _unwrapped(text)
    while (
        inner := _unwrapped(address)
    ) != address:  # wrappings stand in each other: "<mailto:ada@example.org;>"
        address = inner
    return address


def _unwrapped(text: str) -> str:
    address = clean(text)
    if address.startswith(GUARD) and address[1:].startswith(FORMULA_SIGNS):
        address = address[1:]
    if found := WITH_NAME.search(address):
        address = found[1].strip()
    if address.lower().startswith(MAILTO):
        address = address[len(MAILTO) :].partition("?")[0]
    return address.strip().rstrip(";,")
