"""The mailbox that takes bounces and complaints: read over IMAP, then moved, never deleted."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from imap_tools.errors import ImapToolsError
from imap_tools.mailbox import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted

from mail import conf
from mail.conf import ImapServer
from mail.errors import MailboxUnavailable
from mail.returns.models import Channel, Return, Standing
from mail.returns.reading import MOST_BYTES, read_mail, readable
from mail.returns.services import SOURCE_SIGNS, digest, record_return

# One run does not hold a worker for ever; the next one goes on.
MOST_MAILS = 2_000
# Moved in steps, so that a run that is killed leaves few mails to be read again.
STEP = 50


@dataclass
class ReadReport:
    """What one run read, in mails."""

    counted: int = 0
    unmatched: int = 0


def read_returns(*, now: datetime, limit: int = MOST_MAILS) -> ReadReport:
    """Read what is in the mailbox and file it; a mail moves only once what it says is committed.

    Killed in between, the same mail is read again, and its reports are known by their keys. Raises MailboxUnavailable.
    """
    server, report = conf.imap_server(), ReadReport()
    if server is None:
        return report
    with _mailbox(server) as mailbox:
        uids = mailbox.uids(charset=None)[:limit]
        for start in range(0, len(uids), STEP):
            _read_step(mailbox, server, uids[start : start + STEP], report, now=now)
    return report


def _read_step(
    mailbox: BaseMailBox, server: ImapServer, uids: list[str], report: ReadReport, *, now: datetime
) -> None:
    folders: dict[str, list[str]] = {server.processed: [], server.unmatched: []}
    for uid in uids:
        raw = _fetch(mailbox, uid)
        if raw is None:  # another run was quicker
            continue
        needs_somebody = any(row.standing == Standing.OPEN for row in record_mail(raw=raw, now=now))
        folders[server.unmatched if needs_somebody else server.processed].append(uid)
    for folder, found in folders.items():
        mailbox.move(found, folder)
    report.counted += len(folders[server.processed])
    report.unmatched += len(folders[server.unmatched])


@transaction.atomic
def record_mail(*, raw: bytes, now: datetime) -> list[Return]:
    """Everything that one mail reports, in one transaction."""
    source = readable(raw, SOURCE_SIGNS)
    return [
        record_return(
            report=report,
            key=digest("mail", raw, str(number)),
            channel=Channel.MAILBOX,
            source=source,
            now=now,
        )
        for number, report in enumerate(read_mail(raw))
    ]


def _fetch(mailbox: BaseMailBox, uid: str) -> bytes | None:
    """The head of one mail, not marked as seen; whatever is longer than a report stays on the server."""
    kind, answer = mailbox.client.uid("FETCH", uid, f"(BODY.PEEK[]<0.{MOST_BYTES}>)")
    if kind != "OK":
        raise imaplib.IMAP4.error(f"mail {uid}: {answer!r}")
    return next((part[1] for part in answer if isinstance(part, tuple)), None)


@contextmanager
def _mailbox(server: ImapServer) -> Iterator[BaseMailBox]:
    """Signed in, with the folder selected; every trouble of the line told as one error."""
    try:
        mailbox = _connect(server)
        try:
            mailbox.login(server.user, server.password, server.folder)
            for folder in (server.processed, server.unmatched):
                if not mailbox.folder.exists(folder):
                    mailbox.folder.create(folder)
            yield mailbox
        finally:
            _leave(mailbox)
    except (OSError, imaplib.IMAP4.error, ImapToolsError) as error:
        raise MailboxUnavailable(server=str(server), why=_why(error)) from error


def _connect(server: ImapServer) -> BaseMailBox:
    if server.tls == "none":
        return MailBoxUnencrypted(server.host, server.port, timeout=server.timeout_seconds)
    kind = MailBoxStartTls if server.tls == "starttls" else MailBox
    context = ssl.create_default_context()
    return kind(server.host, server.port, timeout=server.timeout_seconds, ssl_context=context)


def _leave(mailbox: BaseMailBox) -> None:
    try:
        mailbox.logout()
    except (OSError, imaplib.IMAP4.error, ImapToolsError):
        mailbox.client.shutdown()


def _why(error: Exception) -> str:
    """The server's own words where it has said something."""
    said = re.search(r"\[b'(?:\[[A-Z]+\] )?(.*?)'\]", str(error))
    return (said[1] if said else str(error) or type(error).__name__).rstrip(".")
