"""The sums by which everyone can see that nobody was lost. Each fault that they are for is made here by hand."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from mail.models import Delivery, Message
from newsletter.models import Dispatch, DispatchLanguage, DispatchMail, Newsletter
from newsletter.services.approving import approve_issue
from newsletter.services.compiling import compile_issue
from newsletter.services.dispatching import start_dispatch
from newsletter.services.verifying import wrong_sums
from tests.newsletter.issues import NOON, make_issue, make_reader, make_user

pytestmark = pytest.mark.django_db


def sent(letter: Newsletter) -> Dispatch:
    """Three readers of Finnish, of whom one has left."""
    for name in ("aino", "eero"):
        make_reader(letter, name)
    make_reader(letter, "left", state="ended", ended_at=NOON)
    issue = make_issue(letter)
    compile_issue(issue=issue, now=NOON)
    approve_issue(issue=issue, user=make_user(), languages=["fi"], now=NOON)
    return start_dispatch(issue=issue, user=None, languages=["fi"], now=NOON)


def lose_a_delivery(dispatch: Dispatch) -> None:
    Delivery.objects.filter(message__group=dispatch.group).order_by("pk")[0].delete()


def double_a_delivery(dispatch: Dispatch) -> None:
    delivery = Delivery.objects.filter(message__group=dispatch.group).order_by("pk")[0]
    delivery.pk, delivery.key, delivery.public_id = None, "another", "another"
    delivery.save()


def forget_why_somebody_was_left_out(dispatch: Dispatch) -> None:
    dispatch.languages.update(left_out={})


def give_a_mail_to_more_than_the_audience(dispatch: Dispatch) -> None:
    DispatchMail.objects.update(audience=F("audience") + 1)
    message = Message.objects.get(group=dispatch.group)
    Delivery.objects.create(
        message=message, key="more", public_id="more", lane="bulk", created_at=NOON, changed_at=NOON
    )


FAULTS = {
    lose_a_delivery: ("states", 2, 1),
    double_a_delivery: ("states", 2, 3),
    forget_why_somebody_was_left_out: ("left out", 3, 2),
    give_a_mail_to_more_than_the_audience: ("mails", 2, 3),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_way_to_lose_or_double_somebody_is_found(letter: Newsletter, fault):
    dispatch = sent(letter)
    sound = wrong_sums()
    fault(dispatch)

    found = wrong_sums([dispatch])

    assert sound == []
    assert [(wrong.what, wrong.expected, wrong.found) for wrong in found] == [FAULTS[fault]]
    with pytest.raises(CommandError, match=r"1 sums do not come out"):
        call_command("verify_dispatches", issue=dispatch.issue_id, stdout=StringIO())
    DispatchLanguage.objects.all().delete()  # the check after each test would find it too


def test_a_sound_run_is_said_to_be_so(letter: Newsletter):
    sent(letter)
    out = StringIO()

    call_command("verify_dispatches", stdout=out)

    assert out.getvalue() == "1 runs: every sum comes out.\n"
    with pytest.raises(CommandError, match=r"There is no issue 999\."):
        call_command("verify_dispatches", issue=999)


@pytest.mark.parametrize("number", [1, 3])
def test_one_run_takes_as_many_queries_as_three(letter: Newsletter, number: int, django_assert_num_queries):
    for _n in range(number):
        issue = make_issue(letter)
        compile_issue(issue=issue, now=NOON)
        approve_issue(issue=issue, user=make_user(f"approver-{_n}"), now=NOON)
        start_dispatch(issue=issue, user=None, now=NOON)

    with django_assert_num_queries(3):
        wrong_sums()
