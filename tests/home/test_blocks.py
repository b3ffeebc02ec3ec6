from datetime import timedelta

import pytest
from django.test import Client
from mjml import mjml2html

from core.figures import figures
from core.rendering import CHANNELS, render_stream, stream_json
from home.blocks import figure_choices, source_choices
from tests.articles.factories import make_article, make_series
from tests.home.factories import NOON, make_home

pytestmark = pytest.mark.django_db
FRONT = [
    {"type": "newest", "heading": "Uusimmat jutut", "source": "article", "count": 2, "more_text": "Kaikki jutut", "more_page": None},
    {"type": "figures", "heading": "Luvut", "keys": ["articles.published", "gone.figure"]},
    {"type": "call_to_action", "heading": "Mukaan", "text": "Tule.", "button": {"text": "Vie tekosi", "url": "https://a.example/", "page": None}},
]  # fmt: skip


@pytest.fixture
def home():
    page = make_home(body=FRONT)
    series = make_series(page)
    for number in range(1, 4):
        make_article(series, f"Osa {number}", published_at=NOON + timedelta(minutes=number))
    return page


@pytest.mark.parametrize("channel", CHANNELS)
def test_front_blocks_show_items_and_figures_in_every_channel(home, channel):
    shown = render_stream(home.body, channel, {"page": home})

    assert [f"Osa {number}" in shown for number in (1, 2, 3)].count(True) == 2
    for words in ("Uusimmat jutut", "Luvut", "Mukaan", "Vie tekosi"):
        assert words in shown
    if channel == "mail":
        assert "Vie tekosi" in mjml2html(f"<mjml><mj-body>{shown}</mj-body></mjml>")


def test_front_page_shows_its_blocks(home, client: Client):
    html = client.get("/fi/").content.decode()

    assert "Uusimmat jutut" in html
    assert "Vie tekosi" in html


def test_json_of_front_blocks_leaves_out_what_is_gone(home):
    shapes = {block["type"]: block["value"] for block in stream_json(home.body)}

    assert [figure["key"] for figure in shapes["figures"]["figures"]] == ["articles.published"]
    assert shapes["figures"]["figures"][0]["number"] == 3
    assert shapes["newest"] == {
        "heading": "Uusimmat jutut",
        "source": "article",
        "count": 2,
        "more_text": "Kaikki jutut",
        "more_page": None,
    }
    assert shapes["call_to_action"]["button"]["text"] == "Vie tekosi"


def test_source_that_is_gone_shows_nothing():
    home = make_home(body=[{**FRONT[0], "source": "vanished"}])

    assert "Osa" not in render_stream(home.body, "site", {"page": home})


def test_editor_chooses_of_what_the_apps_offer():
    assert "article" in dict(source_choices())
    assert [key for key, _label in figure_choices()] == [figure.key for figure in figures]


def test_front_page_of_another_language_shows_items_of_that_language(home):
    assert "Osa 3" in render_stream(home.body, "text", {"language": "fi"})
    assert "Osa 3" not in render_stream(home.body, "text", {"language": "sv"})
