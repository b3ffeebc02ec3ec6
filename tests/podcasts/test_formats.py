import doctest

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from podcasts import categories, formats
from podcasts.blocks import ClockField, chapter_errors
from podcasts.formats import Chapter, ascii_name, exact_clock, is_ascii_name, parse_clock


@pytest.mark.parametrize("module", [formats, categories])
def test_examples_in_docstrings_hold(module):
    assert doctest.testmod(module).failed == 0


@given(st.integers(0, 100 * 3600 * 100))
def test_a_time_survives_being_shown_and_read_again(hundredths):
    assert round(parse_clock(exact_clock(hundredths / 100)) * 100) == hundredths


@pytest.mark.parametrize("text", ["", "a", "1:60", "1:2:3:4", "-1", "1:-5", "٣:٠٥"])
def test_text_that_is_no_time_is_refused(text):
    with pytest.raises(ValueError, match="is not a time"):
        parse_clock(text)


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=30))
def test_any_name_becomes_one_that_podcast_apps_take(name):
    assert is_ascii_name(ascii_name(f"{name}.mp3"))


def test_clock_field_shows_what_it_reads():
    field = ClockField()

    assert (field.clean("1:05"), field.prepare_value(65.0)) == (65.0, "1:05")


def test_chapters_start_at_zero_and_ascend():
    chapters = [Chapter(1, "a"), Chapter(5, "b"), Chapter(5, "c")]

    with override("en"):
        assert {index: str(error.message) for index, error in chapter_errors(chapters).items()} == {
            0: "The first chapter must start at 0:00.",
            2: "A chapter must start after the one before it.",
        }
