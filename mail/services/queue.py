"""Putting mail into the outbox and letting it go."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from core.tasks import enqueue
from mail import tasks
from mail.addresses import address_key, deliverable_address, domain_of, keyed_hash
from mail.errors import EmptyContent
from mail.headers import check_custom_headers, check_value
from mail.merge import require_values, token_names
from mail.models import Delivery, Lane, Message, State
from mail.services.groups import paused_since
from mail.services.record import BATCH, note
from mail.services.types import Content, Recipient, Sender, default_sender
from mail.text import clean_text

BUILT_IN_TOKENS = {"name", "address"}


def queue_single(
    *,
    key: str,
    to: str,
    content: Content,
    sender: Sender | None = None,
    headers: Mapping[str, str] | None = None,
    name: str = "",
    now: datetime,
) -> Delivery:
    """Queue one mail that somebody asked for; it is sent within seconds and never waits behind bulk.

    Idempotent by `key`: a second call returns the first delivery. `%%` is plain text here, not a merge token.
    Raises InvalidAddress, UnsafeHeader, EmptyContent.
    """
    delivery_key = f"single:{key}"
    if existing := Delivery.objects.filter(key=delivery_key).first():
        return existing
    recipient = Recipient(address=to, name=name)
    with transaction.atomic():
        message = _create_message(
            "", Lane.SINGLE, content, sender or default_sender(), headers or {}, now, now
        )
        fields = _delivery_fields(message, recipient, now) | {"due_at": now}
        delivery, created = Delivery.objects.get_or_create(
            key=delivery_key, defaults=fields | _public(delivery_key)
        )
        if not created:  # a concurrent call was first
            message.delete()
            return delivery
        note([delivery.pk], state=State.QUEUED, now=now)
    enqueue(tasks.send_single_mail)
    return delivery


@transaction.atomic
def create_message(
    *, group: str, content: Content, sender: Sender, headers: Mapping[str, str], now: datetime
) -> Message:
    """One bulk text in one language; several languages share a group ("issue:12"), and wait while it is paused.

    Content and header values may hold merge tokens. Raises UnsafeHeader, EmptyContent, InvalidAddress.
    """
    return _create_message(group, Lane.BULK, content, sender, headers, now, None)


@transaction.atomic
def add_deliveries(
    *, message: Message, recipients: Iterable[Recipient], now: datetime, series: str = ""
) -> int:
    """Add recipients, at most one delivery per address in the whole series; returns how many were added.

    The series is the message's group unless several groups share one. They wait until `release`. Raises
    MissingToken or InvalidAddress; then nothing is added.
    """
    needed = (
        token_names(message.subject, message.html, message.text, *message.headers.values()) - BUILT_IN_TOKENS
    )
    before = message.deliveries.count()
    batch: list[Delivery] = []
    for recipient in recipients:
        require_values(needed, recipient.tokens)
        batch.append(_bulk_delivery(message, recipient, series or message.group, now))
        if len(batch) == BATCH:
            Delivery.objects.bulk_create(batch, ignore_conflicts=True)
            batch = []
    Delivery.objects.bulk_create(batch, ignore_conflicts=True)
    return message.deliveries.count() - before


def already_in(*, series: str, addresses: Iterable[str]) -> dict[str, str]:
    """Those of the addresses, as given, that have a delivery in the series, each with the language of its mail."""
    by_key = {_bulk_key(series, address_key(address)): address for address in addresses}
    keys = list(by_key)
    found: dict[str, str] = {}
    for start in range(0, len(keys), BATCH):
        rows = Delivery.objects.filter(key__in=keys[start : start + BATCH])
        found.update(rows.values_list("key", "message__language"))
    return {by_key[key]: language for key, language in found.items()}


@transaction.atomic
def release(*, group: str, now: datetime) -> int:
    """Let a group's waiting deliveries go; fixes the Date header once. Returns how many were released."""
    Message.objects.filter(group=group, released_at=None).update(released_at=now)
    waiting = Delivery.objects.filter(message__group=group, state=State.QUEUED, due_at=None)
    released = waiting.update(due_at=now, changed_at=now)
    enqueue(tasks.send_bulk_mail)
    return released


def _create_message(
    group: str,
    lane: Lane,
    content: Content,
    sender: Sender,
    headers: Mapping[str, str],
    now: datetime,
    released_at: datetime | None,
) -> Message:
    if not (content.html or content.text):
        raise EmptyContent
    subject = content.subject.strip()
    check_value("Subject", subject)
    check_value("From", sender.name)
    check_custom_headers(headers)
    return Message.objects.create(
        group=group,
        lane=lane,
        language=content.language,
        sender_address=deliverable_address(sender.address),
        sender_name=sender.name,
        reply_to=deliverable_address(sender.reply_to) if sender.reply_to else "",
        subject=subject,
        html=clean_text(content.html),
        text=clean_text(content.text),
        headers=dict(headers),
        created_at=now,
        released_at=released_at,
        paused_at=paused_since(group) if group else None,
    )


def _bulk_delivery(message: Message, recipient: Recipient, series: str, now: datetime) -> Delivery:
    fields = _delivery_fields(message, recipient, now)
    key = _bulk_key(series, str(fields["address_key"]))
    return Delivery(key=key, **fields, **_public(key))


def _bulk_key(series: str, hashed: str) -> str:
    return f"{series}:{hashed}"


def _delivery_fields(message: Message, recipient: Recipient, now: datetime) -> dict[str, object]:
    check_value("To", recipient.name)
    address = deliverable_address(recipient.address)
    return {
        "message": message,
        "lane": message.lane,
        "address": address,
        "domain": domain_of(address),
        "address_key": address_key(recipient.address),
        "name": recipient.name,
        "tokens": {name: clean_text(value) for name, value in recipient.tokens.items()},
        "reference": recipient.reference,
        "created_at": now,
        "changed_at": now,
    }


def _public(key: str) -> dict[str, str]:
    # Derived from the key alone: a restored backup or a repeated call makes the same Message-ID.
    return {"public_id": keyed_hash("delivery", key)[:32]}
