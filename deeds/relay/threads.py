"""Every write of conversations between a reader and an author: asked, confirmed, written, stopped, reported, closed."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from contacts.errors import LinkUnknown
from contacts.models import Contact
from contacts.services import forget_if_idle, get_or_create_contact, issue_access_link, look_up_access_link
from core import ledger
from core.html import clean_words
from deeds.errors import ThreadClosed
from deeds.models import Deed, DeedAuthor, DeedThread, ThreadBlock, ThreadMessage
from deeds.relay import letters
from deeds.screening.guard import refuse_identity_codes
from deeds.terms import MODERATION
from mail.addresses import address_key

PURPOSE = "deeds.thread"
LINK_FOR = timedelta(days=30)
KEEP_ASKED = timedelta(days=7)
KEEP_ENDED = timedelta(days=90)
KEEP_QUIET = timedelta(days=180)  # without a word from either
TEXT_LENGTH = 2000
State, Side = DeedThread.State, DeedThread.Side


@dataclass(frozen=True)
class Access:
    """A thread as one of the two opens it."""

    thread: DeedThread
    side: str
    contact: Contact

    @property
    def is_author(self) -> bool:
        return self.side == Side.AUTHOR


def author_to_write_to(deed: Deed | None) -> DeedAuthor | None:
    """Who gets what readers write: the main author, else the first other who takes messages."""
    if deed is None or not deed.is_live:
        return None
    rows = deed.authors.filter(accepted_at__isnull=False, contact__isnull=False, takes_messages=True)
    return rows.select_related("contact").first()


@transaction.atomic
def ask_thread(*, deed: Deed, address: str, text: str, language: str, now: datetime) -> DeedThread | None:
    """Keep a reader's first message and mail the reader a link that confirms it; the author is not told yet.

    None where nobody takes messages, or the reader is the author. Raises mail.errors.InvalidAddress, and
    ValidationError for an identity code.
    """
    refuse_identity_codes(text=text)
    author = author_to_write_to(deed)
    if author is None:
        return None
    reader = get_or_create_contact(address=address, language=language, now=now)
    if reader == author.contact:
        return None
    thread = DeedThread.objects.create(
        deed=deed, author=author, reader=reader, language=language, created_at=now, changed_at=now
    )
    _add_message(thread, text, is_from_author=False, now=now)
    token = issue(thread, Side.READER, now=now)
    letters.send_confirmation(thread=thread, token=token, now=now)
    return thread


def issue(thread: DeedThread, side: str, *, now: datetime) -> str:
    """A link to a thread for one of the two; whose it is, is told by the contact that it was made for."""
    contact = thread.author.contact if side == Side.AUTHOR else thread.reader
    assert contact is not None  # noqa: S101 — a thread goes with its people
    return issue_access_link(
        contact=contact,
        purpose=PURPOSE,
        reference=thread.reference,
        valid_for=LINK_FOR,
        is_single_use=False,
        now=now,
    )


def open_thread(*, token: str, now: datetime) -> Access:
    """Changes nothing. Raises contacts.errors.LinkUnknown or LinkExpired."""
    link = look_up_access_link(purpose=PURPOSE, token=token, now=now)
    rows = DeedThread.objects.select_related("author__contact", "reader", "deed__source_page")
    thread = rows.filter(reference=link.reference).first()
    if thread is None or link.contact not in (thread.reader, thread.author.contact):
        raise LinkUnknown(purpose=PURPOSE)
    side = Side.READER if link.contact == thread.reader else Side.AUTHOR
    return Access(thread, side, link.contact)


@transaction.atomic
def confirm_thread(*, thread: DeedThread, now: datetime) -> DeedThread:
    """The reader has confirmed the address: the author is told. Twice is as good as once.

    Where the author has blocked the reader, or takes no messages any more, it is stopped unread.
    """
    row = _locked(thread)
    if row.state != State.ASKED:
        return row
    if not row.author.takes_messages or _is_blocked(row):
        return _move(row, State.STOPPED, now, ended_by=Side.AUTHOR)
    _move(row, State.OPEN, now)
    letters.send_news(thread=row, side=Side.AUTHOR, token=issue(row, Side.AUTHOR, now=now), now=now)
    return row


@transaction.atomic
def write_message(*, thread: DeedThread, side: str, text: str, now: datetime) -> ThreadMessage:
    """Add a message and mail the other one a link. The same words sent twice in a row are one message.

    Raises ThreadClosed, and ValidationError for an identity code.
    """
    refuse_identity_codes(text=text)
    row = _locked(thread)
    if not row.is_open:
        raise ThreadClosed(reference=row.reference)
    is_from_author = side == Side.AUTHOR
    text = _cleaned(text)
    last = row.messages.last()
    if last is not None and (last.is_from_author, last.text) == (is_from_author, text):
        return last
    message = _add_message(row, text, is_from_author=is_from_author, now=now)
    _move(row, State.OPEN, now)
    other = Side.READER if is_from_author else Side.AUTHOR
    letters.send_news(thread=row, side=other, token=issue(row, other, now=now), now=now)
    return message


@transaction.atomic
def stop_thread(*, thread: DeedThread, side: str, blocks: bool = False, now: datetime) -> DeedThread:
    """Either of the two ends it; nobody is mailed. An author may block the reader for all of their deeds."""
    row = _locked(thread)
    if row.state in {State.ASKED, State.OPEN}:
        _move(row, State.STOPPED, now, ended_by=side)
    if blocks and side == Side.AUTHOR and row.author.contact is not None:
        ThreadBlock.objects.get_or_create(
            author=row.author.contact,
            reader_key=address_key(row.reader.address),
            defaults={"blocked_at": now},
        )
    return row


@transaction.atomic
def report_thread(*, thread: DeedThread, side: str, why: str, now: datetime) -> DeedThread:
    """Ask a moderator to read it. The first report stands. Raises ValidationError for an identity code."""
    refuse_identity_codes(why=why)
    row = _locked(thread)
    if row.reported_at is None:
        row.reported_by, row.report, row.reported_at = side, _cleaned(why)[:600], now
        row.save(update_fields=["reported_by", "report", "reported_at"])
    return row


@transaction.atomic
def close_thread(*, thread: DeedThread, now: datetime) -> DeedThread:
    """A moderator ends an abusive conversation; nobody can write in it any more. Only reported ones are read."""
    row = _locked(thread)
    if row.state == State.CLOSED or row.reported_at is None:
        return row
    _move(row, State.CLOSED, now)
    facts = {"number": row.deed.number, "reported_by": row.reported_by}
    ledger.append(chain=MODERATION, kind="thread_closed", subject=uuid.uuid4().hex, facts=facts, now=now)
    return row


@transaction.atomic
def set_takes_messages(*, author: DeedAuthor, takes: bool) -> None:
    """Whether readers may begin conversations with an author; those that are open go on."""
    author.takes_messages = takes
    author.save(update_fields=["takes_messages"])


def threads_of(author: DeedAuthor) -> "QuerySet[DeedThread]":
    """The open conversations of an author about a deed, the latest first."""
    return author.threads.filter(state=State.OPEN).order_by("-changed_at", "-pk")


def waiting_reports() -> "QuerySet[DeedThread]":
    """Reported conversations that are not closed, the oldest report first."""
    rows = DeedThread.objects.filter(reported_at__isnull=False).exclude(state=State.CLOSED)
    return rows.select_related("deed").prefetch_related("messages").order_by("reported_at", "pk")


@transaction.atomic
def dismiss_report(*, thread: DeedThread, now: datetime) -> DeedThread:
    """A moderator has read it and found nothing wrong: the conversation goes on."""
    row = _locked(thread)
    row.reported_by, row.report, row.reported_at = "", "", None
    row.save(update_fields=["reported_by", "report", "reported_at"])
    return row


def tidy_threads(*, now: datetime) -> int:
    """Delete what nobody confirmed, what ended long ago, and what has been quiet for half a year; how many."""
    old = (
        DeedThread.objects.filter(state=State.ASKED, changed_at__lt=now - KEEP_ASKED)
        | DeedThread.objects.filter(state__in=(State.STOPPED, State.CLOSED), changed_at__lt=now - KEEP_ENDED)
        | DeedThread.objects.filter(changed_at__lt=now - KEEP_QUIET)
    )
    return delete_threads(old)


@transaction.atomic
def delete_threads(rows: "QuerySet[DeedThread]", *, keep: Contact | None = None) -> int:
    """Delete conversations and forget the readers of whom nothing else is held, all but `keep`; how many."""
    found = list(rows.select_related("reader"))
    DeedThread.objects.filter(pk__in=[thread.pk for thread in found]).delete()
    for reader in {thread.reader for thread in found} - {keep}:
        forget_if_idle(contact=reader)
    return len(found)


def _locked(thread: DeedThread) -> DeedThread:
    rows = DeedThread.objects.select_for_update(of=("self",))
    return rows.select_related("author__contact", "reader", "deed").get(pk=thread.pk)


def _move(row: DeedThread, state: str, now: datetime, *, ended_by: str = "") -> DeedThread:
    row.state, row.ended_by, row.changed_at = state, ended_by, now
    row.save(update_fields=["state", "ended_by", "changed_at"])
    return row


def _is_blocked(row: DeedThread) -> bool:
    key = address_key(row.reader.address)
    return ThreadBlock.objects.filter(author=row.author.contact, reader_key=key).exists()


def _add_message(thread: DeedThread, text: str, *, is_from_author: bool, now: datetime) -> ThreadMessage:
    return ThreadMessage.objects.create(
        thread=thread, is_from_author=is_from_author, text=_cleaned(text), written_at=now
    )


def _cleaned(text: str) -> str:
    words: tuple[str, ...] = clean_words((text.replace("\r\n", "\n").strip(),))
    return words[0][:TEXT_LENGTH]
