import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.numbers import read_number, read_numbers
from deeds.sources import deed_source

LONGEST = 10**18 - 1


@given(st.integers(min_value=0, max_value=LONGEST))
def test_what_fits_the_database_is_read(number: int):
    assert read_number(str(number)) == number


@given(st.text() | st.integers(max_value=-1).map(str) | st.integers(min_value=LONGEST + 1).map(str))
def test_anything_else_is_none_or_a_number_in_range(text: str):
    number = read_number(text)

    assert number is None or 0 <= number <= LONGEST


def test_those_that_are_numbers_are_kept_in_order():
    assert read_numbers(["3", "x", "", "²", "9" * 30, "1"]) == [3, 1]


@pytest.mark.django_db
def test_a_ref_of_any_length_names_no_deed():
    assert deed_source.get_items(["9" * 30, "²", "-1"], language="fi") == {}
