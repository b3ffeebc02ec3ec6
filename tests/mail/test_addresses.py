import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.addresses import address_key, deliverable_address, normalise_address
from mail.errors import InvalidAddress


@pytest.mark.parametrize(
    ("written", "normalised"),
    [
        (" Ada@Kunta.Example ", "ada@kunta.example"),
        ("ada@TYÖ.example", "ada@xn--ty-gka.example"),
        ("ada@xn--ty-gka.example", "ada@xn--ty-gka.example"),
        ("A\u030aSA@kunta.example", "åsa@kunta.example"),  # A and a ring are one letter in NFC
        ("a.da+tori@kunta.example", "a.da+tori@kunta.example"),  # neither dots nor tags are folded
    ],
)
def test_spellings_of_one_address_are_equal(written: str, normalised: str):
    assert normalise_address(written) == normalised
    assert address_key(written) == address_key(normalised)


def test_address_is_sent_to_as_it_was_written():
    assert deliverable_address("Ada.Öberg@TYÖ.example") == "Ada.Öberg@xn--ty-gka.example"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "ada",
        "ada@",
        "@kunta.example",
        "a da@kunta.example",
        "ada@kunta.example\r\nBcc: eve@kunta.example",
        "a@b",
    ],
)
def test_what_is_no_address_is_refused_without_repeating_it(written: str):
    with pytest.raises(InvalidAddress) as caught:
        normalise_address(written)

    assert len(written) < 3 or written not in str(caught.value)


def test_key_of_an_address_depends_on_the_secret(settings):
    settings.SUPPRESSION_KEY = "one"
    first = address_key("ada@kunta.example")
    settings.SUPPRESSION_KEY = "two"

    assert address_key("ada@kunta.example") != first


@given(st.emails())
def test_normalising_twice_changes_nothing(address: str):
    try:
        once = normalise_address(address)
    except InvalidAddress:
        return  # reserved names and the like
    assert normalise_address(once) == once
