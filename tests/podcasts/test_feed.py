"""The rules of PSP-1 (P1 to P30), each checked on the bytes that a podcast app gets."""

import re
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import etree
from pytest_django.plugin import DjangoDbBlocker

from podcasts.categories import APPLE_CATEGORIES
from podcasts.formats import podcast_guid
from podcasts.models import PodcastPage
from podcasts.rss import ITUNES, PODCAST
from podcasts.services import publish
from tests.database import kept_rows
from tests.podcasts.conftest import NOON, draft, make_draft_show, make_home, picture, recording, sound

pytestmark = pytest.mark.django_db
URL = "/feeds/fi/podcast-torin-laidalla.rss"
ATOM = "http://www.w3.org/2005/Atom"
XML = "{http://www.w3.org/XML/1998/namespace}"
ALLOWED_TAGS = {"p", "ol", "ul", "li", "a", "b", "i", "strong", "em"}
TRANSCRIPT_TYPES = {"text/plain", "text/html", "text/vtt", "application/json", "application/x-subrip"}
Rule = Callable[[Any, bytes], bool]


def publish_two_episodes(show: PodcastPage) -> None:
    """One plain episode and one that uses every field."""
    publish(page=draft(show), user=None, now=NOON)
    full = draft(
        show,
        title="Bonus ]]> työ > vapaa & muuta",
        number=2,
        episode_type="bonus",
        artwork=picture("episode.png", kind="PNG"),
        artwork_alt="Keittiö",
        notes=[("paragraph", "<p>Linkki: <a href='https://example.org/'>teko</a> &amp; <b>muuta</b></p>")],
        recording=recording(audio=sound("Työ.mp3")),
    )
    publish(page=full, user=None, now=NOON)


@pytest.fixture
def two_episodes(show: PodcastPage) -> None:
    publish_two_episodes(show)


