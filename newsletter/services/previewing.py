"""A mail as different readers would meet it, before anything is frozen or sent."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import escape

from core.html import visible
from mail.mjml import MjmlError
from newsletter.blocks.mjml_errors import explain
from newsletter.errors import NothingToSend
from newsletter.models import Issue
from newsletter.models.subscriptions import OtherLanguages, SubscriptionState
from newsletter.services.compiling import Rendering, render_issue, without_tokens

SIZE_LIMIT = 102_400  # bytes of HTML, above which mail programs cut
DARK = "(prefers-color-scheme: dark)"


@dataclass(frozen=True, slots=True)
class PreviewOptions:
    """How an invented reader reads: their language, what they chose about items in another language, and their mail
    program, which may be dark, hold images back, or show plain text."""

    language: str
    wish: str = OtherLanguages.ANY
    is_dark: bool = False
    has_images: bool = True
    is_text: bool = False

    @classmethod
    def parse(cls, mode: str) -> "PreviewOptions":
        """From "sv,lead,dark,no-images,text", in any order; what is unknown is passed over."""
        words = {word.strip() for word in mode.split(",")}
        languages = [code for code, _name in settings.LANGUAGES if code in words]
        wishes = [wish for wish in OtherLanguages.values if wish in words]
        return cls(
            language=languages[0] if languages else settings.LANGUAGE_CODE,
            wish=wishes[0] if wishes else OtherLanguages.ANY,
            is_dark="dark" in words,
            has_images="no-images" not in words,
            is_text="text" in words,
        )


def preview(*, issue: Issue, options: PreviewOptions) -> str:
    """The mail with a strip above it: sender, subject, size and readers; or what is missing, in words."""
    try:
        mail = render_issue(issue=issue, language=options.language, variant=options.wish)
    except NothingToSend:
        return _page("", {"problem": "empty", "language": options.language})
    except MjmlError as error:
        return _page("", {"problem": explain(error), "language": options.language})
    facts = _facts(issue, mail)
    if options.is_text:
        return _page(f"<pre>{escape(without_tokens(mail.text))}</pre>", facts)
    return _with_strip(as_seen(without_tokens(mail.html), options), facts)


def as_seen(html: str, options: PreviewOptions) -> str:
    """The mail as a program shows it: dark as one that follows the reader's wish for dark does, without images as one
    that waits for a click. Programs that turn colours round by themselves are not imitated."""
    if options.is_dark:
        html = html.replace(DARK, "all")
    if not options.has_images:
        html = re.sub(r'(<img\b[^>]*?)\ssrc="[^"]*"', r"\1", html)
    return html


def _facts(issue: Issue, mail: Rendering) -> dict[str, Any]:
    newsletter = issue.newsletter
    readers = newsletter.subscriptions.filter(language=mail.language, state=SubscriptionState.ACTIVE)
    size = len(mail.html.encode())
    return {
        "language": mail.language,
        "sender": newsletter.from_name,
        "subject": visible(mail.subject),
        "preheader": visible(mail.preheader),
        "bytes": size,
        "limit": SIZE_LIMIT,
        "is_too_large": size >= SIZE_LIMIT,
        "readers": readers.count(),
    }


def _strip(facts: Mapping[str, Any]) -> str:
    return render_to_string("newsletter/admin/preview_strip.html", dict(facts))


def _page(body: str, facts: Mapping[str, Any]) -> str:
    return render_to_string(
        "newsletter/admin/preview_page.html", {**facts, "strip": _strip(facts), "body": body}
    )


def _with_strip(html: str, facts: Mapping[str, Any]) -> str:
    return re.sub(r"(<body\b[^>]*>)", lambda match: match[1] + _strip(facts), html, count=1)
