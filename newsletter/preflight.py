"""What must hold before an issue goes: rules as pure functions of one frozen mail. Knows nothing of Django."""

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from html.parser import HTMLParser
from urllib.parse import urlsplit

# Gmail cuts a message above this and hides what follows, the unsubscribe link first.
# Source: the checklist "What every mail must satisfy", after Gmail's clipping at about 102 KB.
MAX_HTML_BYTES = 102_400
SUBJECT_SEEN_ON_A_PHONE = 60
KNOWN_TOKENS = frozenset({"unsubscribe_url", "preferences_url"})
TOKEN = re.compile(r"%%([a-z][a-z0-9_]*)%%")  # as mail.merge reads it


class Severity(Enum):
    ERROR = "error"  # holds the language back
    WARNING = "warning"  # the editor decides


@dataclass(frozen=True, slots=True)
class Facts:
    """One language of an issue as it would be sent."""

    language: str
    subject: str
    preheader: str
    html: str
    text: str
    site_hosts: frozenset[str]  # hosts that images, fonts and styles may come from
    missing_items: tuple[str, ...] = ()  # "source:ref" of chosen items that are not public any more
    items: int = 0
    doubled_items: tuple[str, ...] = ()  # titles of items that stand in the mail more than once


@dataclass(frozen=True, slots=True)
class Finding:
    rule: str
    severity: Severity
    language: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    severity: Severity
    check: Callable[[Facts], Iterator[str]]  # a detail per fault


class _Mail(HTMLParser):
    """What the rules read of the HTML: elements with their attributes, and the words of each link."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.links: list[tuple[str, str]] = []
        self._open_links: list[list[str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        if tag == "a":
            self._open_links.append([attributes.get("href") or "", ""])
        elif tag == "img" and self._open_links:
            self._open_links[-1][1] += attributes.get("alt") or ""

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        if self._open_links:
            self._open_links[-1][1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._open_links:
            href, words = self._open_links.pop()
            self.links.append((href, " ".join(words.split())))


def subject_is_present(facts: Facts) -> Iterator[str]:
    if not facts.subject.strip():
        yield ""


def preheader_is_present(facts: Facts) -> Iterator[str]:
    if not facts.preheader.strip():
        yield ""


def header_is_one_line(facts: Facts) -> Iterator[str]:
    for name, value in (("subject", facts.subject), ("preheader", facts.preheader)):
        if re.search(r"[\x00-\x1f\x7f]", value):
            yield name


def subject_fits_a_phone(facts: Facts) -> Iterator[str]:
    if len(facts.subject) > SUBJECT_SEEN_ON_A_PHONE:
        yield f"{len(facts.subject)} > {SUBJECT_SEEN_ON_A_PHONE}"


def size_is_under_the_clip(facts: Facts) -> Iterator[str]:
    size = len(facts.html.encode())
    if size >= MAX_HTML_BYTES:
        yield f"{size} ≥ {MAX_HTML_BYTES}"


def has_items(facts: Facts) -> Iterator[str]:
    if not facts.items:
        yield ""


def items_are_public(facts: Facts) -> Iterator[str]:
    yield from facts.missing_items


def items_are_there_once(facts: Facts) -> Iterator[str]:
    yield from facts.doubled_items


def images_have_alt(facts: Facts) -> Iterator[str]:
    for tag, attributes in _Mail(facts.html).elements:
        if tag == "img" and attributes.get("alt") is None:
            yield attributes.get("src") or ""


def hosts_are_ours(facts: Facts) -> Iterator[str]:
    for tag, attributes in _Mail(facts.html).elements:
        loaded = attributes.get("src") or (attributes.get("href") if tag == "link" else None)
        host = urlsplit(loaded or "").hostname
        if host and host not in facts.site_hosts:
            yield host


def tokens_are_known(facts: Facts) -> Iterator[str]:
    found = set(TOKEN.findall(facts.html)) | set(TOKEN.findall(facts.text))
    yield from sorted(found - KNOWN_TOKENS)


def one_can_leave(facts: Facts) -> Iterator[str]:
    for name, body in (("html", facts.html), ("text", facts.text)):
        if "%%unsubscribe_url%%" not in body:
            yield name


def links_have_words(facts: Facts) -> Iterator[str]:
    for href, words in _Mail(facts.html).links:
        if not words:
            yield href


def link_words_are_unique(facts: Facts) -> Iterator[str]:
    targets: dict[str, set[str]] = {}
    for href, words in _Mail(facts.html).links:
        targets.setdefault(words.casefold(), set()).add(href)
    yield from sorted(words for words, hrefs in targets.items() if words and len(hrefs) > 1)


def text_has_every_link(facts: Facts) -> Iterator[str]:
    hrefs = {href for href, _words in _Mail(facts.html).links if href.startswith(("http", "%%"))}
    yield from sorted(href for href in hrefs if href not in facts.text)


def language_is_marked(facts: Facts) -> Iterator[str]:
    html = next((attributes for tag, attributes in _Mail(facts.html).elements if tag == "html"), {})
    if html.get("lang") != facts.language:
        yield html.get("lang") or "?"


def headings_are_in_order(facts: Facts) -> Iterator[str]:
    levels = [int(tag[1]) for tag, _attributes in _Mail(facts.html).elements if re.fullmatch(r"h[1-6]", tag)]
    if not levels or levels[0] != 1:
        yield "h1"
    for above, below in itertools.pairwise(levels):
        if below > above + 1:
            yield f"h{above} → h{below}"


RULES: Sequence[Rule] = (
    Rule("subject-present", Severity.ERROR, subject_is_present),
    Rule("preheader-present", Severity.ERROR, preheader_is_present),
    Rule("one-line", Severity.ERROR, header_is_one_line),
    Rule("subject-length", Severity.WARNING, subject_fits_a_phone),
    Rule("size", Severity.ERROR, size_is_under_the_clip),
    Rule("items-present", Severity.WARNING, has_items),
    Rule("items-public", Severity.ERROR, items_are_public),
    Rule("items-once", Severity.WARNING, items_are_there_once),
    Rule("image-alt", Severity.ERROR, images_have_alt),
    Rule("third-party", Severity.ERROR, hosts_are_ours),
    Rule("tokens-known", Severity.ERROR, tokens_are_known),
    Rule("unsubscribe", Severity.ERROR, one_can_leave),
    Rule("link-words", Severity.ERROR, links_have_words),
    Rule("link-words-unique", Severity.WARNING, link_words_are_unique),
    Rule("text-complete", Severity.ERROR, text_has_every_link),
    Rule("language-marked", Severity.ERROR, language_is_marked),
    Rule("heading-order", Severity.WARNING, headings_are_in_order),
)


def check(facts: Facts) -> list[Finding]:
    """Every fault of one mail, errors first, in the order of the rules."""
    findings = [
        Finding(rule.id, rule.severity, facts.language, detail)
        for rule in RULES
        for detail in rule.check(facts)
    ]
    return sorted(findings, key=lambda finding: finding.severity is not Severity.ERROR)
