"""Who leaves by a link in an issue is counted for that issue, as a sum a day in their language."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from mail.models import Delivery
from newsletter.addresses import preferences_url, unsubscribe_url
from newsletter.models import Issue, IssueLeavings, Newsletter, Subscription
from newsletter.models.subscriptions import SubscriptionState
from tests.newsletter.issues import NOON, make_reader
from tests.newsletter.reports import make_readers, send_issue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """The links to the choices work for a month."""
    with time_machine.travel(NOON, tick=False):
        yield


def sums() -> dict[tuple[str, str], int]:
    rows = IssueLeavings.objects.values_list("issue__name", "language", "count")
    return {(issue, language): count for issue, language, count in rows}


def link(place: int, name: str) -> str:
    """The path of a personal link, as it stands in somebody's mail."""
    url: str = Delivery.objects.order_by("pk")[place].tokens[name]
    return url.removeprefix("http://testserver")


@pytest.fixture
def issue(letter: Newsletter) -> Issue:
    make_readers(letter, 3, language="fi")
    make_reader(letter, "britta", language="sv")
    return send_issue(letter)


def test_each_way_of_leaving_counts_once_for_the_issue_whose_link_it_was(client: Client, issue: Issue):
    client.get(link(0, "unsubscribe_url"))  # a scanner
    for _time in range(2):
        client.post(link(0, "unsubscribe_url"), {"List-Unsubscribe": "One-Click"})
    client.post(link(1, "preferences_url"), {"action": "leave"})
    client.post(link(3, "unsubscribe_url"))

    assert sums() == {("Marraskuu", "fi"): 2, ("Marraskuu", "sv"): 1}
    assert Subscription.objects.filter(state=SubscriptionState.ENDED).count() == 3


def test_link_of_no_issue_or_of_a_deleted_one_still_works_and_is_counted_for_none(
    client: Client, letter: Newsletter
):
    ada, bob = make_reader(letter, "ada"), make_reader(letter, "bob")
    paths = [
        unsubscribe_url(ada, now=ada.asked_at),
        preferences_url(bob, now=bob.asked_at, issue=4711),
    ]

    for path in paths:
        client.post(path.removeprefix("http://testserver"), {"action": "leave"})

    assert (sums(), set(Subscription.objects.values_list("state", flat=True))) == ({}, {"ended"})
