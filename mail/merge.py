"""Merge tokens `%%name%%`: the only thing in which the recipients of one message differ."""

import re
from collections.abc import Iterable, Mapping
from html import escape

from mail.errors import MissingToken
from mail.text import clean_text

TOKEN = re.compile(r"%%([a-z][a-z0-9_]*)%%")


def token_names(*texts: str) -> set[str]:
    return {name for text in texts for name in TOKEN.findall(text)}


def require_values(needed: Iterable[str], values: Mapping[str, str]) -> None:
    """Raises MissingToken if a needed name has no value."""
    if missing := set(needed) - values.keys():
        raise MissingToken(names=missing)


def split_at_tokens(text: str) -> tuple[list[str], list[str]]:
    """Literal pieces and the token names between them; always one more piece than names.

    >>> split_at_tokens("Hei %%name%%!")
    (['Hei ', '!'], ['name'])
    """
    parts = TOKEN.split(text)
    return parts[::2], parts[1::2]


def literal_text(text: str) -> str:
    """People's own words for the text part: what looks like a token in them is broken up and stays text."""
    return text.replace("%%", "%\u2060%")


def literal_html(html: str) -> str:
    """People's own words for the HTML part, already escaped: what looks like a token stays what it is."""
    return html.replace("%%", "%&#37;")


def html_value(value: str) -> str:
    """A merge value for HTML: it can close neither an element nor a quoted attribute."""
    return escape(clean_text(value), quote=True)
