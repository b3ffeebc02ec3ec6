"""Every write about what came back: what a report changes, and what somebody decides about one that fits nothing."""

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from mail import conf
from mail.addresses import address_key, normalise_address
from mail.errors import AlreadyDecided, InvalidAddress
from mail.models import Delivery
from mail.returns.effects import WAS_SENT, apply, was_handed_over
from mail.returns.models import Channel, Return, Standing, Trouble
from mail.returns.reports import Kind, Report

if TYPE_CHECKING:
    from django.contrib.auth.models import User

__all__ = ["assign_return", "digest", "dismiss_return", "newest_delivery", "record_return"]

SOURCE_SIGNS = 20_000
# Nothing is changed by these, so that nobody has to find out whose they are.
_HARMLESS = {Kind.AUTO_REPLY, Kind.DELAYED, Kind.DELIVERED}
# With no more proof than an address, which anyone can write into a mail, nobody is left out for good.
_NEED_PROOF = {Kind.COMPLAINT, Kind.OPT_OUT}


def digest(*parts: str | bytes) -> str:
    """What tells one report from another; the same report read twice has the same."""
    pieces = (part if isinstance(part, bytes) else part.encode("utf-8", "replace") for part in parts)
    return hashlib.sha256(b"\0".join(hashlib.sha256(piece).digest() for piece in pieces)).hexdigest()


@transaction.atomic
def record_return(
    *, report: Report, key: str, channel: Channel, service: str = "", source: str = "", now: datetime
) -> Return:
    """Write one report and do what follows from it; the same `key` again changes nothing.

    A report by webhook was signed, so its address is believed; one by mail has to name the delivery's number for
    more than a bounce for now. `source` is kept only where somebody has to look at it.
    """
    delivery, trouble = _match(report, signed=channel == Channel.WEBHOOK, now=now)
    is_open = bool(trouble) and report.kind not in _HARMLESS
    returned, is_new = Return.objects.get_or_create(
        key=key,
        defaults={
            "delivery": delivery,
            "kind": report.kind.value,
            "channel": channel,
            "service": service,
            "status": report.status,
            "diagnostic": report.diagnostic[:500],
            "recipient": _shown_address(report.recipient) if is_open else "",
            "source": source[:SOURCE_SIGNS].replace("\0", "") if is_open else "",
            "standing": Standing.OPEN if is_open else Standing.COUNTED,
            "trouble": trouble if is_open else "",
            "received_at": now,
        },
    )
    if is_new and delivery and not trouble:
        is_proven = bool(report.public_id) or channel == Channel.WEBHOOK
        apply(returned, delivery, is_proven=is_proven, now=now)
    return returned


@transaction.atomic
def assign_return(
    *, returned: Return, delivery: Delivery, kind: Kind, user: "User | None", now: datetime
) -> Return:
    """Somebody says of which mail and what kind a report is; then it counts as if it had said so itself.

    Raises AlreadyDecided if it was counted before.
    """
    _decide(
        returned, user=user, now=now, standing=Standing.COUNTED, delivery=delivery, kind=kind.value, source="",
        recipient="",
    )  # fmt: skip
    apply(returned, delivery, is_proven=True, now=now)
    return returned


def dismiss_return(*, returned: Return, user: "User | None", now: datetime) -> Return:
    """Nothing follows from it. It stays in the list, and can still be assigned. Raises AlreadyDecided."""
    _decide(returned, user=user, now=now, standing=Standing.DISMISSED)
    return returned


def newest_delivery(*, address: str, now: datetime) -> Delivery | None:
    """What was last sent to an address, of late; None for none and for what is no address."""
    try:
        key = address_key(address)
    except InvalidAddress:
        return None
    sent = Delivery.objects.filter(
        WAS_SENT, address_key=key, changed_at__gte=now - conf.returns_believed_for()
    )
    return sent.order_by("-sent_at", "-pk").first()


def _match(report: Report, *, signed: bool, now: datetime) -> tuple[Delivery | None, str]:
    """The delivery, and why the report is not counted by itself all the same, if so."""
    if report.public_id:
        delivery = Delivery.objects.filter(public_id=report.public_id).first()
    else:
        delivery = newest_delivery(address=report.recipient, now=now) if report.recipient else None
    return delivery, _trouble(report, delivery, signed=signed, now=now)


def _trouble(report: Report, delivery: Delivery | None, *, signed: bool, now: datetime) -> str:
    if report.kind is Kind.UNKNOWN:
        return Trouble.NOT_UNDERSTOOD
    if delivery is None:
        return Trouble.NO_DELIVERY
    if not was_handed_over(delivery):
        return Trouble.NOT_SENT
    if not (report.public_id or signed) and report.kind in _NEED_PROOF:
        return Trouble.ADDRESS_ONLY
    sent_at = delivery.sent_at or delivery.changed_at
    # A server gives up within days. A reader may say at any time that they want no more.
    if report.kind in {Kind.HARD, Kind.SOFT} and sent_at < now - conf.returns_believed_for():
        return Trouble.TOO_LATE
    return ""


def _decide(returned: Return, *, user: "User | None", now: datetime, **fields: object) -> None:
    # One conditional UPDATE is the lock: of two people, exactly one decides.
    undecided = Return.objects.filter(pk=returned.pk).exclude(standing=Standing.COUNTED)
    changes = {"decided_by": user, "decided_at": now, **fields}
    if not undecided.update(**changes):
        raise AlreadyDecided(returned=returned.pk)
    returned.refresh_from_db()


def _shown_address(address: str) -> str:
    try:
        return normalise_address(address)
    except InvalidAddress:
        return ""
