"""Finnish personal identity codes in a text, however they are written.

ddmmyy, a sign of the century, an individual number and a check character: "131052-308T". Since 2023 each century has
several signs. Numbers from 900 up are temporary codes; they point to a person of flesh and blood just as well.
Source: Act 661/2009 on the population information system, section 11, and decree 128/2010 as changed by 690/2022.
"""

import re
from collections.abc import Iterator

from deeds.screening.plain import Plain, is_date, plain

CENTURIES = {"+": 1800, **dict.fromkeys("-YXWVU", 1900), **dict.fromkeys("ABCDEF", 2000)}
CHECK_CHARACTERS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
LOWEST_NUMBER = 2

# A lookahead, so that codes are found that begin inside what only looked like another's beginning.
_CODE = re.compile(
    r"(?<!\d)(?=(?P<code>"
    r"(?P<day>\d ?\d) ?[./]? ?(?P<month>\d ?\d) ?[./]? ?(?P<year>\d ?\d)"
    rf" ?(?P<sign>[{re.escape(''.join(CENTURIES))}]?) ?"
    rf"(?P<number>\d ?\d ?\d)(?P<gap> ?)(?P<check>[{CHECK_CHARACTERS}])"
    r")(?P<after>.?))"
)
# A telephone number's own shape: all digits, three and three before the dash. One in 31 would pass the check.
_TELEPHONE = re.compile(r"\d{3} \d{3} ?- ?\d{3} ?\d")


def identity_codes(text: str) -> Iterator[tuple[int, int]]:
    """Where valid codes stand in a text: start, end."""
    found = plain(text)
    upper = Plain("".join(_upper(sign) for sign in found.text), found.places)
    last = -1
    for match in _CODE.finditer(upper.text):
        if match.start() >= last and _is_code(match):
            last = match.end("code")
            yield upper.place(match.start("code"), last)


def _upper(sign: str) -> str:
    upper = sign.upper()
    return upper if len(upper) == 1 else sign  # ß


def _is_code(match: re.Match[str]) -> bool:
    day, month, year, number = (_number(match[part]) for part in ("day", "month", "year", "number"))
    sign, check = match["sign"], match["check"]
    if number < LOWEST_NUMBER or _ends_inside_a_word(match) or _TELEPHONE.fullmatch(match["code"]):
        return False
    if not sign and (check.isdigit() or " " in match["code"]):
        return False  # without a sign it must at least be written in one piece, and end in a letter
    # Without a sign the century is open; 2000 was a leap year, and so is allowed more.
    if not is_date(day, month, CENTURIES.get(sign, 2000) + year):
        return False
    rest = int(f"{day:02}{month:02}{year:02}{number:03}") % len(CHECK_CHARACTERS)
    return CHECK_CHARACTERS[rest] == check


def _number(digits: str) -> int:
    return int(digits.replace(" ", ""))


def _ends_inside_a_word(match: re.Match[str]) -> bool:
    """Whether the check character only begins a longer number, or a word of its own."""
    check, after = match["check"], match["after"]
    if check.isdigit():
        return after.isdigit()
    return bool(match["gap"]) and after.isalnum()
