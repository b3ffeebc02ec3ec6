"""A task only wakes work up: lost, doubled or out of order, the sweeps bring about the same end state."""

import json
import random
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django_tasks import default_task_backend

from core.ledger_heads import heads_file
from core.tasks import sweeps
from deeds.models import Deed, DeedPage
from mail.mailbox import read_mailbox
from mail.models import Delivery
from mail.sink import MailSink
from newsletter.models import Dispatch, Issue, Newsletter, Subscription
from newsletter.services.approving import approve_issue
from newsletter.services.compiling import compile_issue
from newsletter.services.dispatching import start_dispatch
from newsletter.services.subscriptions import SignUp, subscribe
from tests.deeds.factories import DeedPageFactory
from tests.newsletter.conftest import sums_come_out  # noqa: F401  (a fixture of every test here)
from tests.newsletter.issues import NOON, make_issue, make_newsletter, make_reader, make_user

LATER = NOON + timedelta(hours=2)
Calls = list[Callable[[], Any]]


def arrange() -> None:
    """One piece of work of every kind that a task or a sweep takes further."""
    newsletter, user = make_newsletter(), make_user()
    DeedPageFactory(number=7, now=NOON)
    for name in ("ada", "bob", "eve"):
        make_reader(newsletter, name)
    _dispatch(newsletter, user, at=None)
    _dispatch(newsletter, user, at=NOON + timedelta(hours=1))
    _sign_up(newsletter, "late", now=NOON - timedelta(days=20))
    _sign_up(newsletter, "new", now=NOON)
    coming = DeedPageFactory(number=8, title="Tulossa", live=False, now=NOON)
    coming.go_live_at = NOON + timedelta(hours=1)
    coming.save_revision().publish()


def _dispatch(newsletter: Newsletter, user: Any, *, at: Any) -> None:
    issue = make_issue(newsletter, items=[("deed", "7")])
    compile_issue(issue=issue, now=NOON)
    approve_issue(issue=issue, user=user, now=NOON)
    start_dispatch(issue=issue, user=user, now=NOON, at=at)


def _sign_up(newsletter: Newsletter, name: str, *, now: Any) -> None:
    sign_up = SignUp(newsletter=newsletter, address=f"{name}@example.org", language="fi")
    subscribe(sign_up=sign_up, now=now)


def end_state(sink: MailSink) -> dict[str, Any]:
    lines = [json.loads(line) for line in heads_file().read_text().splitlines()]
    return {
        "deliveries": Counter(Delivery.objects.values_list("lane", "state")),
        "copies": Counter(entry.to for entry in read_mailbox(sink.filer.directory)),
        "dispatches": Counter(Dispatch.objects.values_list("state", flat=True)),
        "unsent issues": Issue.objects.exclude(editions__sent_at__isnull=False).count(),
        "subscriptions": Counter(Subscription.objects.values_list("state", flat=True)),
        "pages": Counter(DeedPage.objects.values_list("title", "live")),
        "deeds": Counter(Deed.objects.values_list("number", "state")),
        "heads": {(line["chain"], line["number"]) for line in lines},
    }


def in_order(calls: Calls) -> Calls:
    return calls


def turned_round(calls: Calls) -> Calls:
    return calls[::-1]


def doubled_and_mixed(calls: Calls) -> Calls:
    mixed = calls * 2
    random.Random(20261121).shuffle(mixed)
    return mixed


def lost(calls: Calls) -> Calls:
    return []


def recorded() -> Calls:
    """What was queued since the last time, as calls."""
    results = list(default_task_backend.results)
    default_task_backend.clear()
    return [lambda result=result: result.task.call(*result.args, **result.kwargs) for result in results]


def swept(order: Sequence[int]) -> Calls:
    periodic = list(sweeps)
    return [periodic[place].task.call for place in order]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fate", "backwards"),
    [
        # Each fate once, each order of the sweeps twice; the others in `make test-long`.
        (in_order, True),
        (turned_round, False),
        (doubled_and_mixed, True),
        (lost, False),
        *(
            pytest.param(fate, backwards, marks=pytest.mark.long)
            for fate, backwards in (
                (in_order, False),
                (turned_round, True),
                (doubled_and_mixed, False),
                (lost, True),
            )
        ),
    ],
)
def test_whatever_becomes_of_tasks_the_sweeps_restore_the_same_end_state(
    sink: MailSink, settings, tmp_path, django_capture_on_commit_callbacks, fate, backwards
):
    settings.LEDGER_DIR = tmp_path / "ledger"
    default_task_backend.clear()
    with time_machine.travel(NOON, tick=False), django_capture_on_commit_callbacks(execute=True):
        arrange()
    order = list(range(len(list(sweeps))))[:: -1 if backwards else 1]

    with time_machine.travel(LATER, tick=False):
        queued = recorded()
        for _round in range(4):  # a sweep may leave work for another one's next turn, a minute later
            with django_capture_on_commit_callbacks(execute=True):
                for call in [*fate(queued), *fate(swept(order)), *swept(order)]:
                    call()
            queued = recorded()

    assert end_state(sink) == {
        # Three readers of two issues, and two mails that confirm.
        "deliveries": Counter({("bulk", "sent"): 6, ("single", "sent"): 2}),
        "copies": Counter(
            {
                "ada@example.org": 2,
                "bob@example.org": 2,
                "eve@example.org": 2,
                "late@example.org": 1,
                "new@example.org": 1,
            }
        ),
        "dispatches": Counter({"sent": 2}),
        "unsent issues": 0,
        "subscriptions": Counter({"active": 3, "pending": 1}),
        "pages": Counter({("Aamupalaveri seisten", True): 1, ("Tulossa", True): 1}),
        "deeds": Counter({(7, "live"): 1, (8, "live"): 1}),
        "heads": {("consent", 2)},
    }
