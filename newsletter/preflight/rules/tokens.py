"""Placeholders: the personal ones are known, and none of another program is left."""

import re
from collections.abc import Iterator

from newsletter.preflight.findings import Fault, Rule, Severity
from newsletter.preflight.mail import Mail

KNOWN_TOKENS = frozenset({"unsubscribe_url", "preferences_url"})
_TOKEN = re.compile(r"%%([a-z][a-z0-9_]*)%%")  # as mail.merge reads it
# As Django, Mailchimp, Liquid, Brevo and others write them.
_FOREIGN = re.compile(r"\{\{[^{}]*\}\}|\{%[^{}]*%\}|\*\|[^|]*\|\*|\[%[^\]]*%\]|\$\{[^{}]*\}|<%[^%]*%>")


def tokens_are_known(mail: Mail) -> Iterator[Fault]:
    found = set(_TOKEN.findall(mail.facts.html)) | set(_TOKEN.findall(mail.facts.text))
    yield from map(Fault, sorted(found - KNOWN_TOKENS))


def head_has_no_token(mail: Mail) -> Iterator[Fault]:
    for value in (mail.facts.subject, mail.facts.preheader):
        for match in (*_TOKEN.finditer(value), *_FOREIGN.finditer(value)):
            yield Fault(match[0])


def no_token_of_others(mail: Mail) -> Iterator[Fault]:
    for element, words in mail.page.speaking:
        yield from (Fault(found, element) for found in _FOREIGN.findall(words))
    for link in mail.page.links:
        yield from (Fault(found, link.element) for found in _FOREIGN.findall(link.href))


RULES = (
    Rule("tokens-known", Severity.ERROR, tokens_are_known, "checklist 11"),
    Rule("tokens-head", Severity.WARNING, head_has_no_token, "checklist 11"),
    Rule("tokens-foreign", Severity.WARNING, no_token_of_others, "checklist 11"),
)
