import pytest
import time_machine
from django.core.cache import cache
from lxml import etree

from syndication.feeds import FeedFamily, source_feed
from tests.syndication.conftest import make_item

pytestmark = pytest.mark.django_db
URL = "/feeds/fi/deeds.rss"
TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json",
}


@pytest.fixture(autouse=True)
def deeds_feed(deeds, monkeypatch, settings):
    """One feed "deeds" in three languages, and a cache of its own."""

    cache.clear()
    family = FeedFamily("deeds", lambda language: [deed_feed(deeds, language)])
    monkeypatch.setattr("syndication.feeds.feeds._entries", {"deeds": family})


def deed_feed(source, language):
    return source_feed(
        source,
        key="deeds",
        language=language,
        title="Teot",
        description="Kaikki teot",
        page_url=f"http://testserver/{language}/teot/",
    )


@pytest.mark.parametrize("name", TYPES)
def test_feed_answers_with_its_type_and_for_any_origin(client, name):
    response = client.get(f"/feeds/sv/deeds.{name}")

    assert response.status_code == 200
    assert response["Content-Type"] == TYPES[name]
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"] == "public, max-age=300"
    assert response["Content-Language"] == "sv"
    assert response["ETag"].startswith('"')


def test_second_answer_is_304_without_building(client, deeds):
    first = client.get(URL)
    built = deeds.built

    second = client.get(URL, headers={"if-none-match": first["ETag"]})

    assert (second.status_code, second.content, deeds.built) == (304, b"", built)
    assert second["ETag"] == first["ETag"]


def test_304_needs_no_bytes_in_the_cache(client, deeds):
    etag = client.get(URL)["ETag"]
    cache.clear()
    deeds.built = 0

    assert client.get(URL, headers={"if-none-match": etag}).status_code == 304
    assert deeds.built == 0


def test_date_alone_gives_304_too(client):
    date = client.get(URL)["Last-Modified"]

    assert client.get(URL, headers={"if-modified-since": date}).status_code == 304


def test_date_alone_never_keeps_what_was_withdrawn(client, deeds):
    first = client.get(URL)
    deeds.rows = deeds.rows[1:]  # within the same second

    second = client.get(URL, headers={"if-modified-since": first["Last-Modified"]})
    third = client.get(URL, headers={"if-modified-since": second["Last-Modified"]})

    assert (b"deed-1-fi" in first.content, second.status_code, b"deed-1-fi" in second.content) == (
        True,
        200,
        False,
    )
    assert third.status_code == 304


def test_date_that_the_cache_has_lost_is_a_later_one(client):
    with time_machine.travel("2026-11-25T10:00:00Z", tick=False):
        first = client.get(URL)
    cache.clear()

    with time_machine.travel("2026-11-25T11:00:00Z", tick=False):
        second = client.get(URL, headers={"if-modified-since": first["Last-Modified"]})

    assert (first["Last-Modified"], second.status_code, second["Last-Modified"]) == (
        "Wed, 25 Nov 2026 10:00:00 GMT",
        200,
        "Wed, 25 Nov 2026 11:00:00 GMT",
    )


def test_compressed_answer_keeps_304_working(client, deeds):
    deeds.rows = [make_item(number) for number in range(1, 30)]
    first = client.get(URL, headers={"accept-encoding": "gzip"})

    second = client.get(URL, headers={"accept-encoding": "gzip", "if-none-match": first["ETag"]})

    assert first["Content-Encoding"] == "gzip"
    assert second.status_code == 304


def test_a_new_item_changes_the_etag_and_the_bytes(client, deeds):
    first = client.get(URL)
    deeds.rows = [make_item(0), *deeds.rows]

    second = client.get(URL, headers={"if-none-match": first["ETag"]})

    assert second.status_code == 200
    assert b"deed-0-fi" in second.content


def test_head_answers_as_get_without_a_body(client):
    get, head = client.get(URL), client.head(URL)

    assert (head.status_code, head.content) == (200, b"")
    assert {name: head[name] for name in ("ETag", "Content-Type", "Last-Modified")} == {
        name: get[name] for name in ("ETag", "Content-Type", "Last-Modified")
    }


def test_other_methods_are_refused(client):
    assert client.post(URL).status_code == 405


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("/feeds/de/deeds.rss", "There is no feed in the language “de”.\n"),
        ("/feeds/xx/all.opml", "There is no feed in the language “xx”.\n"),
        ("/feeds/fi/nothing.rss", "Tällä kielellä ei ole syötettä ”nothing”.\n"),
        ("/feeds/fi/deeds.xml", "Syötettä ”deeds” tarjotaan muodoissa rss, atom, json.\n"),
        ("/feeds/fi/deeds.rss?page=2", "Syötteessä ”deeds” ei ole sivua ”2”.\n"),
        ("/feeds/fi/deeds.rss?page=0", "Syötteessä ”deeds” ei ole sivua ”0”.\n"),
        ("/feeds/fi/deeds.rss?page=x", "Syötteessä ”deeds” ei ole sivua ”x”.\n"),
    ],
)
def test_what_is_not_there_is_said_in_plain_text(client, url, text):
    response = client.get(url, headers={"accept-language": "en"})

    assert (response.status_code, response["Content-Type"]) == (404, "text/plain; charset=utf-8")
    assert response.content.decode() == text


def test_pages_of_fifty_link_to_each_other(client, deeds):
    deeds.rows = [make_item(number) for number in range(1, 121)]

    root = etree.fromstring(client.get(f"{URL}?page=2").content)

    links = {link.get("rel"): link.get("href") for link in root.iter("{http://www.w3.org/2005/Atom}link")}
    assert links == {
        "self": "http://testserver/feeds/fi/deeds.rss?page=2",
        "first": "http://testserver/feeds/fi/deeds.rss",
        "last": "http://testserver/feeds/fi/deeds.rss?page=3",
        "previous": "http://testserver/feeds/fi/deeds.rss",
        "next": "http://testserver/feeds/fi/deeds.rss?page=3",
    }
    assert [item.findtext("guid") for item in root.iter("item")] == [f"deed-{n}-fi" for n in range(51, 101)]


def test_opml_lists_every_feed(client):
    response = client.get("/feeds/sv/all.opml")

    outlines = [dict(outline.attrib) for outline in etree.fromstring(response.content).iter("outline")]
    assert outlines == [
        {
            "type": "rss",
            "text": "Teot",
            "title": "Teot",
            "xmlUrl": "http://testserver/feeds/sv/deeds.rss",
            "htmlUrl": "http://testserver/sv/teot/",
            "language": "sv",
        }
    ]
    assert client.get("/feeds/sv/all.opml", headers={"if-none-match": response["ETag"]}).status_code == 304
