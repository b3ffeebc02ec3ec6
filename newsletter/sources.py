"""Sent issues as items: for the archive's feed, and for pages that show the newest issue."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _

from core.html import expand
from core.pages import page_url
from newsletter.models import Issue, Newsletter, NewsletterPage
from syndication.feeds import Feed, FeedFamily, source_feed
from syndication.items import Item
from syndication.sources import Found


class IssueSource:
    """One item per sent issue and language. Its ref is the issue's key in the database; filter: newsletter (slug)."""

    key = "issue"
    label: Any = _("Newsletter issue")

    def _sent(self, language: str, newsletter: str = "") -> "QuerySet[Issue]":
        sent = Issue.objects.filter(sent_at__isnull=False, texts__language=language)
        if newsletter:
            sent = sent.filter(newsletter__slug=newsletter)
        return sent.select_related("newsletter").prefetch_related("texts").order_by("-sent_at", "-pk")

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
        wanted = self._sent(language).filter(pk__in=[ref for ref in refs if ref.isdigit()])
        return {item.guid.rpartition(":")[2]: item for item in _as_items(wanted, language)}

    def search(self, text: str, *, language: str, limit: int) -> Sequence[Found]:
        hits = self._sent(language).filter(texts__subject__icontains=text).distinct()[:limit]
        return [
            Found(ref=str(issue.pk), title=_subject(issue, language), date=issue.sent_at)
            for issue in hits
            if issue.sent_at
        ]


def _subject(issue: Issue, language: str) -> str:
    text = issue.text_in(language)
    return text.subject if text else issue.name


def _as_items(issues: "QuerySet[Issue]", language: str) -> list[Item]:
    """Items of the issues whose newsletter has a live page in the language; two queries more than the issues."""
    pages = {
        page.newsletter_id: page
        for page in NewsletterPage.objects.live()
        .filter(locale__language_code=language)
        .select_related("locale")
    }
    return [
        _as_item(issue, language, pages[issue.newsletter_id])
        for issue in issues
        if issue.newsletter_id in pages
    ]


def _as_item(issue: Issue, language: str, page: NewsletterPage) -> Item:
    text = issue.text_in(language)
    sent_at = (issue.sent_at or datetime.now(UTC)).astimezone(UTC)
    return Item(
        guid=f"tekotori:issue:{language}:{issue.pk}",
        kind="issue",
        url=page.issue_url(issue.number),
        title=_subject(issue, language),
        summary=text.preheader if text else "",
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
