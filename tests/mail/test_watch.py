"""Somebody is told when mail does not go as it should: once, in the staff's language, and when it is over."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from mail.models import Breaker, Delivery, Incident, State
from mail.pace.breaker import close_breaker
from mail.services import pause, send_due
from mail.watch.telling import watch
from tests.mail.conftest import NOON, queue_issue

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
STAFF = "staff@tekotori.example"


@pytest.fixture(autouse=True)
def _alerts(settings) -> None:
    settings.MAIL_ALERT_ADDRESS, settings.MAIL_ALERT_LANGUAGE = STAFF, "en"


def told() -> list[str]:
    mails = Delivery.objects.filter(address=STAFF).order_by("pk").select_related("message")
    return [mail.message.subject for mail in mails]


def open_since(minutes: int) -> None:
    times = {"opened_at": NOON - minutes * MINUTE, "retry_at": NOON + MINUTE}
    Breaker.objects.update_or_create(
        transport="mail:25", defaults={"state": "open", "why": "535 Bad password", **times}
    )


def test_server_that_takes_no_mail_is_told_once_and_so_is_that_it_does_again():
    open_since(10)
    watch(now=NOON)
    early = told()
    for minutes in (6, 11, 60):
        watch(now=NOON + minutes * MINUTE)
    during = told()
    with pytest.raises(CommandError, match="server:mail:25"):
        call_command("mail_status", stdout=StringIO())
    close_breaker(transport="mail:25", now=NOON + 64 * MINUTE)

    watch(now=NOON + 65 * MINUTE)
    watch(now=NOON + 70 * MINUTE)

    assert (early, during) == ([], ["The mail server takes no mail"])
    assert told() == ["The mail server takes no mail", "Mail is going out again"]
    text = Delivery.objects.filter(address=STAFF).earliest("pk").message.text
    assert "mail:25" in text
    assert "535 Bad password" in text
    call_command("mail_status", stdout=StringIO())


def test_second_outage_is_another_incident():
    open_since(20)
    watch(now=NOON)
    close_breaker(transport="mail:25", now=NOON)
    watch(now=NOON)
    open_since(16)
    watch(now=NOON)

    assert told().count("The mail server takes no mail") == 2


def test_due_mail_that_nobody_sends_is_told_and_a_paused_group_is_not():
    queue_issue("ada@kunta.example")
    pause(group="issue:1", now=NOON)
    watch(now=NOON + 60 * MINUTE)
    paused = told()
    queue_issue("bob@kunta.example", group="issue:2")

    for minutes in (10, 20, 30):
        watch(now=NOON + minutes * MINUTE)

    assert (paused, told()) == ([], ["Mail is due and nothing is sent"])


def test_mail_about_it_goes_when_the_server_answers(sink):
    queue_issue("ada@kunta.example")
    watch(now=NOON + 20 * MINUTE)

    send_due(now=NOON + 21 * MINUTE)
    watch(now=NOON + 22 * MINUTE)

    assert told() == ["Mail is due and nothing is sent", "Mail is going out again"]
    assert Delivery.objects.filter(address=STAFF).earliest("pk").state == State.SENT


@pytest.mark.parametrize(("failed", "number"), [(5, 0), (6, 1)])
def test_group_with_many_failures_is_told_once(failed: int, number: int):
    message = queue_issue(*(f"a{n}@kunta.example" for n in range(20)))
    ids = message.deliveries.values_list("pk", flat=True)[:failed]
    Delivery.objects.update(state=State.SENT, sent_at=NOON)
    Delivery.objects.filter(pk__in=list(ids)).update(state=State.FAILED)

    for minutes in (1, 2):
        watch(now=NOON + minutes * MINUTE)

    assert told() == ["Many mails could not be delivered"] * number
    assert Incident.objects.filter(ended_at=None).count() == 0


@pytest.mark.parametrize(
    ("language", "subject"),
    [("fi", "Postipalvelin ei ota vastaan postia"), ("sv", "E-postservern tar inte emot post")],
)
def test_staff_are_told_in_their_language(settings, language: str, subject: str):
    settings.MAIL_ALERT_LANGUAGE = language
    open_since(20)

    watch(now=NOON)

    assert told() == [subject]


def test_without_an_address_the_log_and_the_command_tell(settings):
    settings.MAIL_ALERT_ADDRESS = ""
    open_since(20)

    watch(now=NOON)

    assert (told(), Incident.objects.count()) == ([], 1)
