"""The lowest writes: a delivery's change of state together with its event, in one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from mail.models import Delivery, DeliveryEvent, State

BATCH = 500
# What a delivery keeps of whom it went to, once that is forgotten: the keyed hash alone.
NOBODY: Mapping[str, object] = {
    "address": "",
    "domain": "",
    "name": "",
    "tokens": {},
    "reply": "",
    "reference": "",
}


@transaction.atomic
def move(
    queryset: QuerySet[Delivery], *, state: State, now: datetime, detail: str = "", **fields: object
) -> int:
    """Move the rows that are still in `queryset`'s state and note it; returns how many moved."""
    # Locked first, so that the rows noted are exactly the rows moved. On SQLite the transaction is the lock.
    ids = list(queryset.select_for_update().values_list("pk", flat=True))
    Delivery.objects.filter(pk__in=ids).update(state=state, changed_at=now, **fields)
    note(ids, state=state, now=now, status=str(fields.get("status", "")), detail=detail)
    return len(ids)


def note(ids: Sequence[int], *, state: State, now: datetime, status: str = "", detail: str = "") -> None:
    note_each(dict.fromkeys(ids, status), state=state, now=now, detail=detail)


def note_each(statuses: Mapping[int, str], *, state: State, now: datetime, detail: str = "") -> None:
    """One event for each delivery, with the status of each."""
    DeliveryEvent.objects.bulk_create(
        DeliveryEvent(delivery_id=pk, state=state, status=status, detail=detail, at=now)
        for pk, status in statuses.items()
    )


def move_all(
    queryset: QuerySet[Delivery], *, state: State, now: datetime, detail: str = "", **fields: object
) -> int:
    """`move` in steps short enough not to hold a lock for long; the queryset must not match what has moved."""
    moved = 0
    while step := move(
        Delivery.objects.filter(pk__in=_first(queryset)), state=state, now=now, detail=detail, **fields
    ):
        moved += step
    return moved


def _first(queryset: QuerySet[Delivery]) -> Iterable[int]:
    return list(queryset.order_by("pk").values_list("pk", flat=True)[:BATCH])
