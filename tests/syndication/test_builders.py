import json
import locale
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from syndication.builders import FeedInfo, PageLink, builders
from tests.syndication.conftest import make_item

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
ANYTHING = st.text(st.characters(), max_size=60) | st.sampled_from(
    ["työ > vapaa", "]]>", "a]]>b", "\x00\x0b", "\ud83d", "👩‍🏫", "<b>", "&amp;", "\ufffe"]
)


def make_info(**changes):
    values = {
        "title": "Teot",
        "description": "Kaikki teot",
        "language": "fi",
        "page_url": "https://example.org/fi/teot/",
        "feed_url": "https://example.org/feeds/fi/deeds.rss",
        "self_url": "https://example.org/feeds/fi/deeds.rss?page=2",
        "author": "Tekotori",
        "image": make_item().image,
        "page_links": (PageLink("first", "https://example.org/feeds/fi/deeds.rss"),),
        "hubs": ("https://hub.example.org/",),
    }
    return FeedInfo(**(values | changes))


def channel_of(document):
    return etree.fromstring(document).find("channel")


def titles(name, document):
    if name == "json":
        return [item["title"] for item in json.loads(document)["items"]]
    return etree.fromstring(document).xpath("//*[local-name()='item' or local-name()='entry']/*[1]/text()")


@pytest.mark.parametrize("name", builders)
def test_same_items_give_same_bytes(name):
    items = [make_item(1), make_item(2)]

    assert builders[name].build(make_info(), items) == builders[name].build(make_info(), items)


@pytest.mark.parametrize("name", builders)
def test_feed_without_items_gives_same_bytes(name):
    assert builders[name].build(make_info(), []) == builders[name].build(make_info(), [])


@pytest.mark.parametrize("name", builders)
@given(text=ANYTHING)
def test_any_text_gives_a_document_that_parses(name, text):
    item = make_item(
        title=f"T{text}", summary=text, html=f"<p>{text}</p>", categories=(text,), authors=(text,)
    )

    document = builders[name].build(make_info(title=f"F{text}", description=text, author=text), [item])

    json.loads(document) if name == "json" else etree.fromstring(document)


def test_items_keep_their_order_in_rss():
    document = builders["rss"].build(make_info(), [make_item(1), make_item(2)])

    assert [item.findtext("guid") for item in channel_of(document).iter("item")] == ["deed-1-fi", "deed-2-fi"]


def test_rss_channel_link_is_the_page_and_not_the_feed():
    assert (
        channel_of(builders["rss"].build(make_info(), [])).findtext("link") == "https://example.org/fi/teot/"
    )


def test_rss_build_date_is_the_newest_change():
    items = [make_item(2), make_item(1)]

    written = channel_of(builders["rss"].build(make_info(), items)).findtext("lastBuildDate")

    assert parsedate_to_datetime(written) == make_item(1).updated_at


def test_rss_carries_self_hub_and_page_links():
    links = channel_of(builders["rss"].build(make_info(), [])).findall(f"{ATOM}link")

    assert [(link.get("rel"), link.get("href")) for link in links] == [
        ("self", "https://example.org/feeds/fi/deeds.rss?page=2"),
        ("hub", "https://hub.example.org/"),
        ("first", "https://example.org/feeds/fi/deeds.rss"),
    ]


def test_rss_channel_image_may_be_of_any_type():
    channel = channel_of(builders["rss"].build(make_info(), []))

    assert channel.findtext("image/url") == "https://example.org/media/kuva.webp"


def test_rss_item_carries_html_in_cdata_and_guid_that_is_no_link():
    document = builders["rss"].build(make_info(), [make_item(html="<p>työ > vapaa ]]> loppu</p>")])
    item = channel_of(document).find("item")

    assert b"<![CDATA[<p>" in document
    assert item.findtext(CONTENT) == "<p>työ > vapaa ]]&gt; loppu</p>"
    assert (item.findtext("guid"), item.find("guid").get("isPermaLink")) == ("deed-1-fi", "false")
    assert dict(item.find("enclosure").attrib) == {
        "url": "https://example.org/media/jakso.mp3",
        "length": "123456",
        "type": "audio/mpeg",
    }


def test_building_leaves_the_locale_of_the_process_alone(monkeypatch):
    changed = []
    monkeypatch.setattr(locale, "setlocale", lambda *args: changed.append(args))

    for builder in builders.values():
        builder.build(make_info(), [make_item()])

    assert changed == []


def test_atom_entry_has_an_iri_as_id_and_an_enclosure_that_says_so():
    entry = etree.fromstring(builders["atom"].build(make_info(), [make_item()])).find(f"{ATOM}entry")

    assert entry.findtext(f"{ATOM}id").startswith("urn:uuid:")
    assert dict(entry.findall(f"{ATOM}link")[-1].attrib) == {
        "rel": "enclosure",
        "href": "https://example.org/media/jakso.mp3",
        "type": "audio/mpeg",
        "length": "123456",
    }
    assert entry.findtext(f"{ATOM}updated") == "2026-11-19T13:00:00+00:00"


def test_atom_feed_has_an_author_of_its_own():
    feed = etree.fromstring(builders["atom"].build(make_info(), [make_item(authors=())]))

    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Tekotori"


def test_item_in_another_language_says_which():
    items = [make_item(language="sv")]

    atom = etree.fromstring(builders["atom"].build(make_info(), items)).find(f"{ATOM}entry")
    rss = channel_of(builders["rss"].build(make_info(), items)).find("item")
    read = json.loads(builders["json"].build(make_info(), items))["items"][0]

    assert atom.get("{http://www.w3.org/XML/1998/namespace}lang") == "sv"
    assert rss.findtext("{http://purl.org/dc/elements/1.1/}language") == "sv"
    assert read["language"] == "sv"


def test_json_feed_item_is_whole():
    document = json.loads(
        builders["json"].build(make_info(page_links=(PageLink("next", "n"),)), [make_item()])
    )

    assert document == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Teot",
        "home_page_url": "https://example.org/fi/teot/",
        "feed_url": "https://example.org/feeds/fi/deeds.rss?page=2",
        "description": "Kaikki teot",
        "language": "fi",
        "icon": "https://example.org/media/kuva.webp",
        "authors": [{"name": "Tekotori"}],
        "next_url": "n",
        "hubs": [{"type": "WebSub", "url": "https://hub.example.org/"}],
        "items": [
            {
                "id": "deed-1-fi",
                "url": "https://example.org/fi/teot/1/",
                "title": "Työvuorot sovittiin yhdessä 1",
                "content_html": "<p>Tavoite: <b>vähemmän</b> ylitöitä.</p>",
                "summary": "Tavoite: vähemmän ylitöitä.",
                "image": "https://example.org/media/kuva.webp",
                "date_published": "2026-11-19T12:00:00+00:00",
                "date_modified": "2026-11-19T13:00:00+00:00",
                "authors": [{"name": "Maija Malli"}],
                "tags": ["Sivistys", "Johtaminen"],
                "attachments": [
                    {
                        "url": "https://example.org/media/jakso.mp3",
                        "mime_type": "audio/mpeg",
                        "size_in_bytes": 123456,
                        "duration_in_seconds": 61,
                    }
                ],
                "_tekotori": {
                    "kind": "deed",
                    "organisation": "Sampola",
                    "facts": [{"label": "Organisaatio", "value": "Sampola"}],
                },
            }
        ],
    }
