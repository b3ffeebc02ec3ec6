"""A run under way: paused, let go on, stopped, and watched."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from mail.models import Delivery
from mail.pace.breaker import close_breaker, open_breaker
from mail.pace.models import Breaker
from mail.services import send_due
from newsletter.models import Dispatch, DispatchState, Newsletter
from newsletter.services.approving import approve_issue
from newsletter.services.compiling import compile_issue
from newsletter.services.controlling import cancel_dispatch, pause_dispatch, resume_dispatch
from newsletter.services.dispatching import start_dispatch
from newsletter.services.progress import Trouble, progress_of
from tests.newsletter.issues import NOON, make_issue, make_reader, make_user

pytestmark = pytest.mark.django_db
READERS = ("aino", "eero", "olli", "tuuli")


def sending(letter: Newsletter, *names: str, at=None) -> Dispatch:
    for name in names:
        make_reader(letter, name)
    issue = make_issue(letter)
    compile_issue(issue=issue, now=NOON)
    approve_issue(issue=issue, user=make_user(f"approver-{issue.pk}"), languages=["fi"], now=NOON)
    return start_dispatch(issue=issue, user=None, languages=["fi"], at=at, now=NOON)


@pytest.mark.django_db(transaction=True)
def test_nothing_goes_while_a_run_is_paused_and_the_rest_goes_when_it_goes_on(letter, sink):
    dispatch = sending(letter, *READERS)
    send_due(now=NOON, limit=1)

    pauses = [pause_dispatch(dispatch=dispatch, user=None, now=NOON) for _twice in range(2)]
    send_due(now=NOON)
    [held] = progress_of(Dispatch.objects.all(), now=NOON)
    goes_on = [resume_dispatch(dispatch=dispatch, user=None, now=NOON) for _twice in range(2)]
    send_due(now=NOON)
    [through] = progress_of(Dispatch.objects.all(), now=NOON)

    assert (pauses, goes_on) == ([True, False], [True, False])
    assert (held.state, held.done, held.total) == (DispatchState.PAUSED, 1, 4)
    assert (through.state, through.done, through.percent) == (DispatchState.SENT, 4, 100)


@pytest.mark.django_db(transaction=True)
def test_a_paused_run_is_stopped_with_what_it_has_sent(letter, sink):
    dispatch = sending(letter, *READERS)
    send_due(now=NOON, limit=1)
    pause_dispatch(dispatch=dispatch, user=None, now=NOON)

    stopped = cancel_dispatch(dispatch=dispatch, now=NOON)

    assert (stopped, resume_dispatch(dispatch=dispatch, user=None, now=NOON)) == (True, False)
    [progress] = progress_of([dispatch], now=NOON)
    assert (progress.state, progress.states) == (DispatchState.CANCELLED, {"sent": 1, "cancelled": 3})


def set_states(dispatch: Dispatch, *states: dict[str, object]) -> None:
    rows = Delivery.objects.filter(message__group=dispatch.group).order_by("pk")
    for row, fields in zip(rows, states, strict=True):
        Delivery.objects.filter(pk=row.pk).update(**fields)


def test_rate_time_left_and_troubles_are_counted_from_the_deliveries(letter: Newsletter):
    dispatch = sending(letter, *READERS, "ulla")
    set_states(
        dispatch,
        {"state": "sent", "sent_at": NOON},
        {"state": "sent", "sent_at": NOON - timedelta(minutes=3)},
        {"state": "deferred", "status": "4.7.1"},
        {"state": "rejected", "status": "5.1.1"},
        {"state": "queued"},
    )

    [progress] = progress_of([dispatch], now=NOON + timedelta(seconds=30))

    assert (progress.done, progress.total, progress.percent) == (3, 5, 60)
    assert (progress.per_minute, progress.time_left) == (1, timedelta(minutes=1))
    assert progress.troubles == [
        Trouble("fi", "deferred", "4.7.1", 1),
        Trouble("fi", "rejected", "5.1.1", 1),
    ]
    assert progress.parts[0].is_whole


@pytest.mark.parametrize("number", [1, 3])
def test_three_runs_take_as_many_queries_as_one(letter: Newsletter, number: int, django_assert_num_queries):
    runs = [sending(letter) for _n in range(number)]

    with django_assert_num_queries(6):
        progress_of(runs, now=NOON)


def test_a_terminal_shows_how_far_a_run_is(letter: Newsletter):
    dispatch = sending(letter, "aino", "eero")
    set_states(dispatch, {"state": "sent", "sent_at": NOON}, {"state": "rejected", "status": "5.1.1"})
    waiting = sending(letter, at=NOON + timedelta(days=3650))
    out, early = StringIO(), StringIO()

    call_command("watch_dispatch", str(dispatch.pk), stdout=out)
    call_command("watch_dispatch", str(waiting.pk), once=True, stdout=early)

    lines = out.getvalue().splitlines()
    assert lines[0].partition("  ")[2] == "sent  2 of 2, 100 %, 0 a minute"
    assert lines[1:] == ["fi: 2 people: rejected 1, sent 1", "fi: 1 rejected 5.1.1"]
    assert "waits for its time" in early.getvalue()
    with pytest.raises(CommandError, match="There is no run 999"):
        call_command("watch_dispatch", "999")
    with pytest.raises(CommandError, match="--every 0 is no pause"):
        call_command("watch_dispatch", str(waiting.pk), every=0)


def test_screen_and_terminal_say_that_the_mail_server_takes_nothing(letter: Newsletter, admin_client: Client):
    dispatch = sending(letter, "aino")
    open_breaker(transport="127.0.0.1:25", why="refused", now=timezone.now())
    breaker = Breaker.objects.get()
    again = timezone.localtime(breaker.retry_at)
    out = StringIO()

    screen = admin_client.get(f"/admin/newsletter/issues/send/{dispatch.issue_id}/progress/")
    call_command("watch_dispatch", str(dispatch.pk), once=True, stdout=out)
    close_breaker(transport="127.0.0.1:25", now=timezone.now())
    after = admin_client.get(f"/admin/newsletter/issues/send/{dispatch.issue_id}/progress/")

    assert f"{again:%-H.%M}" in screen.text.partition("help-warning")[2]
    assert f"; the mail server takes no mail, tried again at {again:%H:%M:%S}" in out.getvalue()
    assert "help-warning" not in after.text


def test_the_screen_pauses_and_asks_before_it_stops(letter: Newsletter, admin_client: Client):
    dispatch = sending(letter, "aino")
    base = f"/admin/newsletter/issues/send/{dispatch.issue_id}/"

    admin_client.post(f"{base}pause/{dispatch.pk}/")
    paused = admin_client.get(f"{base}progress/")
    asked = admin_client.get(f"{base}cancel/{dispatch.pk}/")
    before = Dispatch.objects.get().state
    admin_client.post(f"{base}resume/{dispatch.pk}/")
    on = admin_client.get(f"{base}progress/")
    admin_client.post(f"{base}cancel/{dispatch.pk}/")

    signatures = [page.context["signature"] for page in (paused, on)]
    assert signatures == [f"{dispatch.pk}:paused", f"{dispatch.pk}:sending"]
    assert (asked.status_code, before) == (200, DispatchState.PAUSED)
    assert Dispatch.objects.get().state == DispatchState.CANCELLED
