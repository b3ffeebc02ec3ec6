"""After a language has gone: to those who joined since, and again to those who failed."""

from datetime import timedelta

import pytest
from django.test import Client

from mail.models import Delivery
from mail.services import suppress
from newsletter.errors import AlreadyDispatched, NobodyToSendTo
from newsletter.models import Dispatch, DispatchState, Newsletter
from newsletter.services.approving import approve_issue
from newsletter.services.compiling import compile_issue
from newsletter.services.controlling import cancel_dispatch
from newsletter.services.dispatching import start_dispatch
from newsletter.services.following import Failures, failures, joined_since, send_again, send_to_joined
from newsletter.services.progress import finish_dispatches, progress_of
from newsletter.services.releasing import start_due
from newsletter.services.verifying import wrong_sums
from tests.newsletter.issues import NOON, make_issue, make_reader, make_user

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)
HELD = LATER + timedelta(minutes=2)


def ended(letter: Newsletter, **states: str) -> Dispatch:
    """A run of Finnish that is through: each reader with the state that their delivery ended in."""
    for name in states:
        make_reader(letter, name)
    issue = make_issue(letter)
    compile_issue(issue=issue, now=NOON)
    approve_issue(issue=issue, user=make_user(), languages=["fi"], now=NOON)
    dispatch = start_dispatch(issue=issue, user=None, languages=["fi"], now=NOON)
    for name, state in states.items():
        sent_at = NOON if state == "sent" else None
        Delivery.objects.filter(address=f"{name}@example.org").update(state=state, sent_at=sent_at)
    finish_dispatches(now=NOON)
    dispatch.refresh_from_db()
    return dispatch


def waiting() -> set[str]:
    rows = Delivery.objects.filter(state="queued").values_list("address", flat=True)
    return {address.partition("@")[0] for address in rows}


def test_who_joined_since_gets_the_same_mail_and_nobody_else_does(letter: Newsletter):
    first = ended(letter, aino="sent")
    make_reader(letter, "old", confirmed_at=NOON - timedelta(days=9))
    make_reader(letter, "new", confirmed_at=LATER)
    make_reader(letter, "swedish", confirmed_at=LATER, language="sv")  # Swedish has not gone

    counted = joined_since(first.issue, LATER)
    run = send_to_joined(issue=first.issue, user=make_user("sender"), now=LATER)
    start_due(now=HELD)

    part = run.languages.get()
    assert (counted, waiting()) == ({"fi": 1}, {"new"})
    assert (part.candidates, part.audience, part.left_out) == (3, 1, {"before": 1, "earlier": 1})
    assert [mail.compilation for mail in part.mails.all()] == [
        mail.compilation for mail in first.languages.get().mails.all()
    ]


def test_of_two_who_press_at_once_the_constraint_lets_one_through(letter: Newsletter):
    first = ended(letter, aino="sent")
    make_reader(letter, "new", confirmed_at=LATER)
    user = make_user("sender")
    send_to_joined(issue=first.issue, user=user, now=LATER)

    with pytest.raises(AlreadyDispatched):
        send_to_joined(issue=first.issue, user=user, now=LATER)

    assert Dispatch.objects.filter(kind="joined").count() == 1


def test_nobody_is_sent_to_where_nobody_joined_or_failed(letter: Newsletter):
    first = ended(letter, aino="sent")
    user = make_user("sender")

    with pytest.raises(NobodyToSendTo):
        send_to_joined(issue=first.issue, user=user, now=LATER)
    with pytest.raises(NobodyToSendTo):
        send_again(run=first, with_uncertain=True, user=user, now=LATER)

    assert Dispatch.objects.count() == 1


def test_who_failed_gets_it_again_but_whoever_probably_got_it_only_when_named(letter: Newsletter):
    first = ended(
        letter, aino="sent", full="failed", refused="rejected", barred="rejected", broke="uncertain"
    )
    suppress(address="barred@example.org", reason="bounced", now=NOON)
    user = make_user("sender")

    found = failures(first)
    without = send_again(run=first, with_uncertain=False, user=user, now=LATER)
    start_due(now=HELD)
    queued = waiting()
    [progress] = progress_of([Dispatch.objects.get(pk=without.pk)], now=HELD)
    Delivery.objects.filter(state="queued").update(state="sent", sent_at=HELD)
    finish_dispatches(now=HELD)
    send_again(run=first, with_uncertain=True, user=user, now=LATER)
    start_due(now=HELD)

    part = without.languages.get()
    assert (found, queued) == (Failures(failed=3, uncertain=1), {"full", "refused"})
    assert (part.candidates, part.audience, part.left_out) == (3, 2, {"suppressed": 1})
    assert (progress.states, progress.total) == ({"queued": 2}, 2)
    assert waiting() == {"broke"}
    assert wrong_sums() == []


def test_stopping_a_second_try_forgets_nothing_of_the_first(letter: Newsletter):
    first = ended(letter, full="failed", refused="rejected")
    again = send_again(run=first, with_uncertain=False, user=make_user("sender"), now=LATER)
    start_due(now=HELD)

    cancel_dispatch(dispatch=Dispatch.objects.get(pk=again.pk), now=HELD)

    runs = progress_of(Dispatch.objects.order_by("pk"), now=HELD)
    assert [(run.state, run.states) for run in runs] == [
        (DispatchState.SENT, {"cancelled": 2}),
        (DispatchState.CANCELLED, {"cancelled": 2}),
    ]


def test_the_screens_say_whom_they_reach_before_they_send(letter: Newsletter, admin_client: Client):
    first = ended(letter, aino="sent", full="failed", broke="uncertain")
    make_reader(letter, "new", confirmed_at=LATER)
    base = f"/admin/newsletter/issues/send/{first.issue_id}/"

    offered = admin_client.get(base)
    asked = [admin_client.get(f"{base}{path}") for path in (f"again/{first.pk}/", "joined/")]
    before = Dispatch.objects.count()
    for path in (f"again/{first.pk}/", "joined/"):
        admin_client.post(f"{base}{path}")
    screen = admin_client.get(base)

    for path in (f"again/{first.pk}/", "joined/"):
        assert f'href="{base}{path}"' in offered.text
    assert asked[0].context["failures"] == Failures(failed=1, uncertain=1)
    assert (asked[1].context["people"], before) == ([("fi", 1)], 1)
    assert [run.dispatch.kind for run in screen.context["runs"]] == ["joined", "failed", "first"]
