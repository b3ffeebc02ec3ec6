"""Numbers that come in from outside, where anybody may have typed anything."""

from collections.abc import Iterable

# So many digits always fit the databases' 64 bits; SQLite raises OverflowError for more.
MOST_DIGITS = 18


def read_number(text: str) -> int | None:
    """A whole number from 0 written in ASCII digits; None for anything else and for what no row could have as its key.

    >>> [read_number(text) for text in ("12", "-1", "²", "9" * 30, "")]
    [12, None, None, None, None]
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


def read_numbers(texts: Iterable[str]) -> list[int]:
    """Those of the texts that are numbers."""
    return [number for text in texts if (number := read_number(text)) is not None]
