"""What one reader was sent, in the admin."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from mail.models import Delivery, State
from mail.services import Content, purge, queue_single
from mail.services.sweep import KEEP_BULK
from newsletter.admin.mails import RIGHTS, STATES
from newsletter.models import Subscription
from tests.mail.conftest import NOON, queue_issue
from tests.newsletter.subscribing import active, make_newsletter
from tests.newsletter.test_subscriptions_admin import _user

pytestmark = pytest.mark.django_db

ADA = "ada@example.org"


@pytest.fixture
def ada() -> Subscription:
    return active(make_newsletter(), ADA)


def mails_of(client: Client, subscription: Subscription):
    return client.get(reverse("newsletter_subscriptions:mails", args=[subscription.pk]))


def test_every_mail_to_a_reader_stands_there_with_when_and_what_became_of_it_in_words(
    client: Client, ada: Subscription
):
    Delivery.objects.all().delete()  # what subscribing sent
    queue_issue(ADA.upper(), "bob@example.org")
    content = Content("Linkkisi", "", "Linkki", "fi")
    queue_single(key="x", to=ADA, content=content, now=NOON)
    first, last = Delivery.objects.filter(address__iexact=ADA).order_by("pk")
    Delivery.objects.filter(pk=first.pk).update(
        state=State.BOUNCED, sent_at=NOON, status="5.1.1", reply="550 5.1.1 <address>: unknown"
    )
    client.force_login(_user(*RIGHTS))

    page = mails_of(client, ada)

    assert list(page.context["object_list"]) == [last, first]
    for words in (
        "Linkkisi",
        "Hei %%name%%",
        "21.11.2026",
        str(STATES["bounced"]),
        "550 5.1.1 &lt;address&gt;: unknown",
    ):
        assert words in page.text
    assert ADA in page.text
    assert "bob@example.org" not in page.text
    assert (
        f'href="{reverse("newsletter_subscriptions:mails", args=[ada.pk])}"'
        in client.get(reverse("newsletter_subscriptions:index")).text
    )


def test_a_reader_who_was_sent_nothing_has_an_empty_page_that_says_so(client: Client, ada: Subscription):
    Delivery.objects.all().delete()
    client.force_login(_user(*RIGHTS))

    assert "Tähän osoitteeseen ei ole lähetetty mitään." in mails_of(client, ada).text


def test_the_page_goes_on_after_the_outbox_has_forgotten_whom_it_wrote_to(client: Client, ada: Subscription):
    Delivery.objects.all().delete()
    queue_issue(ADA)
    Delivery.objects.update(state=State.SENT, sent_at=NOON, due_at=None)
    purge(now=NOON + KEEP_BULK + timedelta(days=1))
    client.force_login(_user(*RIGHTS))

    assert Delivery.objects.get().address == ""
    assert str(STATES["sent"]) in mails_of(client, ada).text.replace("&#x27;", "'")


@pytest.mark.parametrize("missing", RIGHTS)
def test_the_page_is_closed_without_each_of_its_rights(client: Client, ada: Subscription, missing: str):
    client.force_login(_user(*(right for right in RIGHTS if right != missing)))

    assert mails_of(client, ada).status_code == 302
    assert "/mails/" not in client.get(reverse("newsletter_subscriptions:index")).content.decode()


def test_every_state_has_its_words():
    assert set(STATES) == set(State.values)


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_as_many_queries_for_one_mail_as_for_three(
    client: Client, ada: Subscription, number: int, django_assert_num_queries
):
    Delivery.objects.all().delete()
    for count in range(number):
        queue_issue(ADA, group=f"issue:{count}")
    client.force_login(_user(*RIGHTS))
    mails_of(client, ada)

    with django_assert_num_queries(12):
        mails_of(client, ada)
