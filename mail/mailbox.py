"""Maildirs for the demonstration and the tests: file what came over SMTP, read it back, count it."""

import os
import re
import socket
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from itertools import count, islice
from pathlib import Path

_SERIAL = count()
_ID = re.compile(r"[0-9A-Za-z_.,:=-]+")


@dataclass(frozen=True)
class MailboxEntry:
    """One received mail, parsed. `headers` keep their order and repeats; `source` is the mail as it came."""

    id: str
    received_at: datetime
    sender: str
    to: str
    subject: str
    language: str
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str
    source: str


def file_message(directory: Path, data: bytes, *, sender: str, recipients: list[str]) -> str:
    """File one mail and return its id. Readers never see half of it: it is written aside, then renamed."""
    for name in ("tmp", "new", "cur"):
        (directory / name).mkdir(parents=True, exist_ok=True)
    # Zero-padded time first, so that names sort in the order of arrival.
    name = f"{time.time_ns():020d}.{os.getpid()}_{next(_SERIAL):06d}.{socket.gethostname().replace('/', '_')}"
    envelope = [f"Return-Path: <{sender}>", *(f"Delivered-To: {recipient}" for recipient in recipients)]
    part = directory / "tmp" / name
    try:
        with part.open("wb") as file:
            file.write("".join(f"{line}\r\n" for line in envelope).encode() + data)
            file.flush()
            os.fsync(file.fileno())
        part.rename(directory / "new" / name)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    return name


def read_mailbox(path: Path | str, *, limit: int | None = None, offset: int = 0) -> list[MailboxEntry]:
    """The mails of a Maildir, newest first."""
    return [
        _read(file) for file in islice(_files(Path(path)), offset, None if limit is None else offset + limit)
    ]


def read_message(path: Path | str, message_id: str) -> MailboxEntry | None:
    """One mail by its id; None if there is none, also for an id that is no file name."""
    if not _ID.fullmatch(message_id) or ".." in message_id:
        return None
    files = (Path(path) / folder / message_id for folder in ("new", "cur"))
    return next((_read(file) for file in files if file.is_file()), None)


def count_mailbox(path: Path | str) -> int:
    return sum(1 for _file in _files(Path(path)))


def count_by_language(path: Path | str, *, list_id: str = "") -> Counter[str]:
    """Mails per Content-Language, of one list if `list_id` is given; reads headers only."""
    counts: Counter[str] = Counter()
    for file in _files(Path(path)):
        head = file.read_bytes().partition(b"\r\n\r\n")[0]
        message = message_from_bytes(head, policy=SMTP)
        if list_id in str(message["List-Id"] or ""):
            counts[str(message["Content-Language"] or "")] += 1
    return counts


def _files(directory: Path) -> Iterator[Path]:
    folders = (directory / name for name in ("new", "cur"))
    files = (file for folder in folders if folder.is_dir() for file in folder.iterdir())
    return iter(sorted(files, key=lambda file: file.name, reverse=True))


def _read(file: Path) -> MailboxEntry:
    data = file.read_bytes()
    message = message_from_bytes(data, _class=EmailMessage, policy=SMTP)
    return MailboxEntry(
        id=file.name,
        received_at=datetime.fromtimestamp(file.stat().st_mtime, UTC),
        sender=str(message["From"] or ""),
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        language=str(message["Content-Language"] or ""),
        headers=tuple((name, str(value)) for name, value in message.items()),
        text=_body(message, "plain"),
        html=_body(message, "html"),
        source=data.decode("utf-8", "replace"),
    )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()).replace("\r\n", "\n") if isinstance(part, EmailMessage) else ""
