"""Links: they have words of their own, and lead somewhere that answers."""

import ipaddress
from collections.abc import Iterator
from urllib.parse import urlsplit

from newsletter.preflight.facts import LinkState
from newsletter.preflight.findings import Answer, Fault, Rule, Severity, Unchecked
from newsletter.preflight.mail import Mail
from newsletter.preflight.page import Link, host_of

_SCHEMES = {"http", "https", "mailto", "tel"}
# What says nothing about where a link leads, in our three languages.
_VAGUE = frozenset(
    [
        "click here",
        "here",
        "read more",
        "more",
        "link",
        "this link",
        "learn more",
        "see more",
        "klikkaa tästä",
        "tästä",
        "täältä",
        "tässä",
        "lue lisää",
        "lisää",
        "linkki",
        "tästä linkistä",
        "katso lisää",
        "klicka här",
        "här",
        "läs mer",
        "mer",
        "länk",
        "länken",
        "den här länken",
        "se mer",
    ]
)


def links_have_words(mail: Mail) -> Iterator[Fault]:
    for link in mail.page.links:
        if not link.words:
            yield Fault(link.href, link.element)


def link_words_are_unique(mail: Mail) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for link in mail.page.links:
        words = link.words.casefold()
        if words and first.setdefault(words, link.href) != link.href:
            yield Fault(link.words, link.element)


def link_words_say_where(mail: Mail) -> Iterator[Fault]:
    for link in mail.page.links:
        if link.words.casefold().strip(" .:!›»→") in _VAGUE:
            yield Fault(link.words, link.element)


def links_are_whole(mail: Mail) -> Iterator[Fault]:
    for link in mail.page.links:
        if not _is_whole(link.href, mail.facts.site_hosts):
            yield Fault(link.href or "href", link.element)


def _is_whole(href: str, own_hosts: frozenset[str]) -> bool:
    if href.startswith("%%"):
        return True
    try:
        parts = urlsplit(href)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme not in _SCHEMES or any(sign.isspace() for sign in href):
        return False
    return parts.scheme in {"mailto", "tel"} or host in own_hosts or ("." in host and not _is_inside(host))


def _is_inside(host: str) -> bool:
    """Whether only machines of one network know this host."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host.endswith((".local", ".localhost", ".internal", ".lan"))


def links_are_encrypted(mail: Mail) -> Iterator[Fault]:
    for link in mail.page.links:
        if link.href.startswith("http:") and host_of(link.href) not in mail.facts.site_hosts:
            yield Fault(link.href, link.element)


def links_answer(mail: Mail) -> Iterator[Answer]:
    for link in _leading(mail):
        answer = mail.facts.links.get(link.href) if mail.facts.links is not None else None
        if answer is None:
            yield Unchecked(link.href, link.element)
        elif answer.state is LinkState.GONE:
            yield Fault(f"{link.href}: {answer.detail}", link.element)
        elif answer.state is LinkState.UNKNOWN:
            yield Unchecked(f"{link.href}: {answer.detail}", link.element)


def links_lead_to_no_draft(mail: Mail) -> Iterator[Fault]:
    for link in _leading(mail):
        answer = (mail.facts.links or {}).get(link.href)
        if answer is not None and answer.state is LinkState.DRAFT:
            yield Fault(f"{answer.detail}: {link.href}", link.element)


def links_are_nobody_s_own(mail: Mail) -> Iterator[Fault]:
    for link in _leading(mail):
        answer = (mail.facts.links or {}).get(link.href)
        if answer is not None and answer.state is LinkState.PERSONAL:
            yield Fault(link.words or link.href, link.element)


def _leading(mail: Mail) -> Iterator[Link]:
    """Links into the web that are the same for everyone."""
    for link in mail.page.links:
        if link.href.startswith(("http:", "https:")) and "%%" not in link.href:
            yield link


RULES = (
    Rule("link-words", Severity.ERROR, links_have_words, "WCAG 2.2, 2.4.4"),
    Rule("link-words-unique", Severity.WARNING, link_words_are_unique, "WCAG 2.2, 2.4.9"),
    Rule("link-words-vague", Severity.WARNING, link_words_say_where, "WCAG 2.2, 2.4.4"),
    Rule(
        "link-form",
        Severity.ERROR,
        links_are_whole,
        "RFC 3986, 4.2: in a mail a relative address leads nowhere",
    ),
    Rule("link-encrypted", Severity.WARNING, links_are_encrypted, "RFC 9325: web traffic is encrypted"),
    Rule("link-answers", Severity.ERROR, links_answer, "RFC 9110, 15.5.5: 404 and 410"),
    Rule("link-draft", Severity.ERROR, links_lead_to_no_draft, "RFC 9110, 15.5.5; checklist 11"),
    Rule("link-personal", Severity.ERROR, links_are_nobody_s_own, "RFC 8058, 6: whoever has the link leaves"),
)
