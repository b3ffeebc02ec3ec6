"""From an issue to frozen mails: MJML, HTML and text per language and variant, each with its hash."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.crypto import salted_hmac

from core.html import clean_characters, mail_html, rich_text_to_text
from mail.merge import literal_html, literal_text
from mail.mjml import MjmlError, compile_mjml
from newsletter.content import (
    choices_by_block,
    count_figures,
    render_content,
    stored_content,
    untranslated,
)
from newsletter.errors import NothingToSend
from newsletter.models import Compilation, Edition, Issue, IssueText
from newsletter.models.subscriptions import OtherLanguages
from newsletter.pages import archive_url, privacy_url
from newsletter.personal_links import without_personal_links
from newsletter.services.variants import fits, variants_of
from syndication.items import Item
from syndication.sources import resolve_refs

# The personal links of a mail. What people wrote may look like these tokens and must stay words, so templates write
# marks that nobody can guess, and only those become tokens.
TOKENS = ("unsubscribe_url", "preferences_url")


@dataclass(frozen=True, slots=True)
class Rendering:
    """One variant of a language of an issue, ready to be frozen, shown in a preview or checked."""

    language: str
    variant: str
    subject: str
    preheader: str
    html: str
    text: str
    milliseconds: float
    items: tuple[tuple[str, str, str], ...]  # source, ref, language shown
    missing: tuple[str, ...]  # "source:ref" of chosen items that are not public
    topics: tuple[str, ...]  # keys of facts that the items are about
    untranslated: tuple[tuple[str, str], ...]  # uuid and label of blocks that lack words in this language
    figures: Mapping[str, int]  # the site's own figures in it, by key

    @property
    def sha256(self) -> str:
        whole = "\0".join((self.subject, self.preheader, self.html, self.text))
        return hashlib.sha256(whole.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ChosenItem:
    source: str
    ref: str
    item: Item | None
    block: str  # uuid of the block that it stands in


def chosen_items(issue: Issue, language: str) -> list[ChosenItem]:
    """The issue's items as one language shows them, in the editor's order; `item` is None where it is not public."""
    chosen = list(choices_by_block(issue))
    found = resolve_refs([(choice.source, choice.ref) for _block, choice in chosen], language=language)
    return [
        ChosenItem(choice.source, choice.ref, found.get((choice.source, choice.ref)), block)
        for block, choice in chosen
    ]


def content_sha256(issue: Issue, language: str) -> str:
    """A hash of what the editor wrote in one language and chose for all; another one means that it was edited."""
    text = issue.text_in(language)
    words = [text.subject, text.preheader, text.intro, text.outro] if text else []
    if text and text.correction:
        words.append(text.correction)
    content = stored_content(issue, language)
    # Who gets it is approved too: other rules of its segment, and it has to be approved anew.
    rules = [issue.segment.rules.stored()] if issue.segment else []
    counts_clicks = issue.newsletter.counts_clicks
    approved = [issue.newsletter_id, counts_clicks, language, words, content, *rules]
    whole = json.dumps(approved, ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()


def _context(
    issue: Issue, text: IssueText, items: Mapping[tuple[str, str], Item], counted: Mapping[str, int]
) -> dict[str, Any]:
    newsletter = issue.newsletter
    shown: dict[str, Any] = {"language": text.language, "items": items, "counted": counted}
    return {
        "language": text.language,
        "text": text,
        "intro": mail_html(text.intro),
        "outro": mail_html(text.outro),
        "intro_text": rich_text_to_text(text.intro),
        "outro_text": rich_text_to_text(text.outro),
        "correction": clean_characters(text.correction).strip() if text.language in gone_in(issue) else "",
        "content": render_content(issue, "mail", **shown),
        "content_text": render_content(issue, "text", **shown),
        "newsletter_name": newsletter.name_in(text.language),
        "sender_name": newsletter.from_name_in(text.language),
        "archive_url": archive_url(issue, text.language),
        "privacy_url": privacy_url(newsletter, text.language),
        "base_url": settings.BASE_URL,
        "counts_clicks": newsletter.counts_clicks,
        **_marks(),
    }


def gone_in(issue: Issue) -> set[str]:
    """The languages in which readers have the issue. One that was never saved has gone nowhere."""
    editions = Edition.objects.gone().filter(issue=issue.pk)
    return set(editions.values_list("language", flat=True))


def _marks() -> dict[str, str]:
    return {name: f"merge-{salted_hmac('newsletter.compiling', name).hexdigest()[:24]}" for name in TOKENS}


def _with_tokens(body: str, literal: Callable[[str], str]) -> str:
    """A finished part: every `%%` in it is somebody's words, every mark becomes its token."""
    body = literal(body)
    for name, mark in _marks().items():
        body = body.replace(mark, f"%%{name}%%")
    return body


def _one_line(text: str) -> str:
    # A header holds one line; `split` knows the line separators of Unicode as well.
    return " ".join(clean_characters(text).split())


def render_issue(*, issue: Issue, language: str, variant: str = OtherLanguages.ANY) -> Rendering:
    """Render one mail; raises NothingToSend without a text in its language, and mail's errors for what MJML refuses."""
    text = issue.text_in(language)
    if text is None:
        raise NothingToSend(issue=issue)
    return _render(issue, text, chosen_items(issue, language), variant, count_figures(issue))


