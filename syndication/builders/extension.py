"""What feedgen 1.0 lacks, as an extension of ours: atom links, dates, images, authors and languages in RSS.

feedgen writes what it knows; then it hands the tree to these classes, which add to it.
"""

from email.utils import format_datetime
from typing import Any

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from lxml import etree

from syndication.builders.info import FeedInfo
from syndication.builders.text import one_line
from syndication.items import Item, ItemImage

ATOM = "http://www.w3.org/2005/Atom"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
MEDIA = "http://search.yahoo.com/mrss/"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def add(parent: Any, tag: str, text: str | None = None, **attributes: str) -> Any:
    element = etree.SubElement(parent, tag, attributes)
    element.text = text
    return element


class ChannelExtension(BaseExtension):
    """Set `info` and `updated` before building."""

    info: FeedInfo
    updated: Any = None

    def extend_ns(self) -> dict[str, str]:
        return {"dc": DUBLIN_CORE, "media": MEDIA}

    def extend_rss(self, rss: Any) -> Any:
        channel = rss[0]
        for rel, url in self.links():
            add(channel, f"{{{ATOM}}}link", rel=rel, href=url)
        if self.updated is not None:
            add(channel, "lastBuildDate", format_datetime(self.updated))
        if self.info.image is not None:
            self._add_image(channel, self.info.image)
        return rss

    def extend_atom(self, feed: Any) -> Any:
        for rel, url in self.links():
            add(feed, "link", rel=rel, href=url)
        return feed

    def links(self) -> list[tuple[str, str]]:
        hubs = [("hub", url) for url in self.info.hubs]
        return hubs + [(link.rel, link.url) for link in self.info.page_links]

    def _add_image(self, channel: Any, image: ItemImage) -> None:
        # feedgen takes .jpg, .png and .gif only and drops every other address without a word.
        element = add(channel, "image")
        add(element, "url", image.url)
        add(element, "title", self.info.title)
        add(element, "link", self.info.page_url)


class EntryExtension(BaseEntryExtension):
    """Set `item` before building; `feed_language` says which language needs no mark."""

    item: Item
    feed_language = ""

    def extend_rss(self, entry: Any) -> Any:
        # feedgen formats dates by switching the whole process to the C locale, which threads would notice.
        add(entry, "pubDate", format_datetime(self.item.published_at))
        for author in filter(None, map(one_line, self.item.authors)):
            # RSS's own <author> must be an e-mail address; we publish none.
            add(entry, f"{{{DUBLIN_CORE}}}creator", author)
        if self.item.language != self.feed_language:
            add(entry, f"{{{DUBLIN_CORE}}}language", self.item.language)
        if self.item.image is not None:
            self._add_image(entry, self.item.image)
        return entry

    def extend_atom(self, entry: Any) -> Any:
        if self.item.language != self.feed_language:
            entry.attrib[XML_LANG] = self.item.language
        if self.item.enclosure:
            # feedgen's own loses rel and type on an entry's link, and with them what the link is for.
            file = self.item.enclosure
            add(entry, "link", rel="enclosure", href=file.url, type=file.type, length=str(file.bytes))
        return entry

    def _add_image(self, entry: Any, image: ItemImage) -> None:
        size = {"width": str(image.width), "height": str(image.height)}
        content = add(entry, f"{{{MEDIA}}}content", url=image.url, medium="image", **size)
        if image.alt:
            add(content, f"{{{MEDIA}}}description", image.alt, type="plain")
