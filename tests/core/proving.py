"""What a browser does with a form's challenge, in Python."""

import hashlib
from itertools import count

from core.proof import leading_zero_bits


def solve(challenge: str, bits: int) -> str:
    for number in count():
        if leading_zero_bits(hashlib.sha256(f"{challenge}:{number}".encode()).digest()) >= bits:
            return str(number)
    raise AssertionError  # count() never ends
