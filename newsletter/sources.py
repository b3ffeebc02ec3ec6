"""Sent issues as items: for the archive's feed, and for pages that show the newest issue."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from core.html import expand
from core.pages import page_url
from newsletter.models import Edition, Newsletter, NewsletterPage
from newsletter.models.dispatches import EditionQuerySet
from syndication.feeds import Feed, FeedFamily, source_feed
from syndication.items import Item
from syndication.sources import Found


class IssueSource:
    """One item per sent issue and language. Its ref is the issue's key in the database; filter: newsletter (slug)."""

    key = "issue"
    label: Any = _("Newsletter issue")

    def _sent(self, language: str, newsletter: str = "") -> EditionQuerySet:
        sent = Edition.objects.gone().filter(language=language)
        if newsletter:
            sent = sent.filter(issue__newsletter__slug=newsletter)
        return sent.with_words().order_by("-sent_at", "-issue_id")

    def items(
        self,
        *,
        language: str,
        since: datetime | None = None,
        limit: int | None = None,
        offset: int = 0,
        **filters: str,
    ) -> Sequence[Item]:
        sent = self._sent(language, **filters)
        if since:
            sent = sent.filter(sent_at__gt=since)
        return _as_items(sent[offset : None if limit is None else offset + limit], language)

    def count(self, *, language: str, **filters: str) -> int:
        return self._sent(language, **filters).count()

    def last_modified(self, *, language: str, **filters: str) -> datetime | None:
        newest: datetime | None = self._sent(language, **filters).aggregate(newest=Max("sent_at"))["newest"]
        return newest

    def get_items(self, refs: Sequence[str], *, language: str) -> dict[str, Item]:
        wanted = self._sent(language).filter(issue__in=[ref for ref in refs if ref.isdigit()])
        return {item.guid.rpartition(":")[2]: item for item in _as_items(wanted, language)}

    def search(self, text: str, *, language: str, limit: int) -> Sequence[Found]:
        hits = self._sent(language).filter(compilation__subject__icontains=text)[:limit]
        return [
            Found(ref=str(edition.issue_id), title=edition.compilation.subject, date=edition.sent_at)
            for edition in hits
            if edition.sent_at
        ]


def _as_items(editions: EditionQuerySet, language: str) -> list[Item]:
    """Items of the issues whose newsletter has a live page in the language; two queries more than the issues."""
    pages = {
        page.newsletter_id: page
        for page in NewsletterPage.objects.live()
        .filter(locale__language_code=language)
        .select_related("locale")
    }
    shown = editions.prefetch_related("issue__texts")
    return [
        _as_item(edition, language, pages[edition.issue.newsletter_id])
        for edition in shown
        if edition.issue.newsletter_id in pages
    ]


def _as_item(edition: Edition, language: str, page: NewsletterPage) -> Item:
    issue = edition.issue
    text = issue.text_in(language)
    sent_at = (edition.sent_at or datetime.now(UTC)).astimezone(UTC)
    return Item(
        guid=f"tekotori:issue:{language}:{issue.pk}",
        kind="issue",
        url=page.issue_url(issue.number),
        title=edition.compilation.subject,
        summary=edition.compilation.preheader,
        html=expand(text.intro, "feed") if text else "",
        language=language,
        published_at=sent_at,
        updated_at=sent_at,
    )


issue_source = IssueSource()


def archive_feeds(language: str) -> list[Feed]:
    """One feed per newsletter that has a page in the language."""
    pages = NewsletterPage.objects.live().filter(locale__language_code=language).select_related("newsletter")
    return [_archive_feed(page.newsletter, page, language) for page in pages.order_by("newsletter__slug")]


def _archive_feed(newsletter: Newsletter, page: NewsletterPage, language: str) -> Feed:
    return source_feed(
        issue_source,
        key=f"newsletter-{newsletter.slug}",
        language=language,
        title=newsletter.name_in(language),
        description=page.search_description or page.title,
        page_url=page_url(page),
        filters={"newsletter": newsletter.slug},
    )


archive = FeedFamily(key="newsletter", feeds=archive_feeds, pages=(NewsletterPage._meta.label,))
