"""What an editor does to a whole group: hold it up, let it go on, take it back, send again."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from core.tasks import enqueue
from mail import tasks
from mail.models import CLAIMABLE, Delivery, Lane, Message, State, Suppression
from mail.services.record import move_all

# What an editor may send again. The others wait, have arrived, or were taken back on purpose.
REQUEUEABLE = (State.FAILED, State.REJECTED, State.UNCERTAIN)
# The mark is the last gate before the server: without it nothing of a delivery has been handed over.
_UNMARKED = Q(state=State.SENDING, marked_at=None)


@transaction.atomic
def pause(*, group: str, now: datetime) -> bool:
    """Hand over nothing more of a group until `resume`; False if it was paused already.

    What a worker holds unmarked goes back; what stands between its mark and the server's answer is settled.
    """
    paused = Message.objects.filter(group=group, lane=Lane.BULK, paused_at=None).update(paused_at=now)
    held = Delivery.objects.filter(_UNMARKED, message__group=group, lane=Lane.BULK)
    held.update(state=State.QUEUED, claim="", lease_until=None, changed_at=now)
    return bool(paused)


@transaction.atomic
def resume(*, group: str, now: datetime) -> bool:
    """Let a paused group go on where it stopped; due times stand as they were. False if it was not paused."""
    resumed = Message.objects.filter(group=group).exclude(paused_at=None).update(paused_at=None)
    if resumed:
        # The server is not to blame for the time of the pause: its patience starts anew.
        deferred = Delivery.objects.filter(message__group=group, state=State.DEFERRED)
        deferred.update(deferred_since=None, changed_at=now)
        enqueue(tasks.send_bulk_mail)
    return bool(resumed)


def paused_since(group: str) -> datetime | None:
    """When a group was paused; None while it is not."""
    paused = Message.objects.filter(group=group).exclude(paused_at=None)
    return paused.values_list("paused_at", flat=True).first()


def requeue(
    *, group: str, states: Iterable[str], now: datetime, detail: str = "sent again by an editor"
) -> int:
    """Send again to those of a group whose delivery ended so; returns how many go into the queue.

    `detail` stands in the event of each, so that the caller finds them again. `states` are failed, rejected or
    uncertain; ValueError for others. Suppressed and erased addresses stay as they are.
    """
    wanted = {State(state) for state in states}
    if unknown := wanted.difference(REQUEUEABLE):
        raise ValueError(f"Nobody can be mailed again whose delivery is {', '.join(sorted(unknown))}.")
    barred = Suppression.objects.values("address_key")
    ended = Delivery.objects.filter(message__group=group, lane=Lane.BULK, state__in=wanted)
    requeued = move_all(
        ended.exclude(address="").exclude(address_key__in=barred),
        state=State.QUEUED,
        now=now,
        detail=detail,
        claim="",
        lease_until=None,
        marked_at=None,
        due_at=now,
        attempts=0,
        deferred_since=None,
    )
    enqueue(tasks.send_bulk_mail)
    return requeued


def cancel(*, group: str, now: datetime) -> int:
    """Take back whatever of a group has not reached the server; returns how many were cancelled."""
    # A claimed delivery can still be taken back: its worker's mark then fails, and the mail is not ended.
    return move_all(
        Delivery.objects.filter(Q(state__in=CLAIMABLE) | _UNMARKED, message__group=group),
        state=State.CANCELLED,
        now=now,
        detail="group cancelled",
        claim="",
        lease_until=None,
    )


@transaction.atomic
def discard(*, group: str) -> int:
    """Forget a group that was cancelled before anything reached a server; returns how many deliveries it had.

    0 where something was sent or still waits: then nothing is forgotten.
    """
    deliveries = Delivery.objects.filter(message__group=group)
    if deliveries.exclude(state=State.CANCELLED).exists():
        return 0
    total = deliveries.count()
    Message.objects.filter(group=group).delete()
    return total
