import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from core import links

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(blacklist_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(blacklist_categories=["Cs"])), inner, max_size=3)
    ),
    max_leaves=6,
)


def _sign(value="ada"):
    return links.sign(purpose="preferences", value=value, now=NOON)


@given(value=VALUES)
def test_link_gives_back_what_was_signed(value):
    assert links.read(purpose="preferences", token=_sign(value), now=NOON) == value


@given(data=st.data())
def test_link_with_one_letter_altered_is_refused(data):
    token = _sign()
    place = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.characters(blacklist_categories=["Cs"], blacklist_characters=token[place]))

    with pytest.raises(links.BadLink):
        links.read(purpose="preferences", token=token[:place] + letter + token[place + 1 :], now=NOON)


@given(token=st.text(st.characters(blacklist_categories=["Cs"])))
def test_nonsense_is_refused(token):
    with pytest.raises(links.BadLink):
        links.read(purpose="preferences", token=token, now=NOON)


def test_link_of_another_purpose_is_refused():
    with pytest.raises(links.BadLink):
        links.read(purpose="unsubscribe", token=_sign(), now=NOON)


def test_purpose_and_body_cannot_be_shifted_into_each_other():
    token = links.sign(purpose="a", value="b", now=NOON)
    key, body, mac = token.split(".")

    with pytest.raises(links.BadLink):
        links.read(purpose=f"a\n{body[:2]}", token=f"{key}.{body[2:]}.{mac}", now=NOON)


def test_link_is_refused_from_its_age_on():
    age = timedelta(days=30)

    assert links.read(purpose="preferences", token=_sign(), now=NOON + age, max_age=age) == "ada"
    with pytest.raises(links.BadLink) as caught:
        links.read(purpose="preferences", token=_sign(), now=NOON + age + timedelta(seconds=1), max_age=age)
    assert caught.value.expired


def test_link_without_an_age_works_for_years():
    assert links.read(purpose="preferences", token=_sign(), now=NOON.replace(year=2046)) == "ada"


def test_link_signed_with_an_older_key_still_works(settings):
    settings.LINK_KEYS = ["old:first secret"]
    token = _sign()
    settings.LINK_KEYS = ["new:second secret", "old:first secret"]

    assert links.read(purpose="preferences", token=token, now=NOON) == "ada"
    assert _sign().startswith("new.")


def test_link_is_refused_once_its_key_is_taken_away(settings):
    settings.LINK_KEYS = ["old:first secret"]
    token = _sign()
    settings.LINK_KEYS = ["new:second secret"]

    with pytest.raises(links.BadLink):
        links.read(purpose="preferences", token=token, now=NOON)


def test_link_stays_valid_when_the_session_secret_rotates(settings):
    token = _sign()
    settings.SECRET_KEY = "another"

    assert links.read(purpose="preferences", token=token, now=NOON) == "ada"


def test_link_is_safe_in_an_address_and_readable_by_its_holder():
    token = _sign("å / ?")

    body = token.split(".")[1]
    padded = body + "=" * (-len(body) % 4)
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")
    assert json.loads(base64.urlsafe_b64decode(padded)) == [int(NOON.timestamp()), "å / ?"]


@pytest.mark.parametrize("keys", [[], ["secret-without-an-id"], ["1:"], [":secret"]])
def test_a_key_without_id_or_secret_signs_nothing(settings, keys: list[str]):
    settings.LINK_KEYS = keys

    with pytest.raises(ImproperlyConfigured):
        _sign()
