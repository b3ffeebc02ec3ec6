"""What large mail programs don't show, by the data of Can I email."""

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from newsletter.preflight.features import features_used
from newsletter.preflight.findings import Fault, Rule, Severity
from newsletter.preflight.mail import Mail

DATA = Path(__file__).parent.parent / "data" / "caniemail.json"

# What our own templates use though some program doesn't know it: what its readers see instead, and why that will do.
_KEEPS_LIGHT = "the mail stays in its light colours, which have their contrast"
_HIDES_TWICE = "one of four ways to hide the preheader; another works there"
_OWN_TYPE = "headings and links look as the program likes; size and colour of text stand on the elements too"
_SPOKEN = "for programs that read aloud; what is seen says the same"
_SAME = "sets what that program does anyway"
ACCEPTED: dict[str, str] = {
    "css-at-media": "columns stand beside each other on a phone too, and the mail is scaled to its width",
    "css-at-media-prefers-color-scheme": _KEEPS_LIGHT,
    "css-color-scheme": _KEEPS_LIGHT,
    "css-border-radius": "corners are square",
    "css-border-spacing": "stands in the attribute cellspacing too",
    "css-cursor": "the pointer keeps its form",
    "css-height": "the height stands in the attribute too",
    "css-max-height": _HIDES_TWICE,
    "css-opacity": _HIDES_TWICE,
    "css-overflow": _HIDES_TWICE,
    "css-outline": _SAME,
    "css-selector-adjacent-sibling": "two cards stand beside or below each other without a gap",
    "css-selector-chaining": "a picture keeps its width on a phone",
    "css-selector-class": _OWN_TYPE,
    "css-selector-descendant": _OWN_TYPE,
    "css-selector-grouping": _OWN_TYPE,
    "css-selector-id": _OWN_TYPE,
    "css-selector-type": _OWN_TYPE,
    "css-table-layout": "the cells of the awning are as wide as their words, which are all one space",
    "css-word-break": "a word longer than a line widens the mail",
    "css-word-spacing": _SAME,
    "html-aria-hidden": "the cells of the awning are read as blanks",
    "html-aria-label": _SPOKEN,
    "html-target": "mail programs open links in a tab or program of their choice",
    "html-body": "its colour stands on the part in it too",
}


@lru_cache(maxsize=1)
def support() -> dict[str, Any]:
    """Clients and features, as scripts/mail_clients.py wrote them."""
    found: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return found


def clients_without(feature: str) -> list[str]:
    """The programs whose newest tested version does not know a feature."""
    known = support()["features"].get(feature)
    if known is None:
        return []
    return [client for client, answer in zip(support()["clients"], known[1], strict=True) if answer == "n"]


def programs_show_it(mail: Mail) -> Iterator[Fault]:
    for feature, element in sorted(features_used(mail).items(), key=lambda pair: pair[0]):
        if feature not in ACCEPTED and (clients := clients_without(feature)):
            title = support()["features"][feature][0]
            yield Fault(f"{title}: {', '.join(clients)}", element)


RULES = (Rule("client-support", Severity.WARNING, programs_show_it, "Can I email (caniemail.com)"),)
