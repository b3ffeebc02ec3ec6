import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection, send_mail
from django.utils.translation import override

from mail.errors import AttachmentsRefused, InvalidAddress
from mail.models import Delivery, Message

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _outbox(settings):
    settings.EMAIL_BACKEND = "mail.backend.OutboxEmailBackend"  # Django's test runner puts its own in place


def test_mail_of_django_goes_through_the_outbox():
    with override("sv"):
        count = send_mail(
            "Ämne", "Text", "Tori <a@kunta.example>", ["Åsa <asa@kunta.example>"], html_message="<p>x</p>"
        )

    message, delivery = Message.objects.get(), Delivery.objects.get()
    assert count == 1
    assert (message.subject, message.text, message.html) == ("Ämne", "Text", "<p>x</p>")
    assert (message.language, message.lane, message.sender_name) == ("sv", "single", "Tori")
    assert (delivery.name, delivery.address) == ("Åsa", "asa@kunta.example")


def test_recipients_do_not_see_each_other():
    EmailMessage(
        "Hei", "Teksti", to=["a@kunta.example"], cc=["b@kunta.example"], bcc=["c@kunta.example"]
    ).send()

    assert Delivery.objects.count() == Message.objects.count() == 3


def test_headers_and_reply_address_are_kept():
    EmailMessage(
        "Hei", "Teksti", to=["a@kunta.example"], reply_to=["Tuki <tuki@kunta.example>"],
        headers={"X-Kind": "reset", "Message-ID": "<own@kunta.example>", "From": "Muu <muu@kunta.example>"},
    ).send()  # fmt: skip

    message = Message.objects.get()
    assert (message.headers, message.reply_to) == ({"X-Kind": "reset"}, "tuki@kunta.example")
    assert (message.sender_name, message.sender_address) == ("Muu", "muu@kunta.example")


def test_html_alone_stays_html():
    mail = EmailMultiAlternatives("Hei", "<p>x</p>", to=["a@kunta.example"])
    mail.content_subtype = "html"
    mail.send()

    message = Message.objects.get()
    assert (message.html, message.text) == ("<p>x</p>", "")


def test_attachment_is_refused_with_a_reason():
    mail = EmailMessage("Hei", "Teksti", to=["a@kunta.example"])
    mail.attach("a.txt", "x", "text/plain")

    with pytest.raises(AttachmentsRefused):
        mail.send()


def test_bad_address_is_told_unless_silence_is_asked_for():
    mail = EmailMessage("Hei", "Teksti", to=["not an address"])

    with pytest.raises(InvalidAddress):
        mail.send()
    assert get_connection(fail_silently=True).send_messages([mail]) == 0


def test_mail_without_recipients_is_no_mail():
    assert EmailMessage("Hei", "Teksti").send() == 0
