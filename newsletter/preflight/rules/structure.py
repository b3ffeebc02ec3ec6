"""Structure: headings, tables, and words that were to be replaced."""

import itertools
import re
from collections.abc import Iterator

from newsletter.preflight.findings import Fault, Rule, Severity
from newsletter.preflight.mail import Mail

_PLACEHOLDER = re.compile(r"(?i:lorem ipsum)|\bTODO\b|\bTBD\b|\bXXX\b|\[[^\]]*(?:tähän|här|here)\]")


def headings_are_in_order(mail: Mail) -> Iterator[Fault]:
    headings = mail.page.headings
    if not headings or headings[0][0] != 1:
        yield Fault("h1", headings[0][1] if headings else None)
    for (above, _before), (below, element) in itertools.pairwise(headings):
        if below > above + 1:
            yield Fault(f"h{above} → h{below}", element)


def one_heading_is_the_first(mail: Mail) -> Iterator[Fault]:
    firsts = [element for level, element in mail.page.headings if level == 1]
    yield from (Fault(" ".join(element.text_content().split()), element) for element in firsts[1:])


def headings_have_words(mail: Mail) -> Iterator[Fault]:
    for level, element in mail.page.headings:
        if not element.text_content().strip():
            yield Fault(f"h{level}", element)


def layout_tables_say_so(mail: Mail) -> Iterator[Fault]:
    for table in mail.page.named("table"):
        if table.get("role") not in {"presentation", "none"} and next(table.iter("th"), None) is None:
            yield Fault("<table>", table)


def nothing_waits_to_be_written(mail: Mail) -> Iterator[Fault]:
    for name in ("subject", "preheader"):
        if match := _PLACEHOLDER.search(getattr(mail.facts, name)):
            yield Fault(match[0])
    for element, words in mail.page.speaking:
        if match := _PLACEHOLDER.search(words):
            yield Fault(match[0], element)


RULES = (
    Rule("heading-order", Severity.WARNING, headings_are_in_order, "WCAG 2.2, 1.3.1"),
    Rule("heading-first", Severity.WARNING, one_heading_is_the_first, "WCAG 2.2, 1.3.1"),
    Rule("heading-words", Severity.WARNING, headings_have_words, "WCAG 2.2, 2.4.6"),
    Rule(
        "table-role", Severity.WARNING, layout_tables_say_so, "WAI-ARIA 1.2, role presentation; checklist 2"
    ),
    Rule(
        "unfinished",
        Severity.WARNING,
        nothing_waits_to_be_written,
        "checklist 11; wagtail-newsletter sends what it could not save",
    ),
)
