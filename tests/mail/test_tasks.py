from datetime import timedelta
from itertools import permutations

import pytest
from django_tasks import default_task_backend

from core.tasks import sweeps
from mail import tasks
from mail.models import Delivery, State
from mail.services import Content, queue_single, send_due, sweep
from mail.services.claim import claim, mark
from mail.services.sweep import SweepReport
from tests.mail.conftest import NOON, queue_issue, states

TEXT = Content("Vahvista", "", "Vahvista tilaus", "fi")
ORDERS = list(permutations([tasks.send_bulk_mail, tasks.send_single_mail, tasks.sweep_outbox]))


@pytest.mark.django_db
@pytest.mark.parametrize("order", ORDERS, ids=lambda order: "-".join(task.name[:6] for task in order))
def test_tasks_in_any_order_and_doubled_send_each_mail_once(sink, order):
    queue_issue("ada@kunta.example", "bob@kunta.example")
    queue_single(key="confirm:1", to="eve@kunta.example", content=TEXT, now=NOON)

    for task in (*order, *order):
        task.call()

    assert states() == [State.SENT] * 3
    assert sink.count == 3


@pytest.mark.django_db
def test_lost_task_is_made_good_by_the_sweep(sink):
    queue_single(key="confirm:1", to="eve@kunta.example", content=TEXT, now=NOON)

    for entry in sweeps:
        if entry.key.startswith("mail."):
            entry.task.call()

    assert (states(), sink.count) == ([State.SENT], 1)


@pytest.mark.django_db(transaction=True)
def test_queueing_wakes_a_worker_once_it_is_committed():
    default_task_backend.clear()

    queue_single(key="confirm:1", to="eve@kunta.example", content=TEXT, now=NOON)

    assert [result.task for result in default_task_backend.results] == [tasks.send_single_mail]
    default_task_backend.clear()


@pytest.mark.django_db
def test_refused_connection_does_not_fail_the_task(settings, unused_tcp_port: int):
    settings.MAIL_SMTP_PORT = unused_tcp_port
    queue_issue("ada@kunta.example")

    tasks.send_bulk_mail.call()

    assert states() == [State.QUEUED]


@pytest.mark.django_db
def test_expired_lease_decides_by_the_mark():
    queue_issue("ada@kunta.example", "bob@kunta.example", "eve@kunta.example")
    first, _second, third = claim(lane="bulk", now=NOON, limit=3)
    mark([first], now=NOON)
    Delivery.objects.filter(pk=third.pk).update(lease_until=NOON + timedelta(hours=1))  # its worker is alive

    report = sweep(now=NOON + timedelta(minutes=6))

    assert report == SweepReport(requeued=1, uncertain=1)
    assert states() == [State.UNCERTAIN, State.QUEUED, State.SENDING]
    assert sweep(now=NOON + timedelta(minutes=6)) == SweepReport(requeued=0, uncertain=0)


@pytest.mark.django_db
def test_worker_that_was_only_slow_cannot_end_a_mail_that_was_taken_from_it():
    queue_issue("ada@kunta.example")
    [slow] = claim(lane="bulk", now=NOON, limit=1)
    sweep(now=NOON + timedelta(minutes=6))
    [quick] = claim(lane="bulk", now=NOON + timedelta(minutes=7), limit=1)

    assert [mark([slow], now=NOON), mark([quick], now=NOON), mark([quick], now=NOON)] == [
        set(),
        {quick.pk},
        set(),
    ]


@pytest.mark.django_db
def test_limit_ends_a_run_and_the_next_goes_on(sink):
    queue_issue(*(f"a{n}@kunta.example" for n in range(5)))

    reports = [send_due(now=NOON, limit=3).sent, send_due(now=NOON, limit=3).sent]

    assert reports == [3, 2]
