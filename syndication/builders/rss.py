from collections.abc import Sequence
from typing import Any

from syndication.builders.generator import add_item, new_generator, title_of
from syndication.builders.info import FeedInfo
from syndication.builders.text import cdata_safe, clean
from syndication.items import Item


class RssBuilder:
    """RSS 2.0 with content:encoded, Dublin Core authors and atom links."""

    content_type = "application/rss+xml; charset=utf-8"

    def build(self, feed: FeedInfo, items: Sequence[Item]) -> bytes:
        feed, items = clean(feed), clean(tuple(items))
        generator = new_generator(feed, items, feed_type="application/rss+xml")
        for item in items:
            self._add(generator, feed, item)
        document: bytes = generator.rss_str(pretty=True)
        return document

    def _add(self, generator: Any, feed: FeedInfo, item: Item) -> None:
        entry = add_item(generator, feed, item)
        entry.guid(item.guid, permalink=False)  # stays when the slug changes
        entry.description(item.summary.strip() or title_of(item))
        if item.enclosure:
            # Item has checked the size: feedgen would write a missing one as the text "None".
            entry.enclosure(item.enclosure.url, str(item.enclosure.bytes), item.enclosure.type)
        if item.html:
            entry.content(cdata_safe(item.html), type="CDATA")
