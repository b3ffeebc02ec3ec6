import json
import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from mjml import mjml2html

from core.blocks import StoryBlocks, check_story
from core.blocks.structure import says_nothing
from core.html import clean, clean_characters, html_to_text
from core.rendering import CHANNELS, feed_html, render_stream, stream_json
from mail.mjml import compile_mjml
from tests.core.conftest import story

HOSTILE = "työ > vapaa <script>alert(1)</script> & \"']]>\x00\x0b\ud800 😀"
SAFE = "työ > vapaa <script>alert(1)</script> & \"']]> 😀"


def every_block(image, document, captions, video, text: str = "Sana") -> Any:
    """One block of each kind, `text` wherever an editor types."""
    rich = f"<p>{text}</p>"
    columns = [
        {"type": "text", "heading": text},
        {"type": "number", "heading": "N"},
        {"type": "rich_text", "heading": "R"},
    ]
    return story(
        ("heading", {"text": text, "level": "h2"}),
        ("paragraph", rich),
        ("image", {"image": image.pk, "alt_text": text, "decorative": False}),
        ("quote", {"text": text, "source": text}),
        ("figure", {"number": text, "unit": text, "text": text, "source": text}),
        ("button", {"text": text, "url": "https://a.example/?a=1&b=2", "page": None}),
        ("file", {"document": document.pk, "title": text}),
        ("accordion", {"items": [{"type": "item", "value": {"title": text, "text": rich}, "id": "s1"}]}),
        ("table", {"columns": columns, "rows": [{"values": [text, 1.5, rich]}], "caption": text}),
        ("media", {"media": video.pk, "title": text, "captions": captions.pk, "transcript": rich}),
        (
            "embed",
            {"url": "https://www.video.example/1", "title": text, "poster": image.pk, "transcript": rich},
        ),
    )


@pytest.fixture
def blocks(image, document, captions, video):
    return every_block(image, document, captions, video)


@pytest.fixture
def hostile(image, document, captions, video):
    return every_block(image, document, captions, video, HOSTILE)


def wrap(fragment: str) -> str:
    head = "<mj-head><mj-title>Kirje</mj-title><mj-preview>Lyhyesti</mj-preview></mj-head>"
    return f'<mjml lang="fi">{head}<mj-body>{fragment}</mj-body></mjml>'


def test_story_has_the_blocks_that_every_app_counts_on():
    assert list(StoryBlocks().child_blocks) == [
        "heading", "paragraph", "image", "quote", "figure", "button", "file", "accordion", "table", "media", "embed",
    ]  # fmt: skip


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_block_has_words_in_every_channel(blocks, channel):
    for child in blocks:
        one = story((child.block_type, child.block.get_prep_value(child.value)))

        assert "Sana" in render_stream(one, channel, {}), child.block_type


def test_mail_of_every_block_compiles_and_names_no_foreign_host(blocks):
    fragment = render_stream(blocks, "mail", {})

    html = mjml2html(wrap(fragment))  # without the guard of `mail`: no block may need it

    hosts = set(re.findall(r'(?:src|href)="https?://([^/":]+)', html))
    assert hosts == {"testserver", "a.example", "www.video.example"}
    assert {element.tag for element in ET.fromstring(wrap(fragment)).find("mj-body")} == {"mj-section"}


def test_mail_of_every_block_passes_the_guard_of_the_mail_app(blocks, hostile):
    for value in (blocks, hostile):
        assert "Sana" in compile_mjml(wrap(render_stream(value, "mail", {}))).html or value is hostile


def test_hostile_text_stays_text_on_the_site(hostile):
    html = render_stream(hostile, "site", {})

    assert "<script" not in html
    assert not re.search(r"[\x00-\x08\x0b\ud800-\udfff]", html)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_hostile_text_leaves_the_mail_well_formed(hostile):
    fragment = render_stream(hostile, "mail", {})

    headings = [element.text for element in ET.fromstring(wrap(fragment)).iter("h2")]

    assert headings == [SAFE]
    assert "<script" not in mjml2html(wrap(fragment))


def test_plain_text_holds_the_words_as_they_were_typed(hostile):
    text = render_stream(hostile, "text", {})

    assert f"## {SAFE}" in text
    assert f"{SAFE} <https://a.example/?a=1&b=2>" in text
    assert "&gt;" not in text.replace("]]>", "")


def test_json_of_a_story_is_typed_and_clean(hostile):
    shapes = {block["type"]: block["value"] for block in stream_json(hostile)}

    assert json.loads(json.dumps(shapes)) == shapes
    assert set(shapes) == set(StoryBlocks().child_blocks)
    assert "<script" not in json.dumps(
        [shapes["paragraph"], shapes["accordion"]["items"][0]["text"], shapes["table"]["rows"]][0]
    )
    assert shapes["embed"]["host"] == "video.example"


def test_json_of_an_image_has_renditions_with_sizes(image):
    (block,) = stream_json(story(("image", {"image": image.pk, "alt_text": "Tori", "decorative": False})))

    assert block["id"] == "b0"
    assert (block["value"]["decorative"], block["value"]["image"]["alt"]) == (False, "Tori")
    sizes = {item["name"]: (item["width"], item["height"]) for item in block["value"]["image"]["renditions"]}
    assert sizes == {"small": (400, 300), "medium": (800, 600), "large": (1200, 900)}
    assert all(item["url"].startswith("http://testserver/") for item in block["value"]["image"]["renditions"])


def test_json_asks_the_database_no_more_for_many_images(image, django_assert_num_queries):
    value = {"image": image.pk, "alt_text": "Tori", "decorative": False}
    stream_json(story(("image", value)))

    for count in (1, 5):
        with django_assert_num_queries(2):  # the images, their renditions
            stream_json(story(*[("image", value)] * count))


