"""Feeds: every address at which items can be followed, so that heads, OPML and lists name them all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from wagtail.models import Page

from core.pages import page_url
from core.registry import Registry
from syndication.builders.info import FeedInfo
from syndication.items import Item, ItemImage
from syndication.sources import Source

FORMATS = ("rss", "atom", "json")
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Version:
    """What a feed's bytes depend on; equal versions mean equal bytes."""

    last_modified: datetime | None
    count: int
    extra: str = ""  # settings of a show, and the like


@dataclass(frozen=True, eq=False)
class Feed:
    """One feed in one language. `build`, where given, replaces the plain builders (a podcast's RSS)."""

    key: str  # "deeds-sector-education"; the address
    language: str
    title: str
    description: str
    page_url: str  # absolute address of the page that shows the same to people
    items: Callable[[int, int], Sequence[Item]]  # (limit, offset), newest first
    version: Callable[[], Version]
    formats: tuple[str, ...] = FORMATS
    author: str = ""
    image: ItemImage | None = None
    build: Callable[[FeedInfo, int], bytes] | None = None  # (info, page number)
    page_size: int = PAGE_SIZE

    def path(self, file_format: str = "rss") -> str:
        return reverse("syndication:feed", args=[self.language, self.key, file_format])

    def url(self, file_format: str = "rss") -> str:
        return settings.BASE_URL.rstrip("/") + self.path(file_format)


@dataclass(frozen=True, eq=False)
class FeedFamily:
    """Feeds that an app offers: one, or one per row. `feeds(language)` lists them in the order to show.

    The keys of its feeds begin with its own ("deeds", "deeds-sector-education"), so that whoever looks for one feed
    asks one family.
    """

    key: str  # "deeds"
    feeds: Callable[[str], Sequence[Feed]]
    # Models of the pages whose heads announce them ("tekotori_deeds.DeedIndexPage"): other pages need not ask.
    pages: tuple[str, ...] = ()

    def announced_by(self, page: Page) -> list[Feed]:
        """Those that show the same as this page."""
        if page._meta.label not in self.pages:
            return []
        address = page_url(page)
        return [feed for feed in self.feeds(page.locale.language_code) if feed.page_url == address]


feeds: Registry[FeedFamily] = Registry("feeds")


def source_feed(
    source: Source,
    *,
    key: str,
    language: str,
    title: str,
    description: str,
    page_url: str,
    filters: dict[str, str] | None = None,
    **more: Any,
) -> Feed:
    """A feed of one source's items, narrowed by the source's own filters."""
    chosen: Any = filters or {}
    return Feed(
        key=key,
        language=language,
        title=title,
        description=description,
        page_url=page_url,
        items=lambda limit, offset: source.items(language=language, limit=limit, offset=offset, **chosen),
        version=lambda: Version(
            last_modified=source.last_modified(language=language, **chosen),
            count=source.count(language=language, **chosen),
        ),
        **more,
    )


def all_feeds(language: str) -> list[Feed]:
    return [feed for family in feeds for feed in family.feeds(language)]


def find_feed(language: str, key: str) -> Feed | None:
    families = (family for family in feeds if key.startswith(family.key))
    return next((feed for family in families for feed in family.feeds(language) if feed.key == key), None)
