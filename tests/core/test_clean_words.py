"""Words from outside are cleaned before a service writes them."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.services import ArticleFields, SeriesFields, article_values, series_values
from core.html import clean_words
from home.services import ContentFields, HomeFields, content_values, home_values
from podcasts.services import EpisodeFields, _values


@dataclass(frozen=True)
class Card:
    title: str
    tags: tuple[str, ...]
    body: list[dict[str, object]]
    image: object = None


def test_texts_are_cleaned_at_every_depth_and_the_rest_is_left():
    image = object()
    card = Card(
        "Työ\x00", ("a\ud800", "b"), [{"type": "p", "value": "x\x0b", "n": 1, "more": ("\x1f",)}], image
    )

    assert clean_words(card) == Card(
        "Työ", ("a", "b"), [{"type": "p", "value": "x", "n": 1, "more": ("",)}], image
    )


def test_signs_that_turn_the_direction_go_and_marks_of_arabic_stay():
    turned = "".join(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]))

    assert clean_words(f"ta{turned}vo\u202eite \u200fسلام\u200e") == "tavoite \u200fسلام\u200e"


@given(text=st.text(st.characters()))
def test_whatever_is_left_can_be_stored_and_stays(text):
    cleaned = clean_words(text)

    cleaned.encode()
    assert "\x00" not in cleaned
    assert clean_words(cleaned) == cleaned


@pytest.mark.django_db
@pytest.mark.parametrize(
    "page",
    [
        lambda: series_values(SeriesFields("Sarja\x00", "Alku\ud800")),
        lambda: article_values(ArticleFields("Osa\x00", "Alku\ud800")),
        lambda: home_values(HomeFields("Etusivu\x00", hero_text="Alku\ud800")),
        lambda: content_values(ContentFields("Sivu\x00", intro="Alku\ud800")),
    ],
)
def test_pages_are_made_of_clean_words(page):
    made = page()

    assert made.title.isprintable()
    assert "Alku" in (getattr(made, "intro", ""), getattr(made, "hero_text", ""))


def test_episodes_are_made_of_clean_words():
    values = _values(EpisodeFields("Jakso\x00", "Alku\ud800"))

    assert (values["title"], values["summary"]) == ("Jakso", "Alku")
