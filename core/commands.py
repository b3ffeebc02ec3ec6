"""Arguments of management commands."""

import argparse

from core.numbers import read_number


def whole_number(text: str) -> int:
    """An argument that is a number from 0; anything else is refused by name before the command begins."""
    number = read_number(text)
    if number is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 0")
    return number
