"""Languages: marked where they are, and none forgotten."""

from collections.abc import Iterator

from newsletter.preflight.findings import Fault, Rule, Severity
from newsletter.preflight.mail import Mail
from newsletter.preflight.page import words_of


def html_is_marked(mail: Mail) -> Iterator[Fault]:
    found = mail.page.root.get("lang") or "?"
    if found != mail.facts.language:
        yield Fault(found)


def parts_are_marked(mail: Mail) -> Iterator[Fault]:
    for child in mail.page.body if mail.page.body is not None else ():
        if isinstance(child.tag, str) and words_of(child.text_content()):
            for name in ("lang", "dir"):
                if not child.get(name):
                    yield Fault(f"<{child.tag}>: {name}", child)


def items_are_marked(mail: Mail) -> Iterator[Fault]:
    languages = {words_of(item.title): item.language for item in mail.facts.shown_items}
    for element, words in mail.page.speaking:
        language = languages.get(words)
        if language and mail.page.language_of(element) != language:
            yield Fault(f"{words}: {language}", element)


def blocks_are_translated(mail: Mail) -> Iterator[Fault]:
    for block in mail.facts.untranslated:
        yield Fault(block.name, block=block.block)


RULES = (
    Rule("language-marked", Severity.ERROR, html_is_marked, "WCAG 2.2, 3.1.1"),
    Rule(
        "language-parts",
        Severity.ERROR,
        parts_are_marked,
        "Gmail and Outlook drop the html element and its lang",
    ),
    Rule("item-language", Severity.ERROR, items_are_marked, "WCAG 2.2, 3.1.2"),
    Rule("translation", Severity.WARNING, blocks_are_translated, "listmonk #838, #303: one language for all"),
)
