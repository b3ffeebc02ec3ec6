from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from awards.errors import AlreadyNominated, DeedNotPublished, NotAllowed, WindowClosed
from awards.models import Nomination
from awards.services import nominate, restore, withdraw
from tests.awards.factories import NOON, WEEK, category, make_juror, make_round
from tests.deeds.factories import DeedFactory

pytestmark = pytest.mark.django_db


def given(**values):
    """What a valid nomination needs."""
    round = make_round()
    return {
        "deed": DeedFactory(),
        "category": category(round),
        "juror": make_juror(),
        "reason": "  Muutos näkyy arjessa.  ",
        "now": NOON,
        **values,
    }


def test_juror_nominates_a_deed_with_a_reason():
    values = given()

    nomination = nominate(**values)

    assert (nomination.round, nomination.category, nomination.deed, nomination.juror) == (
        values["category"].round, values["category"], values["deed"], values["juror"],
    )  # fmt: skip
    assert (nomination.reason, nomination.created_at, nomination.withdrawn_at) == (
        "Muutos näkyy arjessa.", NOON, None,
    )  # fmt: skip


def test_same_deed_is_nominated_once_per_category_and_juror():
    values = given()
    nominate(**values)

    with pytest.raises(AlreadyNominated):
        nominate(**values)

    nominate(**{**values, "category": category(values["category"].round, "together")})
    nominate(**{**values, "juror": make_juror("toinen@example.org")})
    assert Nomination.objects.count() == 3


def test_withdrawn_nomination_may_be_made_again():
    values = given()
    first = withdraw(nomination=nominate(**values), juror=values["juror"], now=NOON)

    second = nominate(**values)

    assert list(Nomination.objects.standing()) == [second]
    with pytest.raises(AlreadyNominated):
        restore(nomination=first, juror=values["juror"], now=NOON)


def test_withdrawal_is_undone_while_the_category_is_open():
    values = given()
    nomination = withdraw(nomination=nominate(**values), juror=values["juror"], now=NOON)
    assert nomination.withdrawn_at == NOON

    restore(nomination=nomination, juror=values["juror"], now=NOON)

    assert Nomination.objects.get().withdrawn_at is None


@pytest.mark.parametrize(
    ("code", "offset", "is_open"),
    [
        ("everyday", -WEEK - timedelta(seconds=1), False),
        ("everyday", -WEEK, True),
        ("everyday", WEEK - timedelta(seconds=1), True),
        ("everyday", WEEK, False),
        ("together", timedelta(hours=23), True),
        ("together", timedelta(days=1), False),
    ],
)
def test_window_opens_with_the_round_and_closes_with_the_category(code, offset, is_open):
    values = given(now=NOON + offset)
    values["category"] = category(values["category"].round, code)

    if is_open:
        assert nominate(**values).pk
    else:
        with pytest.raises(WindowClosed):
            nominate(**values)
        assert not Nomination.objects.exists()


def test_nothing_is_withdrawn_after_closing():
    values = given()
    nomination = nominate(**values)

    with pytest.raises(WindowClosed):
        withdraw(nomination=nomination, juror=values["juror"], now=NOON + WEEK)

    assert Nomination.objects.standing().count() == 1


def test_only_jurors_nominate_and_only_their_own_is_withdrawn():
    values = given()
    nomination = nominate(**values)

    with pytest.raises(NotAllowed):
        nominate(**{**values, "juror": make_juror("lukija@example.org", may=False)})
    with pytest.raises(NotAllowed):
        withdraw(nomination=nomination, juror=make_juror("toinen@example.org"), now=NOON)

    assert list(Nomination.objects.standing()) == [nomination]


def test_deed_that_readers_cannot_see_is_not_nominated():
    values = given()
    values["deed"].source_page.unpublish()

    with pytest.raises(DeedNotPublished):
        nominate(**values)


@pytest.mark.parametrize("reason", ["", "   ", "x" * 1201])
def test_reason_is_asked_for_and_bounded(reason):
    with pytest.raises(ValidationError):
        nominate(**given(reason=reason))


def test_nomination_outlives_the_account_of_its_juror():
    values = given()
    nominate(**values)

    values["juror"].delete()

    assert Nomination.objects.get().juror is None


@pytest.mark.django_db(transaction=True)
def test_of_many_clicks_at_once_one_is_saved():
    values = given()

    def click(_number):
        try:
            nominate(**values)
        except AlreadyNominated:
            return "refused"
        finally:
            connection.close()
        return "saved"

    with ThreadPoolExecutor(max_workers=6) as pool:
        answers = sorted(pool.map(click, range(6)))

    assert answers == ["refused"] * 5 + ["saved"]
    assert Nomination.objects.count() == 1
