"""What the compiler leaves undone in its HTML: language on each part of the body, and no foreign host."""

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from urllib.parse import urlsplit

from mail.mjml.components import VOID_TAGS
from mail.mjml.errors import ForbiddenHost

_HTML_TAG = re.compile(r"<html\b[^>]*>")
_VOID = VOID_TAGS | {"meta", "link", "input", "area", "base", "source"}
# Attributes from which a mail program loads by itself; a link that a reader follows is none of these.
_LOADED = {"src", "srcset", "background", "poster", "data"}
_IN_CSS = re.compile(r"""url\(\s*["']?([^"')]*)|@import\s+["']([^"']*)""", re.IGNORECASE)
_CONDITIONAL = re.compile(r"\s*\[if[^\]]*\]>(.*)<!\[endif\]\s*$", re.DOTALL)


def add_language(html: str) -> str:
    """`lang` and `dir` of the html tag on each direct child of body that has none (the preheader's div)."""
    root = _HTML_TAG.search(html)
    wanted = dict(re.findall(r'\b(lang|dir)="([^"]*)"', root[0])) if root else {}
    finder = _BodyChildren(html)
    for position, present in reversed(finder.found):
        missing = "".join(f' {name}="{value}"' for name, value in wanted.items() if name not in present)
        html = html[:position] + missing + html[position:]
    return html


class _BodyChildren(HTMLParser):
    """Finds where the attributes of each direct child of body can be added."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[int, set[str]]] = []
        self._depth = -1  # below body
        self._line_starts = [0, *(match.end() for match in re.finditer("\n", html))]
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body":
            self._depth = 0
            return
        if self._depth == 0:
            line, column = self.getpos()
            start = self._line_starts[line - 1] + column
            self.found.append((start + 1 + len(tag), {name for name, _value in attrs}))
        if self._depth >= 0 and tag not in _VOID:
            self._depth += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass  # a closed tag has no text, so no language either

    def handle_endtag(self, tag: str) -> None:
        if self._depth > 0 and tag not in _VOID:
            self._depth -= 1


def check_hosts(html: str, *, allowed: Iterable[str]) -> None:
    """Raises ForbiddenHost for the first thing that a reader's program would load from elsewhere."""
    hosts = {host.lower() for host in allowed}
    for address in _Loaded(html).addresses:
        try:
            parts = urlsplit(address)
        except ValueError:  # a program may read it otherwise
            raise ForbiddenHost(host=address, address=address) from None
        if parts.netloc and (parts.hostname or "").lower() not in hosts:
            raise ForbiddenHost(host=parts.netloc, address=address)


class _Loaded(HTMLParser):
    """The addresses that opening the mail loads. Words about addresses are text and load nothing."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self._in_style = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_style = tag == "style"
        for name, value in attrs:
            if name in _LOADED or (tag == "link" and name == "href"):
                self._add(value or "")
            elif name == "style":
                self._read_css(value or "")

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self._read_css(data)

    def handle_endtag(self, tag: str) -> None:
        self._in_style = False

    def handle_comment(self, data: str) -> None:
        if match := _CONDITIONAL.match(data):  # Outlook reads what stands in these
            self.addresses += _Loaded(match[1]).addresses

    def _add(self, value: str) -> None:
        # srcset lists several addresses, each followed by a width.
        self.addresses += [part.strip().split(" ")[0] for part in value.split(", ") if part.strip()]

    def _read_css(self, css: str) -> None:
        for address, imported in _IN_CSS.findall(css):
            self._add(address or imported)
