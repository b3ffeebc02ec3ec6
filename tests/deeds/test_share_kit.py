"""The share kit: a text per channel, at its length by its own counting, and gone with the deed."""

import html
import re
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import qrcode
import regex
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from core.graphemes import graphemes
from deeds.models import DeedPage
from deeds.spreading.channels import ADDRESS, CHANNELS, Channel, Words, cut, in_graphemes, text_for
from deeds.spreading.sharing import hashtag, share_kit
from tests.deeds.factories import DeedPageFactory
from tests.newsletter.subscribing import main_of

URL = "https://tori.example/t/1234"
FAMILY, FLAG, HAND, MARKED, HANGUL = "👩‍👩‍👧", "🇫🇮", "👍🏽", "a\u0308\u0301", "\u1112\u1161\u11ab"
pieces = st.one_of(
    st.sampled_from([FAMILY, FLAG, HAND, MARKED, HANGUL, "❤️", "…", "kunta.fi", "https://a.fi/b", "\r\n"]),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cn", "Co"]), max_size=12),
    st.sampled_from(["työpaikka ", "teko, ", "– ", "arbetsgemenskapen "]),
)
texts = st.lists(pieces, max_size=80).map("".join)


def as_platforms_count(key: str, text: str) -> int:
    """The channels' own counting, written anew from their documents: X's weights, graphemes after Unicode, UTF-16."""
    if key == "x":
        kept = text.replace(URL, "")
        ones = sum(1 if c <= "\u10ff" or "\u2000" <= c <= "\u200d" or "\u2010" <= c <= "\u201f" or "\u2032" <= c <= "\u2037" else 2 for c in kept)  # fmt: skip
        return ones + 23
    if key in ("bluesky", "mastodon"):
        kept = text.replace(URL, "") if key == "mastodon" else text
        return len(regex.findall(r"\X", kept)) + (23 if key == "mastodon" else 0)
    return len(text.encode("utf-16-le")) // 2


@given(
    st.sampled_from(CHANNELS),
    texts,
    texts,
    texts,
    texts,
    st.lists(st.sampled_from(["#Työelämä", "#A"]), max_size=4),
)
def test_text_is_never_longer_than_the_channel_allows_and_the_address_stands_whole(
    channel: Channel, title: str, whose: str, goal: str, result: str, tags: list[str]
):
    text = text_for(channel, Words(title, whose, goal, result, URL, tags))

    assert channel.length(text) <= channel.limit
    assert URL in text.split("\n")


@given(st.lists(pieces, max_size=15).map("".join), st.integers(0, 60))
def test_cut_text_is_a_beginning_in_whole_characters(text: str, room: int):
    short = cut(text, room, in_graphemes)

    assert in_graphemes(short) <= room
    kept = short if short == text else short.removesuffix("…")
    assert text.startswith(kept)
    assert graphemes(text)[: len(graphemes(kept))] == graphemes(kept)


@given(
    st.lists(
        st.sampled_from([FAMILY, FLAG, HAND, MARKED, HANGUL, "❤️", "a", " ", "ö", "\r\n", "한", "1️⃣"]),
        max_size=30,
    )
)
def test_graphemes_are_those_of_unicode(pieces: list[str]):
    text = "".join(pieces)

    assert graphemes(text) == regex.findall(r"\X", text)


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda channel: channel.key)
def test_long_deed_fits_by_the_platform_s_own_counting(channel: Channel):
    words = Words("Aamupalaveri seisten " * 4, "Mallilan kaupunki", "Halusimme työrauhaa 👍🏽. " * 60, "Tuli hyvä. " * 9000, URL, ["#Työelämä", "#Aika"])  # fmt: skip

    text = text_for(channel, words)

    assert channel.limit - 40 < as_platforms_count(channel.key, text) <= channel.limit
    assert text.startswith("Aamupalaveri seisten")
    assert text.endswith("#Aika")
    assert re.search(r"(hyvä|Tuli|\.)…\n", text)


def test_short_addresses_in_the_words_count_as_much_as_a_long_one():
    x = next(channel for channel in CHANNELS if channel.key == "x")

    assert x.length("a kunta.fi b") == 4 + 23
    assert ADDRESS.findall("Klo 8.30 ja 1.5 h") == []


