from datetime import timedelta

import pytest

from mail.models import Delivery, Message, Reason, State, Suppression
from mail.services import (
    Content,
    erase_address,
    lift_suppression,
    purge,
    queue_single,
    send_due,
    suppress,
    suppressed,
)
from tests.mail.conftest import NOON, queue_issue, states

pytestmark = pytest.mark.django_db

TEXT = Content("Vahvista", "", "Vahvista tilaus", "fi")


def test_suppressed_address_is_known_in_any_spelling_and_by_hash_alone():
    suppress(address="Ada@Kunta.example", reason="bounced", now=NOON)

    assert suppressed(["ada@KUNTA.example", "bob@kunta.example"]) == {"ada@KUNTA.example"}
    assert "ada" not in str(Suppression.objects.values().get())


def test_stronger_reason_stays():
    for reason in ("unsubscribed", "complained", "bounced"):
        suppress(address="ada@kunta.example", reason=reason, now=NOON)

    assert Suppression.objects.get().reason == Reason.COMPLAINED


def test_confirming_again_lifts_all_but_a_block():
    suppress(address="ada@kunta.example", reason="bounced", now=NOON)
    suppress(address="bob@kunta.example", reason="blocked", now=NOON)

    lifted = [lift_suppression(address=address) for address in ("ada@kunta.example", "bob@kunta.example")]

    assert lifted == [True, False]
    assert suppressed(["ada@kunta.example", "bob@kunta.example"]) == {"bob@kunta.example"}


def test_address_suppressed_after_the_audience_was_frozen_gets_nothing(sink):
    queue_issue("ada@kunta.example", "bob@kunta.example")
    suppress(address="ada@kunta.example", reason="complained", now=NOON)

    report = send_due(now=NOON)

    assert (report.sent, report.cancelled, sink.count) == (1, 1, 1)
    assert states() == [State.CANCELLED, State.SENT]


@pytest.mark.parametrize(("reason", "state"), [("complained", State.SENT), ("blocked", State.CANCELLED)])
def test_only_a_block_stops_mail_that_the_person_asked_for(sink, reason, state):
    suppress(address="ada@kunta.example", reason=reason, now=NOON)
    queue_single(key="confirm:1", to="ada@kunta.example", content=TEXT, now=NOON)

    send_due(now=NOON)

    assert states() == [state]


def test_erasing_forgets_the_person_and_keeps_the_count_and_the_block(sink):
    queue_issue("ada@kunta.example", "bob@kunta.example")
    send_due(now=NOON)
    queue_issue("ada@kunta.example", group="issue:2")
    queue_single(key="confirm:1", to="ada@kunta.example", content=TEXT, now=NOON)
    suppress(address="ada@kunta.example", reason="blocked", now=NOON)

    touched = erase_address(address="ADA@kunta.example", now=NOON)

    assert touched == 3
    assert states() == [State.SENT, State.SENT, State.CANCELLED]
    assert (
        Delivery.objects.exclude(address="bob@kunta.example").filter(address="", name="", tokens={}).count()
        == 2
    )
    assert not Message.objects.filter(text__contains="Vahvista").exists()
    assert suppressed(["ada@kunta.example"]) == {"ada@kunta.example"}


def test_old_single_mail_is_deleted_once_it_is_settled(sink):
    queue_issue("ada@kunta.example")
    queue_single(key="confirm:1", to="ada@kunta.example", content=TEXT, now=NOON)
    send_due(now=NOON)
    queue_single(key="confirm:2", to="bob@kunta.example", content=TEXT, now=NOON)

    purged = [purge(now=NOON + timedelta(days=days)) for days in (29, 31)]

    assert purged == [0, 1]
    assert [delivery.address for delivery in Delivery.objects.order_by("pk")] == [
        "ada@kunta.example",
        "bob@kunta.example",
    ]
    assert states() == [State.SENT, State.QUEUED]


def test_old_bulk_mail_keeps_its_count_and_the_keyed_hash_and_forgets_whom_it_reached(sink):
    queue_issue("ada@kunta.example")
    send_due(now=NOON)
    queue_issue("bob@kunta.example", group="issue:2")  # never sent: it must still find its reader
    key = Delivery.objects.order_by("pk")[0].address_key

    for days in (179, 181):
        purge(now=NOON + timedelta(days=days))
        kept = list(Delivery.objects.order_by("pk").values_list("address", "name", "tokens", "state"))
        if days == 179:
            assert [address for address, *_rest in kept] == ["ada@kunta.example", "bob@kunta.example"]

    assert kept == [("", "", {}, State.SENT), ("bob@kunta.example", "Bob", {"link": "t-0"}, State.QUEUED)]
    assert Delivery.objects.filter(address_key=key).count() == 1
