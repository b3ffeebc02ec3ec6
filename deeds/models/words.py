"""Words that editors write in up to three languages, in columns of one row."""

from typing import Any, NamedTuple

from django.db import models

LANGUAGES = ("fi", "sv", "en")


class Words(NamedTuple):
    """A text and the language that it is in, which is another than the one asked for where that is empty."""

    text: str
    language: str


def columns_of(row: models.Model, *names: str) -> dict[str, str]:
    """The texts of a row by column, in every language."""
    columns = (f"{name}_{code}" for name in names for code in LANGUAGES)
    return {column: getattr(row, column) for column in columns}


def words_in(row: models.Model, name: str, language: str) -> Words:
    """`name_sv` for Swedish; else the first of the other languages that has any."""
    for code in (language[:2], *LANGUAGES):
        text: Any = getattr(row, f"{name}_{code}", "")
        if text:
            return Words(text, code)
    return Words("", language)
