import random
import re
from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from mail.errors import MailServerUnavailable
from mail.models import Delivery, DeliveryEvent, State
from mail.registries import ClaimCheck, claim_checks
from mail.services import Content, SendReport, cancel, queue_single, send_due, suppressed, sweep
from mail.sink import count_mailbox, read_mailbox
from tests.mail.conftest import CONTENT, NOON, queue_issue, states
from tests.mail.servers import HostileServer, Script

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=1)


def test_temporary_refusal_is_tried_again_after_growing_pauses(hostile: HostileServer):
    hostile.scripts.appendleft(Script(rcpt="451 4.7.1 Greylisted"))
    hostile.scripts.appendleft(Script(end="451 4.2.0 Mailbox busy"))
    queue_issue("ada@kunta.example")

    reports, pauses = [], []
    for minutes in (0, 2, 8):
        now = NOON + timedelta(minutes=minutes)
        reports.append(send_due(now=now))
        pauses.append(round((Delivery.objects.get().due_at - now).total_seconds() / 60))

    assert reports == [SendReport(deferred=1), SendReport(deferred=1), SendReport(sent=1)]
    assert pauses[:2] == [1, 5]
    assert [event.status for event in DeliveryEvent.objects.all()] == ["4.2.0", "4.7.1", "2.0.0"]
    assert Delivery.objects.get().attempts == 3


def test_nothing_is_tried_before_its_pause_is_over(hostile: HostileServer):
    hostile.scripts.appendleft(Script(rcpt="451 4.7.1 Greylisted"))
    queue_issue("ada@kunta.example")
    send_due(now=NOON)

    assert send_due(now=NOON + timedelta(seconds=30)) == SendReport()


def test_delivery_that_stays_deferred_fails_in_the_end(hostile: HostileServer):
    hostile.scripts[0] = Script(rcpt="450 4.2.2 Mailbox full")
    queue_issue("ada@kunta.example")

    # Patience is counted from the first refusal: a server that was away before takes none of it.
    reports = [send_due(now=NOON + timedelta(hours=hours)) for hours in (80, 81, 160)]

    assert reports == [SendReport(deferred=1), SendReport(deferred=1), SendReport(failed=1)]
    assert states() == [State.FAILED]


def test_permanent_refusal_is_not_tried_again_and_the_address_is_not_in_the_answer(hostile: HostileServer):
    hostile.scripts.appendleft(Script(rcpt="550 5.1.1 <ada@kunta.example> unknown"))
    queue_issue("ada@kunta.example", "bob@kunta.example")

    report = send_due(now=NOON)

    assert report == SendReport(sent=1, failed=1)
    ada = Delivery.objects.first()
    assert (ada.state, ada.status, ada.reply) == (State.REJECTED, "5.1.1", "5.1.1 <<address>> unknown")
    assert suppressed(["ada@kunta.example", "bob@kunta.example"]) == {"ada@kunta.example"}
    assert send_due(now=LATER) == SendReport()


def test_content_refused_at_the_end_does_not_suppress_the_address(hostile: HostileServer):
    hostile.scripts.appendleft(Script(end="554 5.7.1 Looks like spam"))
    queue_issue("ada@kunta.example")

    send_due(now=NOON)

    assert states() == [State.REJECTED]
    assert suppressed(["ada@kunta.example"]) == set()


@pytest.mark.parametrize(
    "script",
    [
        Script(greeting="554 5.3.2 Not today"),
        Script(greeting="close"),
        Script(ehlo="close"),
        Script(mail="530 5.7.0 Authentication required"),
        Script(mail="550 5.1.8 Sender unknown here"),
        Script(mail="452 4.3.1 Insufficient system storage"),
        Script(rcpt="554 5.7.1 <ada@kunta.example>: Relay access denied"),
        Script(end="452 4.3.1 Insufficient system storage"),
        Script(end="452 Disk full"),
    ],
    ids=lambda script: next(f"{k}:{v}"[:24] for k, v in vars(script).items() if v != getattr(Script(), k)),
)
def test_server_that_takes_nothing_from_us_stops_the_run_and_fails_nobody(
    hostile: HostileServer, script: Script
):
    hostile.scripts[0] = script
    queue_issue("ada@kunta.example", "bob@kunta.example", "eve@kunta.example")

    with pytest.raises(MailServerUnavailable) as caught:
        send_due(now=NOON)

    assert states() == [State.QUEUED] * 3
    assert "MAIL_SMTP_" in str(caught.value)
    assert not Delivery.objects.exclude(claim="").exists()
    hostile.scripts[0] = Script()
    assert send_due(now=LATER) == SendReport(sent=3)


