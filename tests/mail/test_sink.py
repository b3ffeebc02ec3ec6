import smtplib
from pathlib import Path

import pytest

from mail.mailbox import count_by_language, count_mailbox, file_message, read_mailbox, read_message
from mail.services import send_due
from mail.sink import MailSink
from tests.mail.conftest import CONTENT, NOON, queue_issue


@pytest.fixture
def mailbox(tmp_path: Path) -> Path:
    return tmp_path / "maildir"


def test_sink_files_what_it_takes_and_counts(mailbox: Path):
    with MailSink(mailbox) as sink, smtplib.SMTP("127.0.0.1", sink.port) as smtp:
        for number in range(3):
            smtp.sendmail("a@kunta.example", ["b@kunta.example"], f"Subject: {number}\r\n\r\nHei\r\n")
        count = sink.count

    assert count == count_mailbox(mailbox) == 3
    assert [entry.subject for entry in read_mailbox(mailbox)] == ["2", "1", "0"]
    assert [entry.subject for entry in read_mailbox(mailbox, limit=1, offset=1)] == ["1"]
    assert list((mailbox / "tmp").iterdir()) == []


def test_two_sinks_cannot_share_a_port(mailbox: Path):
    with MailSink(mailbox) as sink, pytest.raises(OSError, match="in use"):
        MailSink(mailbox, port=sink.port)


def test_mailbox_that_does_not_exist_is_empty(mailbox: Path):
    assert (read_mailbox(mailbox), count_mailbox(mailbox), count_by_language(mailbox)) == ([], 0, {})


@pytest.mark.parametrize("message_id", ["../new/x", "..", "", "a/b", "nothing"])
def test_id_that_is_no_mail_is_nothing(mailbox: Path, message_id: str):
    file_message(mailbox, b"Subject: x\r\n\r\n", sender="", recipients=[])

    assert read_message(mailbox, message_id) is None


@pytest.mark.django_db
def test_mail_is_read_back_whole(sink):
    queue_issue("ada@kunta.example")
    send_due(now=NOON)

    [entry] = read_mailbox(sink.filer.directory)

    assert read_message(sink.filer.directory, entry.id) == entry
    assert (entry.language, entry.html) == (
        "fi",
        CONTENT.html.replace("%%name%%", "Ada").replace("%%link%%", "t-0"),
    )
    assert entry.headers[:2] == (
        ("Return-Path", entry.source.splitlines()[0].partition(": ")[2]),
        ("Delivered-To", "ada@kunta.example"),
    )
    assert count_by_language(sink.filer.directory, list_id="news.tekotori.example") == {"fi": 1}
    assert count_by_language(sink.filer.directory, list_id="other.tekotori.example") == {}


def test_mail_that_is_no_mail_is_shown_as_it_is(mailbox: Path):
    file_message(mailbox, b"\xff\xfe not a mail", sender="", recipients=[])

    [entry] = read_mailbox(mailbox)

    assert (entry.subject, entry.html, "not a mail" in entry.source) == ("", "", True)