def _render(
    issue: Issue, text: IssueText, chosen: Sequence[ChosenItem], variant: str, counted: Mapping[str, int]
) -> Rendering:
    language = text.language
    shown = [
        (entry.source, entry.ref, entry.item)
        for entry in chosen
        if entry.item and fits(entry.item, language=language, variant=variant)
    ]
    with translation.override(language):
        items = {(source, ref): item for source, ref, item in shown}
        context = _context(issue, text, items, counted)
        compiled = compile_mjml(render_to_string("newsletter/mail/issue.mjml", context))
        plain = render_to_string("newsletter/mail/issue.txt", context)
    return Rendering(
        language=language,
        variant=variant,
        subject=_one_line(text.subject),
        preheader=_one_line(text.preheader),
        html=_with_tokens(compiled.html, literal_html),
        text=_with_tokens(plain, literal_text),
        milliseconds=compiled.milliseconds,
        items=tuple((source, ref, item.language) for source, ref, item in shown),
        topics=tuple(sorted({topic for _source, _ref, item in shown for topic in item.topics})),
        missing=tuple(f"{entry.source}:{entry.ref}" for entry in chosen if entry.item is None),
        untranslated=untranslated(issue, language),
        figures=counted,
    )


def without_tokens(html: str) -> str:
    """A mail as anyone may see it: its personal links lead to the front page of the site."""
    for name in TOKENS:
        html = html.replace(f"%%{name}%%", settings.BASE_URL)
    return without_personal_links(html)


@transaction.atomic
def compile_issue(*, issue: Issue, now: datetime) -> list[Compilation]:
    """Freeze every mail of an issue; one that gives the same bytes keeps its row and its approval.

    A language whose template does not compile is left out, and holds up no other: the checks say what is wrong.
    Raises NothingToSend if the issue has no text at all.
    """
    if not issue.languages:
        raise NothingToSend(issue=issue)
    return [frozen for language in issue.languages for frozen in _compile_language(issue, language, now)]


def _compile_language(issue: Issue, language: str, now: datetime) -> list[Compilation]:
    text = issue.text_in(language)
    if text is None:
        return []
    chosen = chosen_items(issue, language)
    variants = variants_of((entry.item for entry in chosen if entry.item), language=language)
    counted = _figures_of(issue, language)
    try:
        mails = [_render(issue, text, chosen, variant, counted) for variant in _distinct(variants)]
    except MjmlError:
        return []
    return [_freeze(issue, mail, variants, now) for mail in mails]


def _figures_of(issue: Issue, language: str) -> Mapping[str, int]:
    """The site's figures for one language. Another deed on the site is no edit: what was approved keeps its figures."""
    approved = issue.compilations.filter(language=language).first()
    if approved and approved.approved_at and approved.content_sha256 == content_sha256(issue, language):
        figures: dict[str, int] = approved.figures
        return figures
    return count_figures(issue)


def _distinct(variants: Mapping[str, str]) -> list[str]:
    return [variant for variant in dict.fromkeys(variants.values()) if variant]


def _freeze(issue: Issue, rendering: Rendering, variants: dict[str, str], now: datetime) -> Compilation:
    content = content_sha256(issue, rendering.language)
    latest = issue.compilations.filter(language=rendering.language, variant=rendering.variant).first()
    if latest and (latest.sha256, latest.content_sha256, latest.topics, latest.variants) == (
        rendering.sha256,
        content,
        list(rendering.topics),
        variants,
    ):
        return latest
    return Compilation.objects.create(
        issue=issue,
        language=rendering.language,
        variant=rendering.variant,
        variants=variants,
        subject=rendering.subject,
        preheader=rendering.preheader,
        html=rendering.html,
        text=rendering.text,
        sha256=rendering.sha256,
        content_sha256=content,
        html_bytes=len(rendering.html.encode()),
        milliseconds=rendering.milliseconds,
        item_refs=[list(entry) for entry in rendering.items],
        topics=list(rendering.topics),
        source=_source(issue, rendering.language),
        figures=dict(rendering.figures),
        counts_clicks=issue.newsletter.counts_clicks,
        compiled_at=now,
    )


def _source(issue: Issue, language: str) -> dict[str, Any]:
    whole: dict[str, Any] = issue.serializable_data()
    texts = [text for text in whole["texts"] if text["language"] == language]
    return {name: whole[name] for name in ("pk", "newsletter", "number", "name", "items")} | {"texts": texts}


def current_compilations(issue: Issue) -> list[Compilation]:
    """The newest mails of each language that the issue, as it stands, still has; none of a language edited since."""
    newest: dict[tuple[str, str], Compilation] = {}
    for compilation in issue.compilations.order_by("compiled_at", "pk"):
        newest[compilation.language, compilation.variant] = compilation
    return [
        compilation
        for language in issue.languages
        for compilation in _current(newest, language, content_sha256(issue, language))
    ]


def _current(newest: Mapping[tuple[str, str], Compilation], language: str, content: str) -> list[Compilation]:
    """One language's mails, or none: the widest says which variants belong to it, and older ones do not count."""
    widest = newest.get((language, OtherLanguages.ANY))
    if widest is None:
        return []
    found = [newest.get((language, variant)) for variant in _distinct(widest.variants)]
    mails = [
        mail for mail in found if mail and (mail.content_sha256, mail.variants) == (content, widest.variants)
    ]
    return mails if len(mails) == len(found) else []