def test_refused_connection_stops_the_run_and_fails_nobody(settings, unused_tcp_port: int):
    settings.MAIL_SMTP_PORT = unused_tcp_port
    queue_issue("ada@kunta.example")

    with pytest.raises(MailServerUnavailable):
        send_due(now=NOON)

    assert states() == [State.QUEUED]


def test_wrong_password_stops_the_run_and_stays_out_of_the_message(hostile: HostileServer, settings):
    settings.MAIL_SMTP_USER, settings.MAIL_SMTP_PASSWORD = "tori", "hunter2"
    hostile.scripts[0] = Script(ehlo="250-hostile\r\n250 AUTH PLAIN", auth="535 5.7.8 Wrong password")
    queue_issue("ada@kunta.example")

    with pytest.raises(MailServerUnavailable) as caught:
        send_due(now=NOON)

    assert states() == [State.QUEUED]
    assert "hunter2" not in str(caught.value) + repr(caught.value)


def test_server_without_starttls_gets_nothing_in_the_clear(hostile: HostileServer, settings):
    settings.MAIL_SMTP_TLS = "starttls"
    queue_issue("ada@kunta.example")

    with pytest.raises(MailServerUnavailable):
        send_due(now=NOON)

    assert not any(command.startswith("MAIL") for command in hostile.seen.commands)


def test_connection_lost_before_the_end_is_safe_to_send_again(hostile: HostileServer):
    hostile.scripts.appendleft(Script(close_in_body=True))
    # Larger than the buffers between us, so that the server's end is noticed while the body is written.
    queue_issue("ada@kunta.example", content=Content("Hei", "", "työ %%link%%\n" * 400_000, "fi"))

    first = send_due(now=NOON)
    second = send_due(now=LATER)

    assert (first, second) == (SendReport(deferred=1), SendReport(sent=1))
    assert len(hostile.seen.messages) == 1


def test_silence_after_the_end_is_uncertain_and_never_sent_again(hostile: HostileServer):
    hostile.scripts.appendleft(Script(end="close"))
    queue_issue("ada@kunta.example", "bob@kunta.example")

    first = send_due(now=NOON)
    second = send_due(now=LATER)

    assert (first, second) == (SendReport(sent=1, uncertain=1), SendReport())
    assert states() == [State.UNCERTAIN, State.SENT]
    assert len(hostile.seen.messages) == 2


def test_server_that_closes_the_channel_gets_a_new_connection(hostile: HostileServer):
    hostile.scripts.appendleft(Script(mail="421 4.3.2 Too many messages on this connection"))
    queue_issue("ada@kunta.example", "bob@kunta.example")

    with pytest.raises(MailServerUnavailable):
        send_due(now=NOON)
    report = send_due(now=LATER)

    assert report == SendReport(sent=2)


def test_many_lost_connections_in_a_row_stop_the_run(hostile: HostileServer):
    hostile.scripts[0] = Script(rcpt="421 4.4.5 Busy")
    queue_issue(*(f"a{n}@kunta.example" for n in range(9)))

    with pytest.raises(MailServerUnavailable) as caught:
        send_due(now=NOON)

    assert caught.value.report == SendReport(deferred=5)
    assert states() == [State.DEFERRED] * 5 + [State.QUEUED] * 4


