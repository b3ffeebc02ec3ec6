"""An issue whose workers die: tests/mail/test_crash.py kills real processes; here is what a dispatch makes of it."""

from collections import Counter
from datetime import timedelta

import pytest
import time_machine

from mail.mailbox import read_mailbox
from mail.models import Delivery
from mail.services import send_due, sweep
from mail.services.claim import claim, mark
from newsletter.services.approving import approve_issue
from newsletter.services.compiling import compile_issue
from newsletter.services.dispatching import start_dispatch
from newsletter.services.progress import delivery_states, finish_dispatches
from newsletter.services.subscriptions import unsubscribe
from tests.newsletter.issues import NOON, make_issue, make_reader, make_user

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


def test_sum_of_states_is_the_audience_after_workers_died(letter, sink):
    readers = [make_reader(letter, f"fi{number}") for number in range(25)]
    readers += [make_reader(letter, f"sv{number}", language="sv") for number in range(15)]
    issue = make_issue(letter)
    compile_issue(issue=issue, now=NOON)
    approve_issue(issue=issue, user=make_user(), now=NOON)
    dispatch = start_dispatch(issue=issue, user=None, now=NOON)

    # What `kill -9` leaves of two workers: each has claimed a batch, one was ending a message.
    first, *_others = claim(lane="bulk", now=NOON, limit=10)
    mark([first], now=NOON)
    claim(lane="bulk", now=NOON, limit=10)
    unsubscribe(subscription=readers[-1], how="button", now=NOON)
    with time_machine.travel(LATER, tick=False):
        reports = [send_due(now=NOON).sent, sweep(now=LATER), send_due(now=LATER).sent]
        finish_dispatches(now=LATER)

    dispatch.refresh_from_db()
    states = delivery_states(dispatch)
    audience = sum(part.audience for part in dispatch.languages.all())
    assert (reports[0], reports[1].requeued, reports[1].uncertain, reports[2]) == (19, 19, 1, 19)
    assert states == Counter({"sent": 38, "uncertain": 1, "cancelled": 1})
    assert (sum(states.values()), audience, dispatch.state) == (40, 40, "sent")
    copies = Counter(entry.to for entry in read_mailbox(sink.filer.directory))
    assert copies == Counter(Delivery.objects.filter(state="sent").values_list("address", flat=True))
