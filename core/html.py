"""Cleaning of HTML by allow-list (nh3), and of text that no XML or mail may hold."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from html import unescape
from html.parser import HTMLParser
from typing import Any, TypeVar
from urllib.parse import urljoin

import nh3
from django.conf import settings
from wagtail.rich_text import expand_db_html

_INLINE = {"a", "b", "strong", "i", "em", "br", "sup", "sub", "code", "abbr"}
_BLOCKS = {"p", "ul", "ol", "li", "h2", "h3", "h4", "blockquote", "hr"}
_FEED = {
    "img",
    "figure",
    "figcaption",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "caption",
    "dl",
    "dt",
    "dd",
}
_URL_SCHEMES = {"http", "https", "mailto", "tel"}

# What neither XML 1.0 nor a mail may hold: control characters, lone surrogates, and two non-characters.
# And signs that turn the direction of what follows them: readers would see other words than those that are moderated,
# searched and copied. The marks by which text in Arabic or Hebrew is set right (U+200E, U+200F, U+061C) stay.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)

# Letters and a symbol without ink: the fillers of Hangul, the empty pattern of Braille.
_BLANKS = set("\u115f\u1160\u2800\u3164\uffa0")

Words = TypeVar("Words")


@dataclass(frozen=True)
class Profile:
    tags: frozenset[str]
    attributes: dict[str, set[str]]


PROFILES = {
    "rich": Profile(
        frozenset(_INLINE | _BLOCKS), {"a": {"href", "lang", "hreflang"}, "ol": {"start"}, "abbr": {"title"}}
    ),
    "feed": Profile(
        frozenset(_INLINE | _BLOCKS | _FEED),
        {
            "a": {"href", "lang", "hreflang"},
            "img": {"src", "alt", "width", "height"},
            "th": {"scope", "colspan", "rowspan"},
            "td": {"colspan", "rowspan"},
            "ol": {"start"},
        },
    ),
    "mail": Profile(frozenset(_INLINE | _BLOCKS), {"a": {"href", "lang"}, "ol": {"start"}}),
}


def clean_characters(text: str) -> str:
    """The text without characters that break XML, JSON encoders or mail headers or that turn its direction; line ends
    become \\n."""
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def visible(text: str) -> str:
    """The text, or "" where nothing of it can be seen: spaces, and characters without width or ink."""
    return (
        text
        if any(unicodedata.category(sign)[0] not in "CZ" and sign not in _BLANKS for sign in text)
        else ""
    )


def clean_words(value: Words) -> Words:
    """The same value with clean characters: a text, or the texts inside a list, a mapping or a dataclass.

    For services: a NUL or a lone surrogate is refused by the databases with an error that says nothing to anybody, and
    a sign that turns the direction shows "live" where "evil" is written.
    """
    cleaned: Any = value
    if isinstance(value, str):
        cleaned = clean_characters(value)
    elif isinstance(value, (list, tuple)):
        cleaned = type(value)(clean_words(entry) for entry in value)
    elif isinstance(value, dict):
        cleaned = {key: clean_words(entry) for key, entry in value.items()}
    elif is_dataclass(value) and not isinstance(value, type):
        texts = {field.name: clean_words(getattr(value, field.name)) for field in fields(value) if field.init}
        cleaned = replace(value, **texts)
    return cleaned


def absolute_url(address: str) -> str:
    """An address as it must stand outside the site: in mails, feeds and JSON."""
    return urljoin(settings.BASE_URL.rstrip("/") + "/", address)


def _absolute(tag: str, attribute: str, value: str) -> str:
    if attribute in {"href", "src"} and not value.startswith(("#", "mailto:", "tel:")):
        return absolute_url(value)
    return value


def clean(html: str, profile: str) -> str:
    """HTML cut down to a profile: "rich" (the site), "feed" and "mail" (every address absolute)."""
    rules = PROFILES[profile]
    attribute_filter: Callable[[str, str, str], str | None] | None = None if profile == "rich" else _absolute
    return nh3.clean(
        clean_characters(html),
        tags=set(rules.tags),
        attributes=rules.attributes,
        attribute_filter=attribute_filter,
        url_schemes=_URL_SCHEMES,
        link_rel=None,
    )


def expand(source: str, profile: str = "rich") -> str:
    """Wagtail's stored rich text as clean HTML, its page and document references turned into addresses."""
    return clean(expand_db_html(source), profile)


def mail_html(source: str) -> str:
    """Rich text for MJML: absolute addresses, and void elements closed as its XML parser wants them."""
    return re.sub(r"<(br|hr)>", r"<\1 />", expand(source, "mail"))


class _TextWriter(HTMLParser):
    """Writes HTML as plain text: paragraphs apart, list items marked, each link's address after its words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.lists: list[int | None] = []
        self.link: tuple[str, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.link = (dict(attrs).get("href") or "", len(self.parts))
        elif tag in {"ul", "ol"}:
            self.lists.append(1 if tag == "ol" else None)
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append(self._marker())
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "hr":
            self.parts.append("\n\n---\n\n")

    def _marker(self) -> str:
        indent = "\n" + "  " * max(len(self.lists) - 1, 0)
        number = self.lists[-1] if self.lists else None
        if number is None:
            return f"{indent}- "
        self.lists[-1] = number + 1
        return f"{indent}{number}. "

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.link:
            address, start = self.link
            words = "".join(self.parts[start:]).strip()
            if address and address.removeprefix("mailto:") != words:
                self.parts.append(f" <{address}>")
            self.link = None
        elif tag in {"ul", "ol"}:
            self.lists = self.lists[:-1]
            self.parts.append("\n\n")
        elif tag in {"p", "h2", "h3", "h4", "blockquote", "tr", "figcaption"}:
            self.parts.append("\n\n" if not self.lists else "")

    def handle_data(self, data: str) -> None:
        self.parts.append(re.sub(r"\s+", " ", data))


def html_to_text(html: str) -> str:
    """Clean HTML as plain text that keeps every link."""
    writer = _TextWriter()
    writer.feed(html)
    writer.close()
    text = re.sub(r"[ \t]*\n[ \t]*(?![ ]*-|[ ]*\d+\.)", "\n", "".join(writer.parts))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def rich_text_to_text(source: str) -> str:
    """Wagtail's stored rich text as plain text with absolute addresses."""
    return html_to_text(expand(source, "mail"))


def words_of(html: str) -> str:
    """The bare words of HTML, for search, descriptions and reading time."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()