def test_refused_message_does_not_spoil_the_next_on_the_same_connection(hostile: HostileServer):
    hostile.scripts.appendleft(Script(data="554 5.6.0 No"))
    queue_issue("ada@kunta.example", "bob@kunta.example")

    report = send_due(now=NOON)

    assert report == SendReport(sent=1, failed=1)
    assert hostile.seen.connections == 1
    assert "RSET" in hostile.seen.commands


def test_address_outside_ascii_fails_alone_where_the_server_cannot_take_it(hostile: HostileServer):
    queue_issue("åsa@kunta.example", "bob@kunta.example")

    send_due(now=NOON)

    assert [(d.state, d.status) for d in Delivery.objects.order_by("pk")] == [
        (State.REJECTED, "5.6.7"),
        (State.SENT, "2.0.0"),
    ]


def test_address_outside_ascii_is_delivered_where_the_server_takes_it(sink):
    queue_issue("åsa@työ.example")

    assert send_due(now=NOON) == SendReport(sent=1)


def test_full_disk_at_the_sink_loses_nothing(sink, monkeypatch):
    def full(*arguments: object, **keywords: object) -> None:
        raise OSError(28, "No space left on device")

    queue_issue("ada@kunta.example", "bob@kunta.example")
    with monkeypatch.context() as disk:
        disk.setattr("mail.sink.file_message", full)
        with pytest.raises(MailServerUnavailable):
            send_due(now=NOON)
    assert (states(), count_mailbox(sink.filer.directory)) == ([State.QUEUED] * 2, 0)

    assert send_due(now=LATER) == SendReport(sent=2)


@pytest.mark.parametrize(
    ("step", "after", "copies"),
    [
        ("mark", [State.SENT, State.SENT], 2),  # full before the end of the first: both go later
        ("settle", [State.UNCERTAIN, State.SENT], 2),  # full after the server took it: never sent again
    ],
)
def test_full_disk_under_our_own_database_loses_nothing_and_mails_nobody_twice(
    sink, settings, monkeypatch, step, after, copies
):
    settings.MAIL_CONNECTIONS = 1

    def full(*arguments: object, **keywords: object) -> None:
        raise OperationalError("database or disk is full")

    queue_issue("ada@kunta.example", "bob@kunta.example")
    with monkeypatch.context() as disk:
        disk.setattr(f"mail.services.send.{step}", full)
        with pytest.raises(OperationalError):
            send_due(now=NOON)

    sweep(now=LATER)
    send_due(now=LATER)

    assert (states(), sink.count) == (after, copies)


def test_dsn_is_asked_for_where_the_server_offers_it(hostile: HostileServer):
    queue_issue("ada@kunta.example")

    send_due(now=NOON)

    public_id = Delivery.objects.get().public_id
    mail, recipient = (c for c in hostile.seen.commands if c.startswith(("MAIL", "RCPT")))
    assert mail.startswith(f"MAIL FROM:<bounce+{public_id}@tekotori.example> SIZE=")
    assert mail.endswith(f" RET=HDRS ENVID={public_id}")
    assert recipient == "RCPT TO:<ada@kunta.example> NOTIFY=FAILURE,DELAY"


def test_lines_that_start_with_a_dot_arrive_whole(sink):

    queue_issue("ada@kunta.example", content=Content("Hei", "", ".\n..\n.a\n\n.", "fi"))

    send_due(now=NOON)

    assert read_mailbox(sink.filer.directory)[0].text == ".\n..\n.a\n\n.\n"


def test_text_of_fifty_kilobytes_arrives_whole(sink):

    text = "Työ – €100 > vapaa, 😀 ]]> & <b>\n" * 1_500
    queue_issue("ada@kunta.example", content=Content("Hei", text, text, "fi"))

    send_due(now=NOON)

    [entry] = read_mailbox(sink.filer.directory)
    assert (entry.text, entry.html) == (text, text)


