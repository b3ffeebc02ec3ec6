"""What an editor does to a whole group, also while a worker is at it."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from mail.models import Delivery, DeliveryEvent, State
from mail.services import SendReport, cancel, pause, requeue, resume, send_due, suppress
from mail.services.claim import claim, mark
from tests.mail.conftest import NOON, queue_issue, states
from tests.mail.servers import HostileServer, Script

ADDRESSES = [f"a{number}@kunta.example" for number in range(12)]


@pytest.mark.django_db
def test_paused_group_waits_with_its_due_times_and_others_go_on(sink):
    queue_issue("ada@kunta.example", "bob@kunta.example")
    queue_issue("eve@kunta.example", group="issue:2")
    tomorrow = NOON + timedelta(days=1)
    Delivery.objects.filter(address="bob@kunta.example").update(state=State.DEFERRED, due_at=tomorrow)

    paused = [pause(group="issue:1", now=NOON), pause(group="issue:1", now=NOON)]
    queue_issue("sven@kunta.example")  # one more language of the paused group
    during = send_due(now=tomorrow)
    resumed = [resume(group="issue:1", now=tomorrow), resume(group="issue:1", now=tomorrow)]
    due = Delivery.objects.get(address="bob@kunta.example").due_at
    after = send_due(now=tomorrow)

    assert (paused, resumed) == ([True, False], [True, False])
    assert (during, due, after) == (SendReport(sent=1), tomorrow, SendReport(sent=3))


@pytest.mark.django_db
def test_claim_that_crossed_a_pause_gets_no_mark():
    message = queue_issue("ada@kunta.example", "bob@kunta.example")
    held, crossed = claim(lane="bulk", now=NOON, limit=2)

    pause(group="issue:1", now=NOON)
    # What PostgreSQL lets happen: the claim commits after the pause without having seen it.
    message.deliveries.filter(pk=crossed.pk).update(
        state=State.SENDING, claim=crossed.claim, lease_until=crossed.lease_until
    )

    assert mark([held, crossed], now=NOON) == set()
    assert states() == [State.QUEUED, State.SENDING]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("stop", [pause, cancel])
def test_nothing_is_handed_over_once_a_group_under_way_is_stopped(hostile: HostileServer, stop):
    queue_issue(*ADDRESSES)

    report = while_a_worker_sends(hostile, message=4, act=lambda: stop(group="issue:1", now=NOON))
    handed_over = len(hostile.seen.messages)
    resume(group="issue:1", now=NOON)
    later = send_due(now=NOON)

    # The fourth had been handed over already; of those that the worker had claimed, none follows it.
    assert (report, handed_over) == (SendReport(sent=4), 4)
    assert later == SendReport(sent=8 if stop is pause else 0)
    assert len(hostile.seen.messages) == Delivery.objects.filter(state=State.SENT).count() == later.sent + 4


def while_a_worker_sends(server: HostileServer, *, message: int, act: Callable[[], object]) -> SendReport:
    """Act in this thread while a worker in another one waits for the server's answer to a message."""
    reached, done, reports = threading.Event(), threading.Event(), []

    def hold(moment: str, number: int) -> None:
        if (moment, number) == ("end", message) and not done.is_set():
            reached.set()
            done.wait(20)

    def work() -> None:
        reports.append(send_due(now=NOON))
        connection.close()

    server.on_moment = hold
    worker = threading.Thread(target=work)
    worker.start()
    assert reached.wait(20)
    act()
    done.set()
    worker.join(20)
    return reports[0]


@pytest.mark.django_db
def test_those_to_whom_it_failed_are_mailed_again_when_an_editor_says_so(hostile: HostileServer):
    hostile.scripts.extendleft(
        [
            Script(end="close"),  # uncertain
            Script(rcpt="550 5.7.1 Not today"),
            Script(rcpt="550 5.1.1 Unknown"),  # and suppressed by it
            Script(),
        ]
    )
    queue_issue("sent@kunta.example", "gone@kunta.example", "no@kunta.example", "perhaps@kunta.example")
    send_due(now=NOON)
    before = states()

    only_rejected = requeue(group="issue:1", states=["rejected"], now=NOON)
    after = states()
    rest = requeue(group="issue:1", states=[State.FAILED, State.UNCERTAIN], now=NOON)
    report = send_due(now=NOON)

    assert before == [State.SENT, State.REJECTED, State.REJECTED, State.UNCERTAIN]
    assert (only_rejected, after) == (1, [State.SENT, State.REJECTED, State.QUEUED, State.UNCERTAIN])
    assert (rest, report) == (1, SendReport(sent=2))
    assert states() == [State.SENT, State.REJECTED, State.SENT, State.SENT]
    assert DeliveryEvent.objects.filter(detail="sent again by an editor").count() == 2


@pytest.mark.django_db
def test_suppressed_erased_and_cancelled_people_are_never_queued_again():
    queue_issue("left@kunta.example", "erased@kunta.example", "taken-back@kunta.example")
    Delivery.objects.update(state=State.FAILED)
    suppress(address="left@kunta.example", reason="unsubscribed", now=NOON)
    Delivery.objects.filter(address="erased@kunta.example").update(address="")
    Delivery.objects.filter(address="taken-back@kunta.example").update(state=State.CANCELLED)

    assert requeue(group="issue:1", states=["failed", "rejected", "uncertain"], now=NOON) == 0
    with pytest.raises(ValueError, match="cancelled"):
        requeue(group="issue:1", states=["cancelled"], now=NOON)


@pytest.mark.django_db
def test_who_is_mailed_again_is_tried_as_long_as_the_first_time(hostile: HostileServer):
    hostile.scripts[0] = Script(rcpt="450 4.2.2 Mailbox full")
    queue_issue("ada@kunta.example")
    late = NOON + timedelta(hours=80)
    send_due(now=NOON)
    send_due(now=late)

    requeue(group="issue:1", states=["failed"], now=late)

    assert send_due(now=late) == SendReport(deferred=1)
    assert Delivery.objects.get().attempts == 1