def test_hashtags_are_one_word_that_can_be_read_aloud():
    assert hashtag("Sosiaali- ja terveysala") == "#SosiaaliJaTerveysala"
    assert hashtag("Työaika") == "#Työaika"


@pytest.fixture
def page(db) -> DeedPage:
    return DeedPageFactory(number=7, title="Kävely auttaa", sectors=["education"], themes=["digital"])


def test_reader_finds_a_text_per_channel_without_script_cookie_or_request_elsewhere(
    client: Client, page: DeedPage
):
    deed = client.get(page.url).content.decode()
    answer = client.get("/fi/square/share/7/")
    body = answer.content.decode()

    assert 'href="/fi/square/share/7/"' in deed
    boxes = {key: html.unescape(text) for key, text in re.findall(r'<textarea id="text-([a-z]+)"[^>]*readonly>(.*?)</textarea>', body, re.S)}  # fmt: skip
    assert set(boxes) == {
        "linkedin",
        "facebook",
        "x",
        "bluesky",
        "mastodon",
        "instagram",
        "mail",
        "intranet",
        "alt",
    }
    assert boxes["x"] == (
        "Kävely auttaa\n\nMallila\n\nPalaveri kestää nyt kymmenen minuuttia.\n\nhttp://testserver/t/7\n\n#Työelämä #DigitalFi"
    )
    assert "Mitä tavoiteltiin: Halusimme lyhyemmät palaverit." in boxes["intranet"]
    assert boxes["alt"] == "Tori, jolla on raidallisia katoksia."
    links = [html.unescape(link) for link in re.findall(r'href="((?:https://|mailto:)[^"]+)"', body)]
    assert parse_qs(urlsplit(next(link for link in links if "bsky.app" in link)).query)["text"] == [
        boxes["bluesky"]
    ]
    assert unquote(next(link for link in links if link.startswith("mailto:"))).endswith(boxes["mail"])
    assert not re.findall(r'(?:src|action)="(?:https?:)?//(?!testserver)', body)
    assert answer["X-Robots-Tag"] == "noindex"
    assert not client.cookies


def test_words_and_hashtags_are_in_the_language_of_the_deed_s_own_words(page: DeedPage):
    def kit(language: str) -> Any:
        found = share_kit(page.deed, language)
        assert found
        return found[0]

    assert kit("fi").tags == ["#Työelämä", "#DigitalFi", "#EducationFi"]
    # No Swedish words of it exist: the Finnish ones come, marked, with Finnish hashtags.
    assert (kit("sv").language, kit("sv").tags) == ("fi", kit("fi").tags)


def test_picture_comes_with_its_words(client: Client, page: DeedPage):
    page.image = get_image_model().objects.create(title="Kuva", file=get_test_image_file())
    page.image_alt = "Kolme ihmistä kävelee."
    page.save_revision().publish()

    body = client.get("/fi/square/share/7/").content.decode()

    assert ">Kolme ihmistä kävelee.</textarea>" in body
    assert re.search(r'<img src="http://testserver/media/images/[^"]+" alt=""', body)


def test_qr_code_is_the_permanent_address_with_a_quiet_edge(client: Client, page: DeedPage):
    answer = client.get("/fi/square/share/7/qr.svg")

    drawing = answer.content.decode()
    drawn = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", drawing)}
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=0)
    code.add_data("http://testserver/t/7")
    expected = {
        (x + 4, y + 4) for y, row in enumerate(code.get_matrix()) for x, dark in enumerate(row) if dark
    }
    assert answer["Content-Type"] == "image/svg+xml"
    assert drawn == expected
    assert f'viewBox="0 0 {code.modules_count + 8} {code.modules_count + 8}"' in drawing


def test_withdrawn_deed_has_no_kit(client: Client, page: DeedPage):
    page.unpublish()

    gone = client.get("/fi/square/share/7/")

    assert (gone.status_code, client.get("/fi/square/share/7/qr.svg").status_code) == (410, 410)
    assert "Kävely" not in main_of(gone)
    assert client.get("/fi/square/share/99/").status_code == 404