def test_who_left_between_freezing_and_sending_gets_nothing(sink):
    check = claim_checks.register(ClaimCheck("test.left", lambda references: {"test:2"} & set(references)))
    message = queue_issue("ada@kunta.example", "bob@kunta.example")
    for number, delivery in enumerate(message.deliveries.order_by("pk"), start=1):
        Delivery.objects.filter(pk=delivery.pk).update(reference=f"test:{number}")

    report = send_due(now=NOON)

    claim_checks._entries.pop(check.key)
    assert report == SendReport(sent=1, cancelled=1)
    assert states() == [State.SENT, State.CANCELLED]


def test_group_cancelled_while_its_mail_is_being_sent_is_not_ended(hostile: HostileServer):
    queue_issue("ada@kunta.example", "bob@kunta.example")

    check = claim_checks.register(
        ClaimCheck("test.cancels", lambda _references: set(cancel(group="issue:1", now=NOON) and ()))
    )
    Delivery.objects.update(reference="test:1")
    send_due(now=NOON)
    claim_checks._entries.pop(check.key)

    assert states() == [State.CANCELLED] * 2
    assert hostile.seen.messages == []


def synchronous() -> str:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous" if connection.vendor == "sqlite" else "SHOW synchronous_commit")
        return str(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_marks_wait_for_the_disk(hostile: HostileServer):
    before, during = synchronous(), []
    check = claim_checks.register(
        ClaimCheck("test.asks", lambda _references: set(during.append(synchronous()) or ()))
    )
    Delivery.objects.filter(message=queue_issue("ada@kunta.example")).update(reference="test:1")

    send_due(now=NOON)

    claim_checks._entries.pop(check.key)
    full = "2" if connection.vendor == "sqlite" else before  # PostgreSQL's is the operator's choice
    assert (during, synchronous()) == ([full], before)


@pytest.mark.django_db(transaction=True)
def test_single_mail_waits_for_no_bulk_batch(hostile: HostileServer):
    queue_issue(*(f"a{n}@kunta.example" for n in range(30)), content=CONTENT)

    def queue_one(moment: str, number: int) -> None:
        if (moment, number) == ("end", 5):
            content = Content("Vahvista", "", "Vahvista", "fi")
            queue_single(key="confirm:1", to="eve@kunta.example", content=content, now=NOON)
            connection.close()

    hostile.on_moment = queue_one
    send_due(now=NOON)

    order = [b"eve@kunta.example" in message for message in hostile.seen.messages]
    assert order.index(True) == 20  # after the batch of twenty that was under way, before the other ten


@pytest.mark.parametrize("people", [100, pytest.param(3_000, marks=pytest.mark.long)])
def test_hostile_server_loses_nobody_and_gets_nobody_s_mail_twice(
    hostile: HostileServer, settings, people: int
):
    settings.MAIL_CONNECTIONS, chance = 4, random.Random(20261125)
    kinds = {
        Script(rcpt="451 4.4.1 Try later"): 30,
        Script(close_in_body=True): 3,
        Script(data="close"): 2,
        Script(end="close"): 5,
        Script(rcpt="550 5.7.1 Never"): 3,
        Script(end="554 5.6.0 Not this"): 2,
        Script(): 55,
    }
    hostile.scripts.extendleft(chance.choices(list(kinds), list(kinds.values()), k=3 * people))
    hostile.greylist = "450 4.2.0 Greylisted"
    # Of many domains, so that their rests do not make it a matter of days.
    queue_issue(*(f"a{number}@kunta{number % 50}.example" for number in range(people)))

    for hours in range(40):
        with suppress(MailServerUnavailable):  # where five connections in a row were lost
            send_due(now=NOON + timedelta(hours=hours))

    ended = dict(Delivery.objects.values_list("address", "state"))
    copies = Counter(re.search(rb"<(a\d+@.+)>", message)[1].decode() for message in hostile.seen.messages)
    refused_after_the_end = {address for address, state in ended.items() if state == State.REJECTED}
    assert len(ended) == people
    assert set(ended.values()) == {State.SENT, State.UNCERTAIN, State.REJECTED}
    assert all(copies[address] == 1 for address, state in ended.items() if state == State.SENT)
    assert all(copies[address] == 1 for address in copies.keys() - refused_after_the_end)