def test_embed_loads_nothing_and_names_its_host(image):
    value = {
        "url": "https://www.video.example/1",
        "title": "Esittely",
        "poster": image.pk,
        "transcript": "<p>Sanat</p>",
    }

    with override("en"):
        html = render_stream(story(("embed", value)), "site", {})

    assert "iframe" not in html
    assert "<script" not in html
    assert not re.search(r'src="https?://', html)
    assert "Opens on video.example" in html


@pytest.mark.parametrize("alt_text", ["", None])
def test_informative_image_without_alt_text_is_refused(image, alt_text):
    stream = story(("image", {"image": image.pk, "alt_text": alt_text, "decorative": False}))

    with pytest.raises(ValidationError):
        check_story(stream)


def test_decorative_image_needs_no_alt_text(image):
    stream = story(("image", {"image": image.pk, "alt_text": "", "decorative": True}))

    check_story(stream)

    assert 'alt=""' in render_stream(stream, "site", {})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("click here", True), ("Lue lisää »", True), ("Läs mera!", True), ("Klikkaa tästä", True), ("här", True),
        ("Vie oma tekosi torille", False), ("Läs mera om gärningen", False), ("Here is the programme", False),
    ],
)  # fmt: skip
def test_words_that_tell_nothing_of_a_links_target(text, expected):
    assert says_nothing(text) is expected


@pytest.mark.django_db
def test_button_says_where_it_leads():
    stream = story(("button", {"text": "Lue lisää", "url": "https://a.example/", "page": None}))

    with override("en"), pytest.raises(ValidationError) as caught:
        check_story(stream)

    with override("en"):
        messages = caught.value.block_errors[0].block_errors["text"].messages
    assert messages == ["Say where the link leads: “click here” tells nothing when read alone."]


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["", None])
def test_button_needs_a_target(url):
    with pytest.raises(ValidationError):
        check_story(story(("button", {"text": "Vie tekosi torille", "url": url, "page": None})))


def test_own_media_needs_captions_or_a_transcript(video, captions, document):
    def media(**fields: Any) -> Any:
        value = {"media": video.pk, "title": "Video", "captions": None, "transcript": "", **fields}
        return story(("media", value))

    check_story(media(captions=captions.pk))
    check_story(media(transcript="<p>Sanat</p>"))
    for wrong in ({}, {"transcript": "<p> </p>"}, {"captions": document.pk}):
        with pytest.raises(ValidationError):
            check_story(media(**wrong))


@pytest.mark.django_db
def test_embed_needs_a_transcript():
    value = {"url": "https://video.example/1", "title": "Esittely", "poster": None, "transcript": ""}

    with pytest.raises(ValidationError):
        check_story(story(("embed", value)))


def test_draft_may_lack_what_publishing_asks_for(video):
    stream = story(("media", {"media": video.pk, "title": "Video", "captions": None, "transcript": ""}))

    stream.stream_block.clean_deferred(stream)  # as Wagtail does when a draft is saved


def test_refusals_are_said_in_the_editors_language(video):
    stream = story(("media", {"media": video.pk, "title": "Video", "captions": None, "transcript": ""}))

    messages = {}
    for code in ("fi", "sv"):
        with override(code), pytest.raises(ValidationError) as caught:
            check_story(stream)
        with override(code):
            messages[code] = str(caught.value.block_errors[0].block_errors["captions"].messages[0])

    assert messages == {
        "fi": "Lisää tekstitys tai tekstivastine ennen julkaisemista.",
        "sv": "Lägg till textning eller en textversion innan du publicerar.",
    }


def test_number_in_a_table_follows_the_language_of_the_page():
    value = {"columns": [{"type": "number", "heading": "N"}], "rows": [{"values": [1234.5]}], "caption": ""}

    with override("fi"):
        assert "1234,5" in re.sub(r"\s", "", render_stream(story(("table", value)), "site", {}))


def test_feed_html_has_absolute_addresses_and_no_players(blocks):
    html = feed_html(blocks)

    assert not re.search(r'(?:src|href)="/', html)
    assert not re.search(r"<(video|audio|details|script|iframe)", html)


@pytest.mark.parametrize(
    ("html", "profile", "expected"),
    [
        ('<p onclick="x()">a<script>b</script></p>', "rich", "<p>a</p>"),
        ('<a href="javascript:alert(1)">a</a>', "rich", "<a>a</a>"),
        ('<a href="/t/1">a</a>', "mail", '<a href="http://testserver/t/1">a</a>'),
        ('<a href="mailto:a@b.example">a</a>', "mail", '<a href="mailto:a@b.example">a</a>'),
        ('<img src="/m/a.png" alt="x" onerror="y">', "feed", '<img src="http://testserver/m/a.png" alt="x">'),
        ('<img src="/m/a.png" alt="x">', "mail", ""),
        ("<p>\ud800työ > vapaa ]]></p>", "rich", "<p>työ &gt; vapaa ]]&gt;</p>"),
    ],
)
def test_html_is_cleaned_by_profile(html, profile, expected):
    assert clean(html, profile) == expected


def test_plain_text_keeps_every_link_and_the_shape_of_lists():
    html = '<p>Katso <a href="https://a.example/">ohje</a>.</p><ol><li>yksi</li><li>kaksi</li></ol><ul><li>a</li></ul>'

    assert html_to_text(html) == "Katso ohje <https://a.example/>.\n\n1. yksi\n2. kaksi\n\n- a"


def test_a_paragraph_of_a_hundred_kilobytes_is_no_trouble():
    text = "työ > vapaa " * 9000

    stream = story(("paragraph", f"<p>{text}</p>"))

    assert len(render_stream(stream, "mail", {})) > 100_000
    assert len(clean_characters(text)) == len(text)
