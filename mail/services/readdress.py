"""Somebody has another address now: what still waits for them goes there."""

from datetime import datetime

from django.db import transaction

from mail.addresses import address_key, deliverable_address, domain_of
from mail.models import CLAIMABLE, Delivery, Lane, State
from mail.services.record import move, note

# What may still be sent, or sent again. `uncertain` is not among it: it probably reached the old address.
_UNSENT = (*CLAIMABLE, State.FAILED, State.REJECTED)


@transaction.atomic
def readdress(*, old: str, new: str, now: datetime) -> int:
    """Send what waits in bulk for one address to another; returns how many deliveries.

    What was sent stays as it was, and counts for the new address: nobody gets an issue twice for having moved. Single
    mail was asked for at the old address and stays. Raises InvalidAddress.
    """
    hashed, moved = address_key(new), 0
    rows = Delivery.objects.filter(lane=Lane.BULK, address_key=address_key(old))
    for row in rows.select_for_update().order_by("pk"):
        key = row.key.removesuffix(row.address_key) + hashed
        if Delivery.objects.filter(key=key).exists():
            _cancel(row, now)
        elif _is_unsent(row):
            moved += _move(row, key, new, now)
        else:
            Delivery.objects.filter(pk=row.pk).update(key=key)
    return moved


def _is_unsent(row: Delivery) -> bool:
    return row.state in _UNSENT or (row.state == State.SENDING and row.marked_at is None)


def _move(row: Delivery, key: str, new: str, now: datetime) -> int:
    # A worker that holds it loses it here, as it does by a pause: its mark fails, and the mail is not ended.
    state = State.QUEUED if row.state == State.SENDING else State(row.state)
    address = deliverable_address(new)
    Delivery.objects.filter(pk=row.pk).update(
        key=key,
        address=address,
        domain=domain_of(address),
        address_key=address_key(new),
        state=state,
        claim="",
        lease_until=None,
        changed_at=now,
    )
    note([row.pk], state=state, now=now, detail="address changed")
    return 1


def _cancel(row: Delivery, now: datetime) -> None:
    """The new address has a delivery of the series already, from when it was somebody's before."""
    waiting = Delivery.objects.filter(pk=row.pk, state__in=CLAIMABLE)
    move(waiting, state=State.CANCELLED, now=now, detail="got at the new address")
