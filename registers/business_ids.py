"""The business ID (Y-tunnus, FO-nummer): seven digits, a hyphen, a check digit. Pure: knows no register."""

import re

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2)
_SHAPE = re.compile(r"([0-9]{6,7})\s*[-–]?\s*([0-9])")


def normal_business_id(text: str) -> str | None:
    """The ID as it is written officially, or None where the digits are not one.

    Old IDs of six digits take a leading zero. The check digit is 11 − (Σ weight·digit mod 11), 0 where the
    remainder is 0; a remainder of 1 is never given out.
    Source: the Finnish Tax Administration's description of the business ID.

    >>> normal_business_id("0123456-2"), normal_business_id("123456-2"), normal_business_id(" 12345671 ")
    ('0123456-2', '0123456-2', '1234567-1')
    >>> normal_business_id("1234567-2") is None
    True
    """
    found = _SHAPE.fullmatch(text.strip())
    if found is None:
        return None
    digits, check = found[1].zfill(7), int(found[2])
    rest = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11
    is_right = rest != 1 and check == (11 - rest) % 11
    return f"{digits}-{check}" if is_right else None
