"""The HTML of a mail as a tree, with what many rules ask of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from lxml import etree
from lxml import html as lxml_html

_BLOCK = re.compile(r"(?:^|\s)b-([0-9a-f]{8})(?:\s|$)")
_CONDITIONAL = re.compile(r"\s*\[if[^\]]*\]>(.*)<!\[endif\]\s*$", re.DOTALL)
_SILENT = {"style", "script", "title", "head"}
Element = Any  # of lxml, which carries no types


@dataclass(frozen=True, slots=True)
class Link:
    href: str
    words: str  # what is read aloud: its text and the alternative texts of its pictures
    element: Element


def words_of(text: str) -> str:
    """Words with one space between them."""
    return " ".join(text.split())


def plain_words(text: str) -> str:
    """The words of a text part: where people wrote what looks like a token it holds a sign without width."""
    return words_of(re.sub("[\u2060\u00ad]", "", text))


def parse(html: str) -> "Page":
    """A tree of whatever comes; of nothing, or of closing tags alone, an empty one."""
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        return Page(lxml_html.document_fromstring(html.encode(), parser=parser))
    except etree.ParserError:
        return Page(lxml_html.document_fromstring("<html></html>"))


class Page:
    def __init__(self, root: Element) -> None:
        self.root = root

    @cached_property
    def elements(self) -> list[Element]:
        """Every element, in the order of reading; comments are none."""
        return [element for element in self.root.iter() if isinstance(element.tag, str)]

    @cached_property
    def comments(self) -> list[str]:
        """The contents of comments that Outlook reads as HTML."""
        found = (_CONDITIONAL.match(comment.text or "") for comment in self.root.iter(etree.Comment))
        return [match[1] for match in found if match]

    def named(self, *tags: str) -> Iterator[Element]:
        return (element for element in self.elements if element.tag in tags)

    @cached_property
    def body(self) -> Element | None:
        return next(self.named("body"), None)

    @cached_property
    def style_sheets(self) -> list[tuple[str, str]]:
        """(media, css) of each style element."""
        return [(element.get("media", ""), element.text or "") for element in self.named("style")]

    @cached_property
    def links(self) -> list[Link]:
        return [Link(a.get("href", ""), _spoken(a), a) for a in self.named("a") if a.get("href") is not None]

    @cached_property
    def headings(self) -> list[tuple[int, Element]]:
        return [(int(heading.tag[1]), heading) for heading in self.named("h1", "h2", "h3", "h4", "h5", "h6")]

    @cached_property
    def speaking(self) -> list[tuple[Element, str]]:
        """Elements with words of their own (not those of elements in them), and the words."""
        return [
            (element, words)
            for element in self.elements
            if element.tag not in _SILENT and (words := words_of(" ".join(_own_texts(element))))
        ]

    @cached_property
    def text(self) -> str:
        return words_of(" ".join(words for _element, words in self.speaking))

    def block_of(self, element: Element) -> str:
        """The block that an element stands in: eight signs of its id, or "" outside all blocks."""
        while element is not None:
            if match := _BLOCK.search(element.get("class") or ""):
                return match[1]
            element = element.getparent()
        return ""

    def language_of(self, element: Element) -> str:
        while element is not None:
            if language := element.get("lang"):
                return str(language)
            element = element.getparent()
        return ""


def host_of(address: str) -> str:
    """In lower case; "" where the address names none, and the whole address where none can be read."""
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return address


def _own_texts(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        yield child.tail or ""


def _spoken(element: Element) -> str:
    parts = [element.text or ""]
    for child in element.iterdescendants():
        if isinstance(child.tag, str):
            parts.append(child.get("alt") or "" if child.tag == "img" else child.text or "")
        parts.append(child.tail or "")
    return words_of("".join(parts) if len(parts) == 1 else " ".join(parts))
