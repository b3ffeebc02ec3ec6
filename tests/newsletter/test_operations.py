"""What an editor does to many subscribers at once, and the way back."""

from datetime import date, timedelta
from typing import Any

import pytest

from contacts.services import CONSENT, erase_contact
from core import ledger
from core.models import LedgerEntry
from newsletter.errors import NothingToUndo
from newsletter.models import (
    Newsletter,
    OperationStep,
    SubscriberOperation,
    Subscription,
    SubscriptionAttribute,
)
from newsletter.services import operations
from newsletter.services.operations import (
    UNDO_FOR,
    Change,
    begin_change,
    run_operation,
    tidy_changes,
    undo_operation,
)
from newsletter.services.subscriptions import pause, unsubscribe
from tests.newsletter.subscribing import NOON, active, make_newsletter, sign_up

pytestmark = pytest.mark.django_db
LATER = (NOON + timedelta(days=9)).date()


def state(subscription: Subscription) -> list[Any]:
    """Everything that may be chosen of a subscription, with what belongs to it."""
    fresh = Subscription.objects.select_related("contact").get(pk=subscription.pk)
    attributes = sorted(fresh.attribute_rows.values_list("key", flat=True))
    fields = (fresh.state, fresh.language, fresh.paused_until, fresh.ended_at, fresh.confirmed_at)
    return [*fields, fresh.topics, attributes, fresh.contact.language]


def people(newsletter: Newsletter) -> list[Subscription]:
    ada = active(newsletter, "ada@example.org", topics=("a:1", "a:2"))
    bob = active(newsletter, "bob@example.org", topics=("a:1",), paused_until=date(2027, 1, 1))
    cec = active(newsletter, "cec@example.org")
    SubscriptionAttribute.objects.create(subscription=ada, key="area:north")
    return [
        ada,
        bob,
        cec,
        active(newsletter, "dan@example.org", ended_at=NOON),
        sign_up(newsletter, "eve@example.org"),
    ]


def changed(kind: str, value: str = "") -> SubscriberOperation:
    change = Change(kind, value)
    operation = begin_change(change=change, rows=Subscription.objects.all(), user=None, now=NOON)
    run_operation(operation=operation, now=NOON)
    return operation


@pytest.mark.parametrize(
    ("kind", "value", "place", "after", "number"),
    [
        ("pause", LATER.isoformat(), 2, [LATER, LATER, LATER], 3),
        ("language", "sv", 1, ["sv", "sv", "sv"], 3),
        ("add_topic", "b:1", 5, [["a:1", "a:2", "b:1"], ["a:1", "b:1"], []], 2),
        ("remove_topic", "a:1", 5, [["a:2"], ["a:1"], []], 1),
        ("end", "", 0, ["ended", "ended", "ended"], 3),
    ],
)
def test_change_touches_whom_it_concerns_and_is_taken_back_exactly(kind, value, place, after, number):
    everybody = people(make_newsletter())
    before = [state(row) for row in everybody]
    entries = LedgerEntry.objects.count()

    operation = changed(kind, value)

    assert [state(row)[place] for row in everybody[:3]] == after
    assert [state(row) for row in everybody[3:]] == before[3:]
    assert (operation.total, operation.changed) == (number, number)
    written = list(LedgerEntry.objects.order_by("number")[entries:])
    assert {"editor"} == {entry.facts.get("by", entry.facts.get("how")) for entry in written}
    assert len(written) == number

    undo_operation(operation=operation, now=NOON)
    run_operation(operation=operation, now=NOON)

    assert [state(row) for row in everybody] == before
    assert (operation.state, operation.restored, operation.kept) == ("undone", number, 0)
    assert ledger.verify(chain=CONSENT).problems == ()


def test_who_chose_something_since_stays_as_they_chose():
    ada, bob, cec, *_others = people(make_newsletter())
    operation = changed("language", "en")
    ada.refresh_from_db()
    pause(subscription=ada, until=LATER, now=NOON)
    unsubscribe(subscription=bob, how="one-click", now=NOON)

    undo_operation(operation=operation, now=NOON)
    run_operation(operation=operation, now=NOON)

    assert [state(row)[1] for row in (ada, bob, cec)] == ["en", "en", "fi"]
    assert (operation.restored, operation.kept) == (1, 2)


def test_change_can_be_taken_back_for_half_an_hour_and_once():
    people(make_newsletter())
    operation = changed("end")

    with pytest.raises(NothingToUndo):
        undo_operation(operation=operation, now=NOON + UNDO_FOR + timedelta(seconds=1))
    undo_operation(operation=operation, now=NOON + UNDO_FOR)
    with pytest.raises(NothingToUndo):
        undo_operation(operation=operation, now=NOON)


def test_change_that_was_cut_off_goes_on_with_the_rest(monkeypatch: pytest.MonkeyPatch):
    newsletter = make_newsletter()
    rows = [active(newsletter, f"reader-{number}@example.org") for number in range(5)]
    monkeypatch.setattr(operations, "BATCH", 2)
    whole, calls = operations.set_preferences, []

    def cut_off(**values: Any) -> bool:
        calls.append(1)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return whole(**values)

    monkeypatch.setattr(operations, "set_preferences", cut_off)
    with pytest.raises(KeyboardInterrupt):
        changed("language", "sv")
    operation = SubscriberOperation.objects.get()
    assert (operation.changed, Subscription.objects.filter(language="sv").count()) == (2, 2)
    erase_contact(contact=rows[4].contact, now=NOON)

    run_operation(operation=operation, now=NOON)

    assert (operation.state, operation.changed, operation.total) == ("done", 4, 5)
    assert LedgerEntry.objects.filter(kind="changed").count() == 4


def test_what_can_not_be_taken_back_any_more_is_forgotten():
    people(make_newsletter())
    changed("end")

    assert tidy_changes(now=NOON + timedelta(hours=23)) == 0
    assert tidy_changes(now=NOON + timedelta(hours=25)) == 1
    assert OperationStep.objects.count() == 0
