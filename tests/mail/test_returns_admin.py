"""What came back, in the admin."""

import pytest
from django.urls import reverse
from django.utils import timezone

from mail.models import Delivery, Return, State, Suppression
from mail.returns.mailbox import record_mail
from mail.services import send_due
from tests.mail import returned
from tests.mail.conftest import NOON, queue_issue
from tests.mail.returned import NUMBER, READER
from tests.mail.test_admin import staff_client

pytestmark = pytest.mark.django_db

INDEX = "/admin/mail/returns/"
NOT_UNDERSTOOD = returned.mail(f"{READER} has left the house.", "Subject: Hello", to="x@tekotori.example")


@pytest.fixture
def delivery(sink) -> Delivery:
    queue_issue(READER, now=NOON)
    send_due(now=NOON)
    Delivery.objects.update(public_id=NUMBER, sent_at=timezone.now(), changed_at=timezone.now())
    return Delivery.objects.get()


@pytest.fixture
def waiting(delivery: Delivery) -> Return:
    (row,) = record_mail(raw=NOT_UNDERSTOOD, now=NOON)
    return row


def page_of(row: Return) -> str:
    return reverse("returned_mail:inspect", args=[row.pk])


def test_an_empty_list_says_so():
    page = staff_client("view_return").get(INDEX)

    assert (page.status_code, page.context["waiting"]) == (200, 0)


def test_reports_are_listed_by_kind_and_state_and_what_waits_is_told(waiting: Return):
    record_mail(raw=returned.postfix("5.1.1", "550 5.1.1 unknown"), now=NOON)
    client = staff_client("view_return")

    found = [
        len(client.get(INDEX, query).context["object_list"])
        for query in ({}, {"kind": "hard"}, {"standing": "open"}, {"channel": "webhook"})
    ]

    assert found == [2, 1, 1, 0]
    assert client.get(INDEX).context["waiting"] == 1


def test_addresses_and_what_came_are_shown_to_those_who_may_see_them(waiting: Return):
    without, client = staff_client("view_return"), staff_client("view_return", "view_address", name="admin")

    pages = [without.get(path).text for path in (INDEX, page_of(waiting))]

    assert [READER in text for text in pages] == [False, False]
    assert READER in client.get(page_of(waiting)).text


@pytest.mark.parametrize("about", [READER.upper(), NUMBER])
def test_what_waits_is_assigned_to_a_mail(waiting: Return, delivery: Delivery, about: str):
    client = staff_client("view_return", "decide_return", "view_address")

    answer = client.post(page_of(waiting), {"about": about, "kind": "hard"})

    waiting.refresh_from_db()
    delivery.refresh_from_db()
    assert (answer.status_code, waiting.standing, delivery.state) == (302, "counted", State.BOUNCED)
    assert waiting.decided_by.username == "editor"
    assert Suppression.objects.count() == 1


def test_what_waits_is_dismissed_and_can_still_be_assigned(waiting: Return, delivery: Delivery):
    client = staff_client("view_return", "decide_return")

    client.post(page_of(waiting), {"dismiss": "1"})
    waiting.refresh_from_db()
    dismissed = waiting.standing
    client.post(page_of(waiting), {"about": NUMBER, "kind": "soft"})
    twice = client.post(page_of(waiting), {"about": NUMBER, "kind": "hard"}, follow=True)

    waiting.refresh_from_db()
    assert (dismissed, waiting.standing, waiting.kind) == ("dismissed", "counted", "soft")
    assert Suppression.objects.count() == 0
    assert [str(message.level_tag) for message in twice.context["messages"]][-1] == "error"


def test_an_address_to_which_nothing_was_sent_is_told_at_its_field(waiting: Return):
    client = staff_client("view_return", "decide_return")

    page = client.post(page_of(waiting), {"about": "nobody@kunta.example", "kind": "hard"})

    assert page.status_code == 200
    assert [list(errors) for errors in page.context["form"].errors] == [list("about")]
    assert Suppression.objects.count() == 0


def test_who_may_look_may_not_decide(waiting: Return):
    client = staff_client("view_return", "view_address")

    assert client.get(page_of(waiting)).context["form"] is None
    assert client.post(page_of(waiting), {"dismiss": "1"}).status_code == 302
    waiting.refresh_from_db()
    assert waiting.standing == "open"
    assert staff_client(name="other").get(page_of(waiting)).status_code == 302


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_as_many_queries_for_one_report_as_for_three(
    delivery: Delivery, number: int, django_assert_num_queries
):
    for count in range(number):
        record_mail(raw=returned.postfix("5.1.1", f"550 5.1.1 unknown {count}"), now=NOON)
    client = staff_client("view_return", "view_address")
    client.get(INDEX)

    with django_assert_num_queries(12):
        client.get(INDEX)
