"""Telephone numbers as they are written in Finland, and e-mail addresses."""

import re
from collections.abc import Iterator

from deeds.screening.plain import is_date, plain

_GAP = r"[ ()/-]{0,3}"
_TELEPHONE = re.compile(
    r"(?<![\d+])(?<!\d[.,-])"
    r"(?:"
    rf"(?:\+|00 ?)(?:358|46|47|45|372|44|49){_GAP}(?:\(0\){_GAP})?"  # with the country's code
    rf"|\(?0(?:4\d|50|[235689]|1[03-9]|2[09]|7[15]|[67]00|800)\)?{_GAP}"  # mobile, area and service numbers
    r")"
    rf"\d(?:{_GAP}\d){{4,9}}"
    r"(?!\d|[.,]\d)"
    r"|(?<!\d)0(?:4\d|50)\.\d{3}\.\d{3,4}(?!\d)"
)
FEWEST_DIGITS = 7
# What begins with a nought and is something else: a business id, an ISSN, a date, a range of times.
_OTHERS = re.compile(r"\d{7}-\d|\d{4}-\d{3}[\dXx]|\d\d ?\d\d ?- ?\d\d ?\d\d")
_DATE = re.compile(r"(\d\d)[-/ ](\d\d)[-/ ](\d{4})")
_ACCOUNT = re.compile(r"\b[A-Z]{2}\d\d(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,3})?\b")

_AT = r"(?:@| ?[\[(] ?(?:at|ät|miukumauku|snabel-a) ?[\])] ?)"
_EMAIL = re.compile(rf"(?<![\w.+-])[\w.+-]*\w{_AT}\w[\w-]*(?:\.\w[\w-]*)+", re.IGNORECASE)


def telephone_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Where likely telephone numbers stand: start, end."""
    found = plain(text)
    accounts = [match.span() for match in _ACCOUNT.finditer(found.text)]
    for match in _TELEPHONE.finditer(found.text):
        inside = any(start <= match.start() < end for start, end in accounts)
        if not inside and _is_telephone(match[0].strip()):
            yield found.place(*match.span())


def _is_telephone(written: str) -> bool:
    digits = sum(char.isdigit() for char in written)
    if digits < FEWEST_DIGITS or _OTHERS.fullmatch(written):
        return False
    day = _DATE.fullmatch(written)
    return day is None or not is_date(*(int(part) for part in day.groups()))


def email_addresses(text: str) -> Iterator[tuple[int, int]]:
    """Where e-mail addresses stand, also with (at): start, end."""
    found = plain(text)
    for match in _EMAIL.finditer(found.text):
        yield found.place(*match.span())
