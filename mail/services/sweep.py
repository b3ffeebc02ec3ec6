"""Putting right what a killed worker left behind."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from mail import conf
from mail.models import CLAIMABLE, Delivery, Lane, Message, State
from mail.pace.models import DomainRest
from mail.returns.keeping import forget_returns
from mail.returns.models import Return
from mail.services.record import BATCH, NOBODY, move_all

# As long as somebody may ask whether an issue reached them; its figures need no address.
KEEP_BULK = timedelta(days=180)


@dataclass(frozen=True)
class SweepReport:
    requeued: int
    uncertain: int


def sweep(*, now: datetime) -> SweepReport:
    """Release expired leases.

    Without a mark the message was never ended, so the server cannot have accepted it: queued again. With a mark it
    may have: `uncertain`, never sent again by itself. The claim stays on those, so that a worker that was only slow
    can still write what the server answered.
    """
    expired = Delivery.objects.filter(state=State.SENDING, lease_until__lt=now)
    uncertain = move_all(
        expired.filter(marked_at__isnull=False),
        state=State.UNCERTAIN,
        now=now,
        detail="lease expired after mark",
    )
    requeued = move_all(
        expired.filter(marked_at=None),
        state=State.QUEUED,
        now=now,
        detail="lease expired before mark",
        claim="",
        lease_until=None,
        due_at=now,
    )
    return SweepReport(requeued=requeued, uncertain=uncertain)


def purge(*, now: datetime) -> int:
    """Delete single mail that was settled long ago: its text holds names and links. Returns how many messages.

    Bulk deliveries stay, since an issue's figures are counted from them, and lose whom they went to.
    """
    _forget_recipients(now)
    forget_returns(now=now)
    # Of a domain to which nothing waits any more nobody has to know that it put us off.
    waiting = Delivery.objects.filter(state__in=(*CLAIMABLE, State.SENDING)).values("domain")
    DomainRest.objects.exclude(domain__in=waiting).delete()
    before = now - conf.keep_single()
    live = Q(state__in=(*CLAIMABLE, State.SENDING)) | Q(changed_at__gte=before)
    kept = Delivery.objects.filter(live, lane=Lane.SINGLE).values("message_id")
    old = Message.objects.filter(lane=Lane.SINGLE, created_at__lt=before).exclude(pk__in=kept)
    ids = list(old.values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        Message.objects.filter(pk__in=ids[start : start + BATCH]).delete()
    return len(ids)


def _forget_recipients(now: datetime) -> None:
    """Keep of old bulk mail what was sent when, and the keyed hash by which nobody gets it twice."""
    named = Delivery.objects.filter(lane=Lane.BULK, changed_at__lt=now - KEEP_BULK).exclude(address="")
    settled = named.exclude(state__in=(*CLAIMABLE, State.SENDING))
    # A server's words may name the person; that something came back, and of which kind, stays.
    Return.objects.filter(delivery__in=settled).exclude(diagnostic="").update(diagnostic="")
    settled.update(**NOBODY)
