"""Sent issues as items: for the archive's feed, and for pages that show the newest issue."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from core.html import clean, expand
from core.numbers import read_numbers
from core.pages import page_url
from newsletter.content import choices_by_block, render_content
from newsletter.models import Edition, IssueText, Newsletter, NewsletterPage
from newsletter.models.dispatches import EditionQuerySet
from newsletter.personal_links import without_personal_links
from syndication.feeds import Feed, FeedFamily, source_feed
from syndication.items import Item
from syndication.sources import Found, resolve_refs, sources


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
        editions = sent[offset : None if limit is None else offset + limit]
        return _as_items(editions, language, with_content=True)

    def count(self, *, language: str, **filters: str) -> int:
        return self._sent(language, **filters).count()

    def last_modified(self, *, language: str, **filters: str) -> datetime | None:
        newest: datetime | None = self._sent(language, **filters).aggregate(newest=Max("sent_at"))["newest"]
        return newest

    def get_items(self, refs: Sequence[str], *, language: str) -> dict[str, Item]:
        wanted = self._sent(language).filter(issue__in=read_numbers(refs))
        return {item.guid.rpartition(":")[2]: item for item in _as_items(wanted, language)}

    def search(self, text: str, *, language: str, limit: int) -> Sequence[Found]:
        hits = self._sent(language).filter(compilation__subject__icontains=text)[:limit]
        return [
            Found(ref=str(edition.issue_id), title=edition.compilation.subject, date=edition.sent_at)
            for edition in hits
            if edition.sent_at
        ]


def _as_items(editions: EditionQuerySet, language: str, *, with_content: bool = False) -> list[Item]:
    """Items of the issues whose newsletter has a live page in the language; two queries more than the issues."""
    pages = {
        page.newsletter_id: page
        for page in NewsletterPage.objects.live()
        .filter(locale__language_code=language)
        .select_related("locale")
    }
    read = editions.prefetch_related("issue__texts")
    shown = [edition for edition in read if edition.issue.newsletter_id in pages]
    contents = _contents(shown, language) if with_content else {}
    return [
        _as_item(edition, language, pages[edition.issue.newsletter_id], contents.get(edition.pk, ""))
        for edition in shown
    ]


def _contents(editions: Sequence[Edition], language: str) -> dict[int, str]:
    """The blocks of each issue as HTML for readers of feeds. Each source is asked once for the items of all issues.

    An issue that another one names is an item like others: it comes from `get_items`, so without its blocks.
    """
    chosen = [choice for edition in editions for _block, choice in choices_by_block(edition.issue_as_sent)]
    items = resolve_refs([(choice.source, choice.ref) for choice in chosen], language=language)
    shown: dict[str, Any] = {"language": language, "items": items}
    with translation.override(language):
        rendered = {
            edition.pk: render_content(
                edition.issue_as_sent, "site", counted=edition.compilation.figures, **shown
            )
            for edition in editions
        }
    return {key: clean(html, "feed") for key, html in rendered.items()}


def _as_item(edition: Edition, language: str, page: NewsletterPage, content: str) -> Item:
    issue = edition.issue
    text = edition.issue_as_sent.text_in(language)
    sent_at = (edition.sent_at or datetime.now(UTC)).astimezone(UTC)
    return Item(
        guid=f"tekotori:issue:{language}:{issue.pk}",
        kind="issue",
        url=page.issue_url(issue.number),
        title=edition.compilation.subject,
        summary=edition.compilation.preheader,
        html=_html(text, content) if text else "",
        language=language,
        published_at=sent_at,
        updated_at=sent_at,
    )


def _html(text: IssueText, content: str) -> str:
    parts = (expand(text.intro, "feed"), content.strip(), expand(text.outro, "feed") if content else "")
    return without_personal_links("\n".join(part for part in parts if part))


issue_source = IssueSource()


def archive_feeds(language: str) -> list[Feed]:
    """One feed per newsletter that has a page in the language."""
    pages = NewsletterPage.objects.live().filter(locale__language_code=language).select_related("newsletter")
    return [_archive_feed(page.newsletter, page, language) for page in pages.order_by("newsletter__slug")]


def _archive_feed(newsletter: Newsletter, page: NewsletterPage, language: str) -> Feed:
    feed = source_feed(
        issue_source,
        key=f"newsletter-{newsletter.slug}",
        language=language,
        title=newsletter.name_in(language),
        description=page.search_description or page.title,
        page_url=page_url(page),
        filters={"newsletter": newsletter.slug},
    )
    own = feed.version
    # The issues show items of other sources, and what is withdrawn must leave the copies of feed readers too.
    return replace(feed, version=lambda: replace(own(), extra=_versions_of_sources(language)))


def _versions_of_sources(language: str) -> str:
    return ";".join(
        f"{source.key} {source.count(language=language)} {source.last_modified(language=language)}"
        for source in sources
        if source.key != IssueSource.key
    )


archive = FeedFamily(key="newsletter", feeds=archive_feeds, pages=(NewsletterPage._meta.label,))
