"""The mailbox for what comes back, on a real Dovecot."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from imap_tools.mailbox import MailBoxUnencrypted

from mail.errors import MailboxUnavailable
from mail.models import Delivery, Return, State, Suppression
from mail.returns import mailbox as returns_mailbox
from mail.returns.mailbox import ReadReport, read_returns
from mail.returns.tasks import read_returned_mail
from mail.services import send_due
from scripts import dovecot
from tests.mail import returned
from tests.mail.conftest import NOON, queue_issue
from tests.mail.returned import NUMBER, READER

pytestmark = pytest.mark.django_db

HARD = returned.postfix("5.1.1", "550 5.1.1 unknown")
ADVERTISING = returned.mail("Buy!", "Subject: Offer", to="bounces@tekotori.example")
FOLDERS = ("INBOX", "Processed", "Unmatched")
LATER = NOON + timedelta(hours=1)


@pytest.fixture(scope="session")
def server() -> Iterator[dovecot.Server]:
    with dovecot.throwaway() as server:
        yield server


@pytest.fixture
def mailbox(server: dovecot.Server, settings) -> Iterator[MailBoxUnencrypted]:
    """A mailbox of this test's own, and the settings that lead to it."""
    settings.MAIL_RETURNS_IMAP_HOST, settings.MAIL_RETURNS_IMAP_PORT = "127.0.0.1", server.port
    settings.MAIL_RETURNS_IMAP_TLS = "none"
    settings.MAIL_RETURNS_IMAP_USER = uuid.uuid4().hex
    settings.MAIL_RETURNS_IMAP_PASSWORD = dovecot.PASSWORD
    with MailBoxUnencrypted("127.0.0.1", server.port).login(
        settings.MAIL_RETURNS_IMAP_USER, dovecot.PASSWORD, initial_folder=None
    ) as mailbox:
        yield mailbox


@pytest.fixture
def delivery(sink) -> Delivery:
    queue_issue(READER)
    send_due(now=NOON)
    Delivery.objects.update(public_id=NUMBER, sent_at=NOON)
    return Delivery.objects.get()


def counts(mailbox: MailBoxUnencrypted) -> list[int]:
    return [mailbox.folder.status(name)["MESSAGES"] if mailbox.folder.exists(name) else 0 for name in FOLDERS]


def test_what_is_read_is_moved_and_what_fits_nothing_is_kept_apart(mailbox, delivery: Delivery):
    for raw in (HARD, ADVERTISING, returned.away("Auto-Submitted: auto-replied"), b"\xff\x00 no mail at all"):
        mailbox.append(raw)

    report = read_returns(now=LATER)

    delivery.refresh_from_db()
    assert (report, counts(mailbox)) == (ReadReport(counted=2, unmatched=2), [0, 2, 2])
    assert (delivery.state, Suppression.objects.count()) == (State.BOUNCED, 1)
    mailbox.folder.set("Unmatched")
    assert [message.flags for message in mailbox.fetch(mark_seen=False)] == [("\\Recent",), ("\\Recent",)]


def test_a_run_that_is_killed_before_it_moves_is_read_again_and_counts_once(
    mailbox, delivery: Delivery, monkeypatch: pytest.MonkeyPatch
):
    mailbox.append(HARD)
    mailbox.append(ADVERTISING)

    def killed(*arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(returns_mailbox.MailBoxUnencrypted, "move", killed)
        with pytest.raises(KeyboardInterrupt):
            read_returns(now=LATER)
    assert (counts(mailbox), Return.objects.count()) == ([2, 0, 0], 2)

    report = read_returns(now=LATER)

    assert (report, counts(mailbox)) == (ReadReport(counted=1, unmatched=1), [0, 1, 1])
    assert (Return.objects.count(), delivery.events.filter(detail="hard").count()) == (2, 1)


def test_mail_that_cannot_be_written_down_stays_where_it_is(
    mailbox, delivery: Delivery, monkeypatch: pytest.MonkeyPatch
):
    mailbox.append(HARD)

    def full(*arguments: object, **named: object) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr(returns_mailbox, "record_return", full)

    with pytest.raises(RuntimeError, match="disk full"):
        read_returns(now=LATER)
    assert (counts(mailbox), Return.objects.count()) == ([1, 0, 0], 0)


def test_a_mail_of_many_megabytes_is_read_by_its_head_alone(mailbox, delivery: Delivery):
    mailbox.append(HARD + b"x" * 2_500_000)

    assert read_returns(now=LATER) == ReadReport(counted=1)


def test_mails_are_moved_in_steps_and_no_more_are_read_than_asked(
    mailbox, delivery: Delivery, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(returns_mailbox, "STEP", 2)
    for number in range(6):
        mailbox.append(returned.mail(f"Buy {number}!", to="bounces@tekotori.example"))

    reports = [read_returns(now=LATER, limit=limit) for limit in (5, 5, 5)]

    assert reports == [ReadReport(unmatched=5), ReadReport(unmatched=1), ReadReport()]
    assert Return.objects.count() == 6


@pytest.mark.parametrize(
    ("setting", "value", "why"),
    [
        ("MAIL_RETURNS_IMAP_PASSWORD", "wrong", "Authentication failed"),
        ("MAIL_RETURNS_IMAP_FOLDER", "Nowhere", "Mailbox doesn't exist"),
        ("MAIL_RETURNS_IMAP_PORT", 1, "refused"),
    ],
)
def test_a_mailbox_that_cannot_be_read_is_named_with_what_to_do(
    mailbox, setting: str, value: object, why: str
):
    with override_settings(**{setting: value}), pytest.raises(MailboxUnavailable) as caught:
        read_returns(now=LATER)

    text = str(caught.value)
    assert "127.0.0.1:" in text
    assert why in text
    assert "MAIL_RETURNS_IMAP_" in text
    assert dovecot.PASSWORD not in text


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
def test_the_server_s_certificate_is_checked(
    mailbox, server: dovecot.Server, settings, monkeypatch: pytest.MonkeyPatch, tls: str
):
    settings.MAIL_RETURNS_IMAP_TLS = tls
    settings.MAIL_RETURNS_IMAP_PORT = server.tls_port if tls == "implicit" else server.port
    with pytest.raises(MailboxUnavailable, match="certificate"):
        read_returns(now=LATER)

    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))  # now somebody vouches for it

    assert read_returns(now=LATER) == ReadReport()


def test_command_and_task_say_what_they_did(mailbox, delivery: Delivery, settings):
    mailbox.append(HARD)
    out = StringIO()

    call_command("read_returns", stdout=out)
    read_returned_mail.func()

    assert out.getvalue() == "1 counted, 0 fit no mail.\n"
    settings.MAIL_RETURNS_IMAP_PASSWORD = "wrong"
    with pytest.raises(CommandError, match="MAIL_RETURNS_IMAP_"):
        call_command("read_returns")
    read_returned_mail.func()  # it tells the log, and the next one tries again


def test_without_a_mailbox_nothing_is_read():
    read_returned_mail.func()

    with pytest.raises(CommandError, match="MAIL_RETURNS_IMAP_HOST"):
        call_command("read_returns")
