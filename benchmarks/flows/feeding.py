"""Feeds: our builders beside stock feedgen and a writer of a few lines; and what a reader's request costs."""

import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from io import BytesIO
from typing import Any

from benchmarks.measuring import Job, Result, measure

NOON = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
WORDS = ("teko", "työ", "kunta", "tiimi", "kokous", "vuoro", "palaute", "asiakas", "viikko", "lomake", "aamu")
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"


def rss(job: Job) -> Result:
    return _ours("rss", job)


def atom(job: Job) -> Result:
    return _ours("atom", job)


def json_feed(job: Job) -> Result:
    return _ours("json", job)


def feedgen_rss(job: Job) -> Result:
    return _measured(feedgen(job.size), lambda feed: feed.rss_str(pretty=True), job)


def feedgen_atom(job: Job) -> Result:
    return _measured(feedgen(job.size), lambda feed: feed.atom_str(pretty=True), job)


def lxml_rss(job: Job) -> Result:
    """The case that we lose: written straight to the stream, no checks, nothing kept."""
    return _measured(lambda: make_items(job.size), write_rss, job, makes_input=False)


def _ours(name: str, job: Job) -> Result:
    from syndication.builders import FeedInfo, builders

    address = "https://tekotori.example/fi/teot/"
    info = FeedInfo("Teot", "Mitä tehtiin", "fi", address, f"{address}feed", f"{address}feed", "Tekotori")
    return _measured(
        lambda: make_items(job.size),
        lambda items: builders[name].build(info, items),
        job,
        makes_input=False,
    )


def _measured(
    make: Callable[[], Any], build: Callable[[Any], bytes], job: Job, *, makes_input: bool = True
) -> Result:
    """`makes_input`: filling the library's objects is part of the work; ours and lxml's take the items as they are."""
    given, sizes = None if makes_input else make(), []

    def action() -> None:
        sizes[:] = [len(build(make() if makes_input else given))]

    result = measure(action, job, counts_queries=False, shows_memory=True)
    result.facts["KB"] = round(sizes[0] / 1000)
    return result


def make_items(count: int) -> list[Any]:
    from syndication.items import Item

    draw = random.Random(count)
    return [
        Item(
            guid=f"deed:{number:06d}:fi",
            kind="deed",
            url=f"https://tekotori.example/fi/teot/teko-{number}/",
            title=f"Teko {number}: {_words(draw, 6)}",
            summary=_words(draw, 30),
            html="".join(f"<p>{_words(draw, 60)}.</p>" for _ in range(4)),
            language="fi",
            published_at=NOON - timedelta(hours=number),
            updated_at=NOON - timedelta(hours=number),
            authors=("Mallilan kunta",),
            categories=("Sivistys", "Johtaminen"),
            organisation="Mallilan kunta",
        )
        for number in range(count)
    ]


def _words(draw: random.Random, count: int) -> str:
    return " ".join(draw.choices(WORDS, k=count))


def feedgen(count: int) -> Callable[[], Any]:
    """Stock feedgen 1.0 with the same fields and no extension of ours."""
    items = make_items(count)
    return lambda: _fill_feedgen(items)


def _fill_feedgen(items: Sequence[Any]) -> Any:
    from feedgen.feed import FeedGenerator

    feed = FeedGenerator()
    feed.load_extension("dc")
    feed.id("https://tekotori.example/fi/teot/")
    feed.title("Teot")
    feed.description("Mitä tehtiin")
    feed.language("fi")
    feed.author(name="Tekotori")
    feed.link(href="https://tekotori.example/fi/teot/", rel="alternate")
    for item in items:
        entry = feed.add_entry(order="append")
        entry.guid(item.guid, permalink=False)
        entry.title(item.title)
        entry.link(href=item.url)
        entry.description(item.summary)
        entry.content(item.html, type="CDATA")
        entry.published(item.published_at)
        entry.updated(item.updated_at)
        entry.dc.dc_creator(item.authors[0])
        for category in item.categories:
            entry.category(term=category)
    return feed


def write_rss(items: Sequence[Any]) -> bytes:
    from lxml import etree

    out = BytesIO()
    with etree.xmlfile(out, encoding="utf-8") as xml:
        xml.write_declaration()
        spaces = {"content": CONTENT, "dc": DUBLIN_CORE}
        with xml.element("rss", {"version": "2.0"}, nsmap=spaces), xml.element("channel"):
            _write(xml, "title", "Teot")
            _write(xml, "link", "https://tekotori.example/fi/teot/")
            for item in items:
                _write_item(xml, item)
    return out.getvalue()


def _write_item(xml: Any, item: Any) -> None:
    with xml.element("item"):
        _write(xml, "title", item.title)
        _write(xml, "link", item.url)
        _write(xml, "description", item.summary)
        _write(xml, f"{{{CONTENT}}}encoded", item.html)
        _write(xml, f"{{{DUBLIN_CORE}}}creator", item.authors[0])
        for category in item.categories:
            _write(xml, "category", category)
        with xml.element("guid", {"isPermaLink": "false"}):
            xml.write(item.guid)
        _write(xml, "pubDate", format_datetime(item.published_at))


def _write(xml: Any, tag: str, text: str) -> None:
    with xml.element(tag):
        xml.write(text)
