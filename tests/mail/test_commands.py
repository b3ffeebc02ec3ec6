from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from mail.checks import check_mail_settings
from mail.models import State
from mail.services import Content, queue_single, suppress
from tests.mail.conftest import NOON, queue_issue, states
from tests.mail.servers import HostileServer, Script

pytestmark = pytest.mark.django_db

TEXT = Content("Vahvista", "", "Vahvista tilaus", "fi")


def output_of(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_dry_run_says_what_is_due_and_sends_nothing():
    queue_issue("ada@kunta.example", "bob@kunta.example")

    assert output_of("send_due", "--dry-run") == "2 due.\n"
    assert output_of("send_due", "--dry-run", "--lane", "single") == "0 due.\n"
    assert states() == [State.QUEUED] * 2


def test_send_due_says_what_it_did(sink):
    queue_issue("ada@kunta.example", "bob@kunta.example")

    assert (
        output_of("send_due", "--limit", "1") == "1 sent, 0 deferred, 0 failed, 0 uncertain, 0 cancelled.\n"
    )


def test_send_due_fails_when_a_mail_failed(hostile: HostileServer):
    hostile.scripts[0] = Script(rcpt="550 5.1.1 unknown")
    queue_issue("ada@kunta.example")

    with pytest.raises(CommandError, match="list_deliveries"):
        output_of("send_due")


def test_send_due_fails_when_there_is_no_server(settings, unused_tcp_port: int):
    settings.MAIL_SMTP_PORT = unused_tcp_port
    queue_issue("ada@kunta.example")

    with pytest.raises(CommandError, match="MAIL_SMTP_"):
        output_of("send_due")


def test_deliveries_are_listed_without_addresses_unless_asked():
    queue_issue("ada@kunta.example")

    listed, named = (
        output_of("list_deliveries", "--state", "queued"),
        output_of("list_deliveries", "--addresses"),
    )

    assert ("ada@" in listed, "issue:1" in listed, listed.endswith("1 in all.\n")) == (False, True, True)
    assert "ada@kunta.example" in named
    assert output_of("list_deliveries", "--state", "failed") == "0 in all.\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("list_deliveries", "--group", "issue:2"), "There is no group 'issue:2'"),
        (("list_deliveries", "--limit", "-1"), "'-1' is no whole number from 0"),
        (("send_due", "--limit", "-5"), "'-5' is no whole number from 0"),
        (("mail_status", "--max-wait", "-1"), "'-1' is no whole number from 0"),
    ],
)
def test_what_a_command_cannot_mean_is_refused(arguments: tuple[str, ...], said: str):
    with pytest.raises(CommandError, match=said):
        output_of(*arguments)


def test_status_counts_and_tells_when_single_mail_waits():
    suppress(address="bob@kunta.example", reason="bounced", now=NOON)
    content, late = Content("Hei", "", "Hei", "fi"), timezone.now() - timedelta(minutes=30)
    queue_single(key="x", to="ada@kunta.example", content=content, now=late)

    assert output_of("mail_status").splitlines() == [
        "single  queued      1",
        "1 suppressed addresses.",
        "single  oldest due: 30 minutes.",
        "bulk    oldest due: 0 minutes.",
    ]
    with pytest.raises(CommandError, match="worker"):
        output_of("mail_status", "--max-wait", "10")


def test_settings_of_the_project_make_sense():
    assert check_mail_settings(None) == []


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"SUPPRESSION_KEY": ""}, "E001"),
        ({"MAIL_FROM_ADDRESS": "nobody"}, "E002"),
        ({"MAIL_REPLY_TO": "nobody"}, "E002"),
        ({"MAIL_DOMAIN": "a..b"}, "E003"),
        ({"MAIL_SMTP_TLS": "tls"}, "E004"),
        ({"MAIL_SMTP_USER": "a", "MAIL_SMTP_TLS": "none", "MAIL_SMTP_HOST": "smtp.kunta.example"}, "E005"),
        ({"MAIL_SMTP_PORT": 0}, "E006"),
        ({"MAIL_LEASE_SECONDS": 60, "MAIL_SMTP_TIMEOUT": 60}, "W001"),
        ({"MAIL_CONNECTIONS": 0}, "E013"),
        ({"MAIL_THROTTLES": {"gmail.com": "fast"}}, "E014"),
        ({"MAIL_RETURNS_IMAP_HOST": "127.0.0.1", "MAIL_RETURNS_IMAP_TLS": "tls"}, "E007"),
        ({"MAIL_RETURNS_IMAP_HOST": "imap.kunta.example", "MAIL_RETURNS_IMAP_TLS": "none"}, "E008"),
        ({"MAIL_RETURNS_IMAP_HOST": "127.0.0.1", "MAIL_RETURNS_IMAP_UNMATCHED": "INBOX"}, "E009"),
        ({"MAIL_WEBHOOKS": ["pigeon"]}, "E010"),
        ({"MAIL_WEBHOOKS": ["postmark"], "ANYMAIL": {}}, "E011"),
        ({"MAIL_WEBHOOKS": ["mailgun"], "ANYMAIL": {"WEBHOOK_SECRET": "a" * 12 + ":" + "b" * 12}}, "E011"),
        ({"ANYMAIL": {"WEBHOOK_SECRET": "user:short"}}, "E012"),
        ({"ANYMAIL": {"WEBHOOK_SECRET": "no-colon" * 4}}, "E012"),
    ],
)
def test_settings_that_do_not_fit_are_told(settings, values, found):
    for name, value in values.items():
        setattr(settings, name, value)

    assert [message.id for message in check_mail_settings(None)] == [f"tekotori_mail.{found}"]
