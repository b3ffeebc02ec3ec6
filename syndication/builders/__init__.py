"""Feed builders behind one interface: `build(feed, items)` gives bytes, and equal arguments give equal bytes."""

from collections.abc import Sequence
from typing import Protocol

from syndication.builders.atom import AtomBuilder
from syndication.builders.info import FeedInfo, PageLink
from syndication.builders.jsonfeed import JsonFeedBuilder
from syndication.builders.rss import RssBuilder
from syndication.items import Item

# Part of every ETag: raise it when a change to a builder changes the bytes of unchanged items.
BUILDERS_VERSION = 1


class Builder(Protocol):
    content_type: str

    def build(self, feed: FeedInfo, items: Sequence[Item]) -> bytes: ...


builders: dict[str, Builder] = {"rss": RssBuilder(), "atom": AtomBuilder(), "json": JsonFeedBuilder()}

__all__ = ["BUILDERS_VERSION", "Builder", "FeedInfo", "PageLink", "builders"]
