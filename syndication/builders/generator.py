"""The border with feedgen: each of its surprises is met at one line here or in `extension`."""

from collections.abc import Sequence
from typing import Any

from feedgen.feed import FeedGenerator

from syndication.builders.extension import ChannelExtension, EntryExtension
from syndication.builders.info import FeedInfo, newest_change
from syndication.builders.text import one_line
from syndication.items import Item

GENERATOR = "Tekotori"


def new_generator(feed: FeedInfo, items: Sequence[Item], *, feed_type: str) -> Any:
    """A generator with the channel filled in; the items are added by `add_item`."""
    generator = FeedGenerator()
    generator.register_extension("tekotori", ChannelExtension, EntryExtension)
    generator.tekotori.info = feed
    generator.tekotori.updated = newest_change(items)
    generator.title(one_line(feed.title))
    generator.description(feed.description or feed.title)  # feedgen refuses an empty one
    generator.language(feed.language)
    generator.generator(GENERATOR)
    generator.link(href=feed.self_url, rel="self", type=feed_type)
    generator.link(
        href=feed.page_url, rel="alternate"
    )  # last: the final link becomes the RSS channel's <link>
    # The default is the time of building. There is no way to unset it from outside; the extension writes the
    # true one.
    generator._FeedGenerator__rss_lastBuildDate = None
    return generator


def add_item(generator: Any, feed: FeedInfo, item: Item) -> Any:
    """What RSS and Atom have in common."""
    entry = generator.add_entry(order="append")  # the default prepends and turns the feed round
    entry.tekotori.item = item
    entry.tekotori.feed_language = feed.language
    entry.title(title_of(item))
    entry.link(href=item.url, rel="alternate")
    for category in filter(None, map(one_line, item.categories)):
        entry.category(term=category)
    return entry


def title_of(item: Item) -> str:
    """Never empty, even if nothing but control characters was written: feedgen would refuse the whole feed."""
    return one_line(item.title) or item.guid
