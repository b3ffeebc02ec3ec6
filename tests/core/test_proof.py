"""The proof of work of public forms: wider limits with it, the old ones without, nobody refused for it."""

import hashlib
import re
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from django import forms
from django.core.cache import cache
from django.test import RequestFactory

from core.checks import check_proof_bits
from core.proof import WIDER, leading_zero_bits
from core.public_forms import PublicForm, network_may
from tests.core.proving import solve

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
LATER = NOON + timedelta(seconds=10)
BITS = 8  # as hard as a test needs it


class ExampleForm(PublicForm):
    purpose = "example"
    name = forms.CharField()


class OtherForm(ExampleForm):
    purpose = "other"


@pytest.fixture(autouse=True)
def _proofs(settings):
    cache.clear()
    settings.PUBLIC_FORM_PROOF_BITS = BITS


def hidden(form: PublicForm) -> dict[str, str]:
    """What the form's hidden fields hold."""
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', form.hidden_guard))


def sent(values: dict[str, str], form: type[PublicForm] = ExampleForm, now: datetime = LATER) -> PublicForm:
    bound = form({"name": "Ada"} | values, now=now)
    assert bound.is_valid(), bound.errors
    return bound


def proved(form: PublicForm) -> dict[str, str]:
    values = hidden(form)
    return values | {"proof_number": solve(values["proof_challenge"], BITS)}


def test_proof_holds_once():
    values = proved(ExampleForm(now=NOON))

    assert [sent(values).spend_proof() for _time in range(3)] == [True, False, False]


def wrong_number(values: dict[str, str]) -> dict[str, str]:
    challenge = values["proof_challenge"]
    number = next(n for n in map(str, count()) if _bits(challenge, n) < BITS)
    return values | {"proof_number": number}


def _bits(challenge: str, number: str) -> int:
    return leading_zero_bits(hashlib.sha256(f"{challenge}:{number}".encode()).digest())


def altered(challenge: str) -> str:
    return challenge[:-1] + ("x" if challenge[-1] != "x" else "y")


@pytest.mark.parametrize(
    "change",
    [
        wrong_number,
        lambda values: values | {"proof_number": ""},
        lambda values: values | {"proof_number": "9" * 21},
        lambda values: values | {"proof_number": "ä\x00"},
        lambda values: values | {"proof_challenge": ""},
        lambda values: values | {"proof_challenge": altered(values["proof_challenge"])},
        lambda values: (
            values | {"form_token": hidden(ExampleForm(now=NOON - timedelta(minutes=1)))["form_token"]}
        ),
        lambda values: {key: value for key, value in values.items() if not key.startswith("proof")},
    ],
    ids=["wrong", "none", "long", "odd", "no challenge", "altered", "another form's", "no field"],
)
def test_wrong_proof_is_taken_as_none_and_the_form_all_the_same(change):
    form = sent(change(proved(ExampleForm(now=NOON))))

    assert form.spend_proof() is False
    assert form.cleaned_data == {"name": "Ada"}


def test_proof_of_another_kind_of_form_or_of_yesterday_is_none():
    values = proved(ExampleForm(now=NOON))
    other = proved(OtherForm(now=NOON))

    assert (
        sent(values | {key: other[key] for key in ("proof_challenge", "proof_number")}).spend_proof() is False
    )
    late = ExampleForm({"name": "Ada"} | values, now=NOON + timedelta(hours=25))
    assert late.spend_proof() is False


def test_without_a_proof_the_limits_stay_and_with_one_they_are_wider():
    """An office behind one address: who has JavaScript goes on when the forms without a proof are used up."""
    request = RequestFactory().post("/")

    def may(values: dict[str, str]) -> bool:
        return network_may(request, sent(values), scope="example", per_network=2, per_site=100, now=LATER)

    plain = [may(hidden(ExampleForm(now=NOON))) for _time in range(3)]
    with_proof = [may(proved(ExampleForm(now=NOON))) for _time in range(2 * WIDER + 1)]

    assert plain == [True, True, False]
    assert with_proof == [True] * (2 * WIDER) + [False]


def test_turned_off_nothing_of_it_is_on_the_page(settings):
    values = proved(ExampleForm(now=NOON))
    settings.PUBLIC_FORM_PROOF_BITS = 0

    assert "proof" not in ExampleForm(now=NOON).hidden_guard
    assert sent(values).spend_proof() is False


def test_form_that_does_not_ask_for_it_has_nothing_of_it():
    class LinkForm(ExampleForm):
        asks_proof = False

    assert "proof" not in LinkForm(now=NOON).hidden_guard


@pytest.mark.parametrize(("bits", "is_wrong"), [(-1, True), (0, False), (13, False), (20, False), (21, True)])
def test_difficulty_that_no_browser_would_bear_is_refused_at_the_start(settings, bits: int, is_wrong: bool):
    settings.PUBLIC_FORM_PROOF_BITS = bits

    assert bool(check_proof_bits(None)) is is_wrong
