"""Text that every format can carry: XML forbids most control characters, JSON in UTF-8 forbids lone surrogates."""

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

# XML 1.0, production 2 (Char), turned round. A surrogate half stands for a lost letter, so it leaves a mark.
_SURROGATES = re.compile("[\ud800-\udfff]")
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Anything = TypeVar("Anything")


def clean_text(text: str) -> str:
    """
    >>> clean_text("ty\\x00ö \\ud83d!")
    'työ \ufffd!'
    """
    return _FORBIDDEN.sub("", _SURROGATES.sub("\ufffd", text))


def one_line(text: str) -> str:
    """For titles: no line breaks, no space at the ends (PSP-1 rule P3)."""
    return " ".join(clean_text(text).split())


def clean(value: Anything) -> Anything:
    """The same value with clean text, through tuples and dataclasses."""
    cleaned: Any = value
    if isinstance(value, str):
        cleaned = clean_text(value)
    elif isinstance(value, tuple):
        cleaned = tuple(clean(entry) for entry in value)
    elif is_dataclass(value) and not isinstance(value, type):
        cleaned = replace(value, **{field.name: clean(getattr(value, field.name)) for field in fields(value)})
    return cleaned


def cdata_safe(html: str) -> str:
    """HTML whose text cannot end a CDATA section early; a browser reads it the same."""
    return html.replace("]]>", "]]&gt;")
