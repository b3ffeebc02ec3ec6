import pytest

from mail.errors import EmptyContent, InvalidAddress, MissingToken, UnsafeHeader
from mail.models import Delivery, DeliveryEvent, Message, State
from mail.services import Content, Recipient, add_deliveries, cancel, create_message, queue_single, release
from tests.mail.conftest import CONTENT, LIST_HEADERS, NOON, SENDER, queue_issue, states

pytestmark = pytest.mark.django_db

TEXT = Content("Vahvista", "", "Vahvista tilaus", "fi")


def waiting_message(group: str = "issue:1") -> Message:
    return create_message(group=group, content=CONTENT, sender=SENDER, headers=LIST_HEADERS, now=NOON)


def test_single_mail_is_queued_once_per_key():
    first = queue_single(key="confirm:1", to="ada@kunta.example", content=TEXT, now=NOON)
    second = queue_single(key="confirm:1", to="ada@kunta.example", content=TEXT, now=NOON)

    assert first == second
    assert (Message.objects.count(), Delivery.objects.count(), DeliveryEvent.objects.count()) == (1, 1, 1)
    assert (first.state, first.due_at, first.message.released_at) == (State.QUEUED, NOON, NOON)


def test_one_address_gets_one_delivery_in_a_group_whatever_its_spelling_or_language():
    finnish, swedish = waiting_message(), waiting_message()
    link = {"link": "t"}

    added = [
        add_deliveries(message=finnish, recipients=[Recipient("Ada@kunta.example", tokens=link)] * 2, now=NOON),
        add_deliveries(message=swedish, recipients=[Recipient("ada@KUNTA.example", tokens=link)], now=NOON),
        add_deliveries(message=waiting_message("issue:2"), recipients=[Recipient("ada@kunta.example", tokens=link)], now=NOON),
    ]  # fmt: skip

    assert added == [1, 0, 1]


def test_recipients_wait_until_their_group_is_released():
    message = waiting_message()
    add_deliveries(
        message=message, recipients=[Recipient("ada@kunta.example", tokens={"link": "t"})], now=NOON
    )
    assert message.deliveries.get().due_at is None

    released = [release(group="issue:1", now=NOON), release(group="issue:1", now=NOON)]

    assert released == [1, 0]
    message.refresh_from_db()
    assert (message.released_at, message.deliveries.get().due_at) == (NOON, NOON)


def test_recipient_without_a_value_for_a_token_adds_nobody():
    message = waiting_message()
    recipients = [Recipient("ada@kunta.example", tokens={"link": "t"}), Recipient("bob@kunta.example")]

    with pytest.raises(MissingToken):
        add_deliveries(message=message, recipients=recipients, now=NOON)

    assert message.deliveries.count() == 0


@pytest.mark.parametrize(
    ("address", "name", "subject", "error"),
    [
        ("not an address", "", "Hei", InvalidAddress),
        ("ada@kunta.example", "Ada\r\nBcc: eve@kunta.example", "Hei", UnsafeHeader),
        ("ada@kunta.example", "", "Hei\nBcc: eve@kunta.example", UnsafeHeader),
        ("ada@kunta.example\r\nBcc: eve@kunta.example", "", "Hei", InvalidAddress),
    ],
)
def test_single_mail_that_would_inject_a_header_is_refused(address, name, subject, error):
    with pytest.raises(error):
        queue_single(key="x", to=address, name=name, content=Content(subject, "", "Hei", "fi"), now=NOON)

    assert Message.objects.count() == 0


def test_mail_without_a_body_is_refused():
    with pytest.raises(EmptyContent):
        queue_single(key="x", to="ada@kunta.example", content=Content("Hei", "", "", "fi"), now=NOON)


def test_text_that_no_database_or_mail_can_hold_is_cleaned():
    delivery = queue_single(
        key="x",
        to="ada@kunta.example",
        content=Content("Hei", "<p>\x00a\ud800</p>", "a\r\nb\x07", "fi"),
        now=NOON,
    )

    assert (delivery.message.html, delivery.message.text) == ("<p>a\ufffd</p>", "a\nb")


def test_cancelled_group_is_not_sent_and_says_why():
    queue_issue("ada@kunta.example", "bob@kunta.example")
    queue_issue("ada@kunta.example", group="issue:2")

    cancelled = cancel(group="issue:1", now=NOON)

    assert cancelled == 2
    assert states() == [State.CANCELLED, State.CANCELLED, State.QUEUED]
    assert [event.detail for event in DeliveryEvent.objects.filter(state=State.CANCELLED)] == [
        "group cancelled"
    ] * 2


def test_message_id_follows_from_the_key_alone():
    queue_issue("ada@kunta.example")
    before = Delivery.objects.get().public_id
    Message.objects.all().delete()

    queue_issue("ada@kunta.example")

    assert Delivery.objects.get().public_id == before
