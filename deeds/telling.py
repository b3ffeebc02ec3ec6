"""A story as plain text and back: paragraphs, and lists whose lines begin with "- ", a link's address after its words.

The text is what versions keep and what a correction's form shows. A story that holds more (pictures, tables, headings,
words in bold, a link inside a sentence) has no such text that leads back to it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from html.parser import HTMLParser
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.html import escape, format_html

from core.validators import web_address

LINE = re.compile(r"- (?P<words>\S.*)")
LINK = re.compile(r"(?P<words>.*\S) <(?P<address>https?://[^\s<>]+)>|(?P<bare>https?://[^\s<>]+)")
WITHIN = {"p": {""}, "ul": {""}, "li": {"ul"}, "a": {"li"}, "br": {"p"}}


def story(text: str) -> list[dict[str, str]]:
    """The text as one block of paragraphs and lists.

    >>> story("Kaksi vaihetta.\\n\\n- KT <https://www.kt.fi/>")[0]["value"]
    '<p>Kaksi vaihetta.</p><ul><li><a href="https://www.kt.fi/">KT</a></li></ul>'
    """
    parts = (part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")))
    html = "".join(_part(part) for part in parts if part)
    return [{"type": "paragraph", "value": html}] if html else []


def _part(text: str) -> str:
    lines = [line.strip() for line in text.split("\n")]
    found = [LINE.fullmatch(line) for line in lines]
    if all(found):
        return f"<ul>{''.join(_item(line['words']) for line in found if line)}</ul>"
    return f"<p>{'<br/>'.join(escape(line) for line in lines)}</p>"


def _item(words: str) -> str:
    link = LINK.fullmatch(words)
    address = str(link["address"] or link["bare"]) if link else ""
    if not link or not _is_public(address):
        return f"<li>{escape(words)}</li>"
    return format_html('<li><a href="{}">{}</a></li>', address, link["words"] or address)


def _is_public(address: str) -> bool:
    try:
        web_address(address)
    except ValidationError:
        return False
    return True


def listed(links: Iterable[Mapping[str, str]]) -> str:
    """Links as the lines of a list."""
    return "\n".join(
        f"- {link['text']} <{link['url']}>" if link.get("text") else f"- {link['url']}"
        for link in links
        if link.get("url")
    )


def is_plain(blocks: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the text of a story leads back to it, so that authors may write in it without losing anything."""
    return all(block["type"] == "paragraph" and _is_plain(block["value"]) for block in blocks)


def _is_plain(html: str) -> bool:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.is_plain


class _Reader(HTMLParser):
    """Follows the tags of a paragraph's HTML, as long as each is where the text form has a place for it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.is_plain = True
        self.item: list[str] = []  # what a list's line holds: "a" or words

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        outer = self.open[-1] if self.open else ""
        names = {name for name, _value in attrs} - {"data-block-key"}
        address = dict(attrs).get("href") or ""
        is_known = outer in WITHIN.get(tag, ()) and names == ({"href"} if tag == "a" else set())
        self.is_plain &= is_known and (tag != "a" or _is_public(address))
        if tag == "li":
            self.item = []
        elif tag == "a":
            self.item.append(tag)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "br":
            return
        self.is_plain &= bool(self.open) and self.open.pop() == tag
        # A link is the whole line: words beside it would become words of the link.
        self.is_plain &= tag != "li" or len(self.item) == 1

    def handle_data(self, data: str) -> None:
        outer = self.open[-1] if self.open else ""
        self.is_plain &= bool(outer) or not data.strip()
        if outer == "li" and data.strip():
            self.item.append("words")
