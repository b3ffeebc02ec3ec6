"""A podcast's RSS: the plain builder's document and, as a feedgen extension of ours, what PSP-1 asks beyond it.

feedgen's own podcast extension writes explicit as yes/no, `complete` as no, and knows no podcast namespace.
Rule numbers (P1 ...) are those of docs/reference/feeds.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import nh3
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from lxml import etree

from podcasts.formats import MOST_DESCRIPTION_BYTES
from syndication.builders import FeedInfo
from syndication.builders.extension import add
from syndication.builders.generator import add_item, new_generator
from syndication.builders.text import cdata_safe, clean, one_line
from syndication.items import Item

ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"  # P2: byte for byte
PODCAST = "https://podcastindex.org/namespace/1.0"
DESCRIPTION_TAGS = {"p", "ol", "ul", "li", "a", "b", "i", "strong", "em"}  # P26
MOST_VALUE_CHARACTERS = 255  # P3


@dataclass(frozen=True, slots=True)
class ShowFacts:
    guid: str
    categories: tuple[tuple[str, str], ...]  # (category, subcategory or "")
    explicit: bool
    author: str
    show_type: str
    image_url: str
    locked: bool
    complete: bool = False
    owner_name: str = ""
    owner_email: str = ""
    copyright: str = ""


@dataclass(frozen=True, slots=True)
class Transcript:
    url: str
    type: str
    language: str
    is_captions: bool = False


@dataclass(frozen=True, slots=True)
class EpisodeFacts:
    explicit: bool
    duration_seconds: int
    season: int | None = None
    number: int | None = None
    episode_type: str = "full"
    image_url: str = ""
    transcripts: Sequence[Transcript] = ()
    chapters_url: str = ""


def itunes(parent: Any, tag: str, text: str | None = None, **attributes: str) -> Any:
    return add(parent, f"{{{ITUNES}}}{tag}", text, **attributes)


def podcast(parent: Any, tag: str, text: str | None = None, **attributes: str) -> Any:
    return add(parent, f"{{{PODCAST}}}{tag}", text, **attributes)


def true_false(value: bool) -> str:
    return "true" if value else "false"


class ShowExtension(BaseExtension):
    show: ShowFacts

    def extend_ns(self) -> dict[str, str]:
        return {"itunes": ITUNES, "podcast": PODCAST}

    def extend_rss(self, rss: Any) -> Any:
        channel, show = rss[0], self.show
        itunes(channel, "author", short(show.author))
        itunes(channel, "explicit", true_false(show.explicit))  # P11: true or false, not yes or no
        itunes(channel, "type", show.show_type)
        if show.image_url:
            itunes(channel, "image", href=show.image_url)
        for category, inside in show.categories:
            element = itunes(channel, "category", text=None)
            element.set("text", category)
            if inside:
                itunes(element, "category").set("text", inside)
        if show.complete:
            itunes(channel, "complete", "yes")  # P20: nothing else counts
        if show.owner_email:
            owner = itunes(channel, "owner")
            itunes(owner, "name", short(show.owner_name))
            itunes(owner, "email", show.owner_email)
        self._extend_podcast(channel)
        return rss

    def _extend_podcast(self, channel: Any) -> None:
        show = self.show
        podcast(channel, "guid", show.guid)
        owner = {"owner": show.owner_email} if show.owner_email else {}
        podcast(channel, "locked", "yes" if show.locked else "no", **owner)
        podcast(channel, "medium", "podcast")


class EpisodeExtension(BaseEntryExtension):
    facts: EpisodeFacts
    description = ""

    def extend_rss(self, item: Any) -> Any:
        facts = self.facts
        # feedgen escapes a description; PSP-1 wants its HTML in CDATA (P4).
        item.find("description").text = etree.CDATA(self.description)
        itunes(item, "duration", str(facts.duration_seconds))
        itunes(item, "explicit", true_false(facts.explicit))
        itunes(item, "episodeType", facts.episode_type)
        if facts.season:
            itunes(item, "season", str(facts.season))
        if facts.number:
            itunes(item, "episode", str(facts.number))
        if facts.image_url:
            itunes(item, "image", href=facts.image_url)
        for transcript in facts.transcripts:
            rel = {"rel": "captions"} if transcript.is_captions else {}
            podcast(
                item,
                "transcript",
                url=transcript.url,
                type=transcript.type,
                language=transcript.language,
                **rel,
            )
        if facts.chapters_url:
            podcast(item, "chapters", url=facts.chapters_url, type="application/json+chapters")
        return item


def build_podcast(feed: FeedInfo, show: ShowFacts, episodes: Iterable[tuple[Item, EpisodeFacts]]) -> bytes:
    """RSS by PSP-1; equal arguments give equal bytes."""
    feed, show, listed = clean(feed), clean(show), clean(tuple(episodes))
    generator = new_generator(feed, [item for item, _facts in listed], feed_type="application/rss+xml")
    generator.description(cut(feed.description or feed.title))
    generator.register_extension("podcast", ShowExtension, EpisodeExtension)
    generator.podcast.show = show
    if show.copyright:
        generator.copyright(show.copyright)
    for item, facts in listed:
        add_episode(generator, feed, item, facts)
    document: bytes = generator.rss_str(pretty=True)
    return document


def add_episode(generator: Any, feed: FeedInfo, item: Item, facts: EpisodeFacts) -> None:
    entry = add_item(generator, feed, item)
    entry.title(short(item.title) or item.guid)
    entry.guid(item.guid, permalink=False)  # the address changes with the slug, the guid never
    entry.podcast.facts = facts
    entry.podcast.description = description_html(item)
    entry.description("…")  # the extension puts the true one into CDATA
    if item.html:
        entry.content(cdata_safe(item.html), type="CDATA")
    if item.enclosure:
        entry.enclosure(item.enclosure.url, str(item.enclosure.bytes), item.enclosure.type)


def description_html(item: Item) -> str:
    """The notes in the few tags that PSP-1 allows, or the summary alone where they are too long (P26)."""
    html = cdata_safe(
        nh3.clean(item.html, tags=DESCRIPTION_TAGS, attributes={"a": {"href"}}, link_rel=None)
    ).strip()
    if html and len(html.encode()) <= MOST_DESCRIPTION_BYTES:
        return html
    return cdata_safe(f"<p>{escape(cut(item.summary, MOST_DESCRIPTION_BYTES // 2), quote=False)}</p>")


def short(text: str) -> str:
    return one_line(text)[:MOST_VALUE_CHARACTERS].strip()


def cut(text: str, most_bytes: int = MOST_DESCRIPTION_BYTES) -> str:
    """At most so many bytes, never half a letter."""
    return text.strip().encode()[:most_bytes].decode(errors="ignore").strip()
