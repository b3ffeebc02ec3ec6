"""The chosen items, and that the plain text says all that the HTML says."""

from collections.abc import Iterator

from newsletter.preflight.findings import Fault, Rule, Severity
from newsletter.preflight.mail import Mail
from newsletter.preflight.page import plain_words


def has_items(mail: Mail) -> Iterator[Fault]:
    if not mail.facts.items:
        yield Fault()


def items_are_public(mail: Mail) -> Iterator[Fault]:
    yield from map(Fault, mail.facts.missing_items)


def items_are_there_once(mail: Mail) -> Iterator[Fault]:
    yield from map(Fault, mail.facts.doubled_items)


def text_has_every_link(mail: Mail) -> Iterator[Fault]:
    for link in mail.page.links:
        if link.href.startswith(("http", "%%")) and link.href not in mail.facts.text:
            yield Fault(link.href, link.element)


def text_has_every_heading(mail: Mail) -> Iterator[Fault]:
    text = plain_words(mail.facts.text).casefold()
    for _level, heading in mail.page.headings:
        words = plain_words(heading.text_content())
        if words and words.casefold() not in text:
            yield Fault(words, heading)


RULES = (
    Rule("items-present", Severity.WARNING, has_items, "checklist 11"),
    Rule("items-public", Severity.ERROR, items_are_public, "GDPR, article 17; checklist 11"),
    Rule("items-once", Severity.WARNING, items_are_there_once, "checklist 11"),
    Rule(
        "text-complete",
        Severity.ERROR,
        text_has_every_link,
        "Keila's text part has no links; RFC 2046, 5.1.4",
    ),
    Rule("text-words", Severity.ERROR, text_has_every_heading, "RFC 2046, 5.1.4: the parts say the same"),
)
