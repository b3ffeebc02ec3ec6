"""What the archive shows of sent issues, made from the same content as the mail."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.safestring import mark_safe

from core.html import expand
from core.pages import PageLanguage, language_order
from newsletter.content import render_content
from newsletter.models.dispatches import Edition
from newsletter.models.issues import Compilation, Issue
from newsletter.personal_links import without_personal_links
from newsletter.services.compiling import chosen_items
from syndication.sources import resolve_refs

if TYPE_CHECKING:
    from newsletter.models.pages import NewsletterPage


@dataclass(frozen=True, slots=True)
class ArchiveEntry:
    number: int
    url: str
    subject: str
    preheader: str
    sent_at: datetime


def archive_entries(page: "NewsletterPage") -> list[ArchiveEntry]:
    """One line per issue that went in the page's language, newest first; one query however many there are."""
    return [
        ArchiveEntry(
            number=edition.issue.number,
            url=page.issue_url(edition.issue.number),
            subject=edition.compilation.subject,
            preheader=edition.compilation.preheader,
            sent_at=edition.sent_at,
        )
        for edition in page.past_editions()
        if edition.sent_at
    ]


def issue_languages(
    editions: Iterable[Edition], pages: "Iterable[NewsletterPage]", current: str = ""
) -> list[PageLanguage]:
    """Where one issue stands in each language that it went in and that has a page, in the site's order."""
    gone = {edition.language: edition for edition in editions if edition.sent_at}
    rows = []
    for page in pages:
        edition = gone.get(page.language)
        if edition and page.newsletter_id == edition.issue.newsletter_id:
            url = page.issue_url(edition.issue.number)
            rows.append(
                PageLanguage(page.language, url, edition.compilation.subject, page.language == current)
            )
    order = language_order()
    return sorted(rows, key=lambda row: order[row.language])


def issue_context(page: "NewsletterPage", edition: Edition) -> dict[str, Any]:
    """One issue for the site's template. An item that is not public any more is left out here too."""
    issue, written = edition.issue, edition.issue_as_sent
    text = written.text_in(page.language)
    pages = type(page).objects.live().public().filter(newsletter=page.newsletter).select_related("locale")
    chosen = chosen_items(written, page.language)
    items = {(entry.source, entry.ref): entry.item for entry in chosen if entry.item}
    shown: dict[str, Any] = {"language": page.language, "items": items}
    content = render_content(written, "site", counted=edition.compilation.figures, **shown)
    return {
        "issue": issue,
        "sent_at": edition.sent_at,
        "text": text,
        "intro": without_personal_links(expand(text.intro)) if text else "",
        "outro": without_personal_links(expand(text.outro)) if text else "",
        "content": mark_safe(without_personal_links(content)),  # noqa: S308 — safe before, and only shorter now
        # The frozen mail cannot forget an item that was withdrawn since, so then it is not shown.
        "frozen_mail_url": _frozen_mail_url(page, issue) if all(entry.item for entry in chosen) else "",
        "archive_url": page.url,
        "page_languages": issue_languages(Edition.objects.of_issue(issue), pages, page.language),
    }


def _frozen_mail_url(page: "NewsletterPage", issue: Issue) -> str:
    return f"{page.url}{page.reverse_subpage('frozen_mail', args=[issue.number])}"


def is_public_still(compilation: Compilation) -> bool:
    """Whether every item that the mail held can still be read on the site."""
    refs = {(source, ref) for source, ref, _language in compilation.item_refs}
    return resolve_refs(sorted(refs), language=compilation.language).keys() == refs