@pytest.fixture(scope="module")
def document(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> bytes:
    """The feed of two episodes, asked for once: all rules look at the same bytes."""
    with kept_rows(django_db_blocker):
        publish_two_episodes(publish(page=make_draft_show(make_home()), user=None, now=NOON))
        return Client().get(URL).content


def itunes(parent: Any, tag: str) -> Any:
    return parent.find(f"{{{ITUNES}}}{tag}")


def podcast(parent: Any, tag: str) -> Any:
    return parent.find(f"{{{PODCAST}}}{tag}")


def items(channel: Any) -> list[Any]:
    return list(channel.iter("item"))


def every(check: Callable[[Any], bool]) -> Rule:
    return lambda channel, _bytes: bool(items(channel)) and all(check(item) for item in items(channel))


def texts_are_short(channel: Any, _bytes: bytes) -> bool:
    long = {"description", "{http://purl.org/rss/1.0/modules/content/}encoded"}
    values = [node.text or "" for node in channel.iter() if node.tag not in long and not len(node)]
    return all(len(value) <= 255 and value == value.strip() for value in values)


def html_is_in_cdata(_channel: Any, document: bytes) -> bool:
    outside = re.sub(rb"<!\[CDATA\[.*?\]\]>", b"", document, flags=re.DOTALL)
    return b"&lt;p" not in outside and b"<p>" not in outside


def categories_are_apples(channel: Any, _bytes: bytes) -> bool:
    listed = channel.findall(f"{{{ITUNES}}}category")
    inside = [(one.get("text"), [sub.get("text") for sub in one]) for one in listed]
    return inside == [("Business", ["Careers"]), ("Government", [])] and all(
        name in APPLE_CATEGORIES and set(subs) <= set(APPLE_CATEGORIES[name]) for name, subs in inside
    )


def description_tags_are_allowed(item: Any) -> bool:
    tags = set(re.findall(r"</?([a-z0-9]+)", item.findtext("description")))
    return tags <= ALLOWED_TAGS and len(item.findtext("description").encode()) <= 4000


RULES: dict[str, Rule] = {
    "P1": lambda channel, document: (
        document.startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n<rss") and channel.getparent().get("version") == "2.0"
    ),
    "P2": lambda channel, document: (
        b'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"' in document
        and b'xmlns:podcast="https://podcastindex.org/namespace/1.0"' in document
        and b'xmlns:atom="http://www.w3.org/2005/Atom"' in document
        and b'xmlns:content="http://purl.org/rss/1.0/modules/content/"' in document
    ),
    "P3": texts_are_short,
    "P4": html_is_in_cdata,
    "P5": lambda channel, _: (
        dict(channel.find(f"{{{ATOM}}}link").attrib)
        == {"href": f"http://testserver{URL}", "rel": "self", "type": "application/rss+xml"}
    ),
    "P6": lambda channel, _: channel.findtext("title") == "Torin laidalla",
    "P7": lambda channel, _: 0 < len(channel.findtext("description").encode()) <= 4000,
    "P8": lambda channel, _: channel.findtext("link") == "http://testserver/fi/torin-laidalla/",
    "P9": lambda channel, _: channel.findtext("language") == "fi",
    "P10": categories_are_apples,
    "P11": lambda channel, _: itunes(channel, "explicit").text == "false",
    "P12": lambda channel, _: itunes(channel, "image").get("href").endswith(".jpg"),
    "P13": lambda channel, _: podcast(channel, "locked").text == "yes",
    "P14": lambda channel, _: podcast(channel, "guid").text == str(podcast_guid(f"testserver{URL}")),
    "P15": lambda channel, _: itunes(channel, "author").text == "Tekotori",
    "P16": lambda channel, _: channel.findtext("copyright") == "Tekotori",
    "P17": lambda channel, _: all(len(one.text) <= 4000 for one in channel.findall(f"{{{PODCAST}}}txt")),
    "P18": lambda channel, _: all(one.get("url") for one in channel.findall(f"{{{PODCAST}}}funding")),
    "P19": lambda channel, _: itunes(channel, "type").text == "episodic",
    "P20": lambda channel, _: itunes(channel, "complete") is None,
    "P21": every(lambda item: "Torin laidalla" not in item.findtext("title") and item.findtext("title") != ""),
    "P22": every(
        lambda item: item.find("enclosure").get("type") == "audio/mpeg" and int(item.find("enclosure").get("length")) > 1000
    ),
    "P23": lambda channel, _: (
        len({item.findtext("guid") for item in items(channel)}) == 2
        and all(item.find("guid").get("isPermaLink") == "false" for item in items(channel))
    ),
    "P24": every(lambda item: item.findtext("link").startswith("http://testserver/fi/torin-laidalla/")),
    "P25": every(lambda item: parsedate_to_datetime(item.findtext("pubDate")) == NOON),
    "P26": every(description_tags_are_allowed),
    "P27": every(lambda item: itunes(item, "duration").text == "4"),
    "P28": lambda channel, _: [itunes(item, "image") is not None for item in items(channel)].count(True) == 1,
    "P29": every(lambda item: itunes(item, "explicit").text == "false"),
    "P30": every(lambda item: podcast(item, "transcript").get("type") in TRANSCRIPT_TYPES),
    "P31": every(lambda item: int(itunes(item, "episode").text) > 0),
    "P32": every(lambda item: int(itunes(item, "season").text) > 0),
    "P33": lambda channel, _: {itunes(item, "episodeType").text for item in items(channel)} == {"full", "bonus"},
    "P34": lambda channel, document: b"itunes:block" not in document,
    "A5": lambda channel, _: len({item.find("enclosure").get("url") for item in items(channel)}) == 2,
    "A7": every(lambda item: re.fullmatch(r"http://testserver/media/media/[A-Za-z0-9_.-]+\.mp3", item.find("enclosure").get("url")) is not None),
    "A9": every(lambda item: item.findtext("pubDate").startswith("Fri, 20 Nov 2026 12:00:00 ")),
    "N3": every(lambda item: podcast(item, "transcript").get("rel") == "captions"),
    "N4": every(lambda item: podcast(item, "chapters").get("type") == "application/json+chapters"),
}  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_feed_keeps_the_rule(document, rule):
    assert RULES[rule](etree.fromstring(document).find("channel"), document)


@pytest.mark.usefixtures("two_episodes")
def test_same_episodes_give_same_bytes(client):
    first = client.get(URL).content
    cache.clear()

    assert client.get(URL).content == first


def test_complete_and_explicit_show_says_so(client, show):
    show.is_complete, show.is_explicit, show.show_type = True, True, "serial"
    publish(page=show, user=None, now=NOON)

    channel = etree.fromstring(client.get(URL).content).find("channel")

    assert (itunes(channel, "complete").text, itunes(channel, "explicit").text) == ("yes", "true")
    assert itunes(channel, "type").text == "serial"


def test_replaced_sound_changes_the_etag(client, episode):
    from io import BytesIO

    from podcasts.services import refresh_recordings
    from tests.podcasts.conftest import mp3

    first = client.get(URL)
    media = episode.audio
    media.file.storage.delete(media.file.name)
    media.file.storage.save(media.file.name, BytesIO(mp3(8)))
    refresh_recordings(media=media, now=NOON.replace(hour=13))

    second = client.get(URL, headers={"if-none-match": first["ETag"]})

    assert second.status_code == 200
    assert b"<itunes:duration>8</itunes:duration>" in second.content


def test_withdrawn_episode_leaves_the_feed(client, episode):
    assert episode.guid.hex in client.get(URL).content.decode().replace("-", "")

    episode.unpublish()

    assert b"<item>" not in client.get(URL).content


def test_show_that_is_no_longer_public_has_no_feed(client, show):
    show.unpublish()

    assert client.get(URL).status_code == 404


def queries(client: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(URL).status_code == 200
    return len(captured)


def test_feed_asks_the_database_as_often_for_many_episodes_as_for_one(client, show):
    publish(page=draft(show), user=None, now=NOON)
    client.get(URL)  # renditions are made once
    cache.clear()
    for_one = queries(client)
    for number in range(2, 7):
        publish(page=draft(show, title=f"Jakso {number}"), user=None, now=NOON)

    for_six = queries(client)

    assert for_six <= for_one
    assert client.get(URL).content.count(b"<item>") == 6
