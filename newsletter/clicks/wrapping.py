"""The links of a finished mail, and putting other addresses in their place. Pure: knows nothing of Django."""

import re
from collections.abc import Mapping
from html import escape, unescape
from html.parser import HTMLParser

# An <a> of compiled HTML, where attributes stand in double quotes.
HREF = re.compile(r"(<a\b[^>]*?\shref=\")([^\"]*)(\")", re.IGNORECASE)
# In the text part an address ends where the next word begins; what closes the sentence is no part of it.
ADDRESS = re.compile(r"https?://[^\s<>\"]+")
CLOSING = ".,;:!?)]}»”’'"


class _Links(HTMLParser):
    """Each address in the order of the mail, with the first words that lead to it, and those of its first picture."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: dict[str, str] = {}
        self.pictures: dict[str, str] = {}
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "a":
            self._open.append(attributes.get("href") or "")
            self.words.setdefault(self._open[-1], "")
        elif tag == "img" and self._open:
            self.pictures.setdefault(self._open[-1], attributes.get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and not self.words[self._open[-1]]:
            self.words[self._open[-1]] = " ".join(data.split())


def links_of(html: str) -> dict[str, str]:
    """Address → words of every link that leads to a page; merge tokens, mail addresses and the like are none.

    Where a picture and words lead to one address, the words name it.

    >>> links_of('<a href="https://a.example/?x=1&amp;y=2"> Teko  1 </a><a href="%%unsubscribe_url%%">Lopeta</a>')
    {'https://a.example/?x=1&y=2': 'Teko 1'}
    """
    reader = _Links()
    reader.feed(html)
    return {
        href: words or reader.pictures.get(href, "")
        for href, words in reader.words.items()
        if re.match("https?://", href)
    }


def with_addresses(html: str, text: str, addresses: Mapping[str, str]) -> tuple[str, str]:
    """Both parts of a mail with other addresses in place of those named; everything else stays byte for byte.

    >>> with_addresses('<a href="https://a.example/">A</a>', "A: https://a.example/.", {"https://a.example/": "https://b.example/1/"})
    ('<a href="https://b.example/1/">A</a>', 'A: https://b.example/1/.')
    """

    def in_html(match: re.Match[str]) -> str:
        other = addresses.get(unescape(match[2]))
        return match[0] if other is None else f"{match[1]}{escape(other)}{match[3]}"

    def in_text(match: re.Match[str]) -> str:
        url, rest = match[0], ""
        while url not in addresses and url[-1:] and url[-1] in CLOSING:
            url, rest = url[:-1], url[-1] + rest
        return addresses.get(url, url) + rest

    return HREF.sub(in_html, html), ADDRESS.sub(in_text, text)
