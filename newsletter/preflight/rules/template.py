"""The mail's template: it compiles, and nothing stands in the result that mail programs drop or distrust."""

import re
from collections.abc import Iterator

from newsletter.preflight.findings import Fault, Rule, Severity
from newsletter.preflight.mail import Mail

# Gmail cuts a message above this and hides what follows, the unsubscribe link first.
MAX_HTML_BYTES = 102_400
_ACTIVE = {
    "script",
    "form",
    "input",
    "button",
    "select",
    "textarea",
    "iframe",
    "object",
    "embed",
    "audio",
    "video",
}


def language_has_a_text(mail: Mail) -> Iterator[Fault]:
    if not mail.facts.has_text:
        yield Fault()


def template_compiles(mail: Mail) -> Iterator[Fault]:
    if fault := mail.facts.template_fault:
        yield Fault(fault.what, block=fault.block)


def is_under_the_clip(mail: Mail) -> Iterator[Fault]:
    size = len(mail.facts.html.encode())
    if size >= MAX_HTML_BYTES:
        yield Fault(f"{size} ≥ {MAX_HTML_BYTES}")


def holds_only_what_mail_may(mail: Mail) -> Iterator[Fault]:
    for element in mail.page.elements:
        if element.tag in _ACTIVE or element.tag.startswith("mj-"):
            yield Fault(f"<{element.tag}>", element)
        yield from (Fault(name, element) for name in element.attrib if re.fullmatch("on[a-z]+", name))


# Where one of these speaks there is no mail for the others to look at.
FIRST = (
    Rule("text-missing", Severity.WARNING, language_has_a_text, "listmonk #838, #303: one language for all"),
    Rule("template", Severity.ERROR, template_compiles, "MJML 5 reports these; mrml passes them in silence"),
)
RULES = (
    *FIRST,
    Rule("size", Severity.ERROR, is_under_the_clip, "Gmail clips messages above about 102 KB; checklist 5"),
    Rule("active-content", Severity.ERROR, holds_only_what_mail_may, "Gmail's list of supported HTML"),
)
