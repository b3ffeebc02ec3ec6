from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from syndication.items import Item, ItemImage


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link of RFC 5005: rel is first, last, previous or next."""

    rel: str
    url: str


@dataclass(frozen=True, slots=True)
class FeedInfo:
    """What a document says of itself. `feed_url` is its first page and its permanent id; all URLs are absolute."""

    title: str
    description: str
    language: str
    page_url: str
    feed_url: str
    self_url: str
    author: str
    image: ItemImage | None = None
    page_links: tuple[PageLink, ...] = ()
    hubs: tuple[str, ...] = ()


def newest_change(items: Sequence[Item]) -> datetime | None:
    """The feed's own date. Never "now": an unchanged feed would get other bytes and no ETag would match."""
    return max((item.updated_at for item in items), default=None)
