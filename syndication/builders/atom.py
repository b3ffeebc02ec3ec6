import re
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from syndication.builders.generator import GENERATOR, add_item, new_generator
from syndication.builders.info import FeedInfo, newest_change
from syndication.builders.text import clean, one_line
from syndication.items import Item

# Atom wants a date even of a feed without entries; any fixed one keeps the bytes the same.
_NOTHING_YET = datetime(1970, 1, 1, tzinfo=UTC)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_GUIDS = uuid.UUID(
    "6f0b2b1e-6a0c-5a39-9a63-4a1a9b9a3f55"
)  # namespace of ids derived from guids; never changes


def atom_id(guid: str) -> str:
    """An Atom id must be an IRI, an RSS guid need not be.

    >>> atom_id("deed-7:fi")
    'deed-7:fi'
    >>> atom_id("0f4c1d52-2d4b-4a5e-9d07-2f1f0b0c9f11")
    'urn:uuid:0f4c1d52-2d4b-4a5e-9d07-2f1f0b0c9f11'
    """
    if _SCHEME.fullmatch(guid):
        return guid
    try:
        return uuid.UUID(guid).urn
    except ValueError:
        return uuid.uuid5(_GUIDS, guid).urn


class AtomBuilder:
    """Atom 1.0 (RFC 4287)."""

    content_type = "application/atom+xml; charset=utf-8"

    def build(self, feed: FeedInfo, items: Sequence[Item]) -> bytes:
        feed, items = clean(feed), clean(tuple(items))
        generator = new_generator(feed, items, feed_type="application/atom+xml")
        generator.id(feed.feed_url)
        generator.updated(newest_change(items) or _NOTHING_YET)
        generator.author(
            {"name": one_line(feed.author) or GENERATOR}
        )  # without one, every entry would need its own
        if feed.image:
            generator.logo(feed.image.url)
        for item in items:
            self._add(generator, feed, item)
        document: bytes = generator.atom_str(pretty=True)
        return document

    def _add(self, generator: Any, feed: FeedInfo, item: Item) -> None:
        entry = add_item(generator, feed, item)
        entry.id(atom_id(item.guid))
        entry.published(item.published_at)
        entry.updated(item.updated_at)
        for author in filter(None, map(one_line, item.authors)):
            entry.author({"name": author})
        if item.summary:
            entry.summary(item.summary)
        if item.html:
            entry.content(item.html, type="html")
