"""How it looks: contrast in the light and in the dark, size of text, links that are seen as such."""

from collections.abc import Iterator

from newsletter.preflight.cascade import Look, Style
from newsletter.preflight.colours import contrast
from newsletter.preflight.findings import Answer, Fault, Rule, Severity, Unchecked
from newsletter.preflight.mail import Mail

CONTRAST, CONTRAST_OF_LARGE_TEXT = 4.5, 3.0
SMALLEST_TEXT = 16.0  # pixels
_PROSE = {"p", "li", "td", "blockquote"}


def reads_in_the_light(mail: Mail) -> Iterator[Answer]:
    yield from _contrasts(mail, mail.light)


def reads_in_the_dark(mail: Mail) -> Iterator[Answer]:
    if any("prefers-color-scheme: dark" in _spaced(rule) for rule in mail.styles.at_rules):
        yield from _contrasts(mail, mail.dark)


def brings_its_own_dark(mail: Mail) -> Iterator[Answer]:
    if not any("prefers-color-scheme: dark" in _spaced(rule) for rule in mail.styles.at_rules):
        yield Fault("prefers-color-scheme: dark")
    declared = (rule.declarations for rule in mail.styles.rules)
    if not any(each.name == "color-scheme" for declarations in declared for each in declarations):
        yield Fault("color-scheme: light dark")


def _spaced(at_rule: str) -> str:
    return at_rule.lower().replace(":", ": ").replace(":  ", ": ")


def _contrasts(mail: Mail, look: Look) -> Iterator[Answer]:
    for selector in look.unread():
        yield Unchecked(selector)
    for element, words in mail.page.speaking:
        style = look.of(element)
        if style.hidden or not any(map(str.isalnum, words)):
            continue
        if style.ink is None or style.paper is None:
            yield Unchecked(f"{words[:40]}: {style.doubt}", element)
        elif (found := contrast(style.ink.over(style.paper), style.paper)) < _needed(style):
            colours = f"{style.ink} / {style.paper}"
            yield Fault(f"{words[:40]}: {colours}, {found:.2f} < {_needed(style):.1f}", element)


def _needed(style: Style) -> float:
    return CONTRAST_OF_LARGE_TEXT if style.is_large else CONTRAST


def text_is_large_enough(mail: Mail) -> Iterator[Fault]:
    for element, words in mail.page.speaking:
        style = mail.light.of(element)
        if not style.hidden and style.size < SMALLEST_TEXT and any(map(str.isalnum, words)):
            yield Fault(f"{words[:40]}: {style.size:g} px < {SMALLEST_TEXT:g} px", element)


def links_in_prose_are_underlined(mail: Mail) -> Iterator[Fault]:
    for link in mail.page.links:
        above = link.element.getparent()
        is_in_prose = above is not None and above.tag in _PROSE and _has_more_words(above, link.words)
        if is_in_prose and not mail.light.of(link.element).underlined:
            yield Fault(link.words, link.element)


def _has_more_words(element: object, words: str) -> bool:
    return len(" ".join(element.text_content().split())) > len(words) + 1  # type: ignore[attr-defined]  # lxml


RULES = (
    Rule("contrast", Severity.ERROR, reads_in_the_light, "WCAG 2.2, 1.4.3; Finnish act 306/2019"),
    Rule("contrast-dark", Severity.ERROR, reads_in_the_dark, "WCAG 2.2, 1.4.3; Finnish act 306/2019"),
    Rule(
        "dark",
        Severity.WARNING,
        brings_its_own_dark,
        "Gmail and Outlook turn colours by themselves otherwise",
    ),
    Rule(
        "text-size",
        Severity.WARNING,
        text_is_large_enough,
        "WCAG 2.2, 1.4.4; iPhones enlarge what is below 13 px",
    ),
    Rule(
        "link-underlined", Severity.WARNING, links_in_prose_are_underlined, "WCAG 2.2, 1.4.1 (technique F73)"
    ),
)
