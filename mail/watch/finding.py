"""What is wrong at a moment, read from the tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, Q

from mail import conf
from mail.models import Delivery, DeliveryEvent, Lane, Message, State
from mail.pace.models import Breaker, BreakerState
from mail.services.claim import due_deliveries
from mail.watch.models import Trouble

# So few failures are no reason to wake somebody, whatever their share.
FEW = 5
# An issue is settled by then, or its last mails are given up.
RECENT = timedelta(days=7)


@dataclass(frozen=True)
class Finding:
    key: str
    trouble: Trouble
    subject: str
    since: datetime
    why: str = ""
    stays: bool = True  # False: it is over as soon as it is told


def findings(*, now: datetime) -> list[Finding]:
    servers = list(_servers(now))
    stalled = () if servers or _any_is_open() else _stalled(now)
    return [*servers, *stalled, *_failures(now)]


def _any_is_open() -> bool:
    return Breaker.objects.exclude(state=BreakerState.CLOSED).exists()


def _servers(now: datetime) -> Iterator[Finding]:
    late = Breaker.objects.exclude(state=BreakerState.CLOSED).filter(opened_at__lt=now - conf.alert_after())
    for row in late:
        since = row.opened_at or now  # never empty while it is open
        yield Finding(
            f"server:{row.transport}:{since:%Y%m%d%H%M%S}", Trouble.SERVER, row.transport, since, row.why
        )


def _stalled(now: datetime) -> Iterator[Finding]:
    """Mail is due, nothing holds it back, and nothing has become of any."""
    moved = DeliveryEvent.objects.exclude(state=State.QUEUED).order_by("-pk").values_list("at", flat=True)
    answered = Breaker.objects.aggregate(last=Max("retry_at"))["last"]
    last = [at for at in (moved.first(), answered) if at]
    for lane in Lane.values:
        oldest = due_deliveries(lane=lane, now=now).aggregate(oldest=Min("due_at"))["oldest"]
        since = max([oldest, *last]) if oldest else now
        if now - since > conf.alert_after():
            yield Finding(f"stalled:{lane}:{since:%Y%m%d%H%M%S}", Trouble.STALLED, lane, since)
            return  # one worker sends both lanes


def _failures(now: datetime) -> Iterator[Finding]:
    recent = Message.objects.filter(lane=Lane.BULK, released_at__gt=now - RECENT).values("pk")
    is_failed = Q(state__in=(State.FAILED, State.REJECTED, State.UNCERTAIN))
    rows = Delivery.objects.filter(message__in=recent).values("message__group")
    counted = rows.annotate(total=Count("pk"), failed=Count("pk", filter=is_failed)).order_by(
        "message__group"
    )
    for row in counted.filter(failed__gt=FEW):
        if row["failed"] * 100 > row["total"] * conf.whole("MAIL_ALERT_FAILED_PERCENT"):
            group, why = row["message__group"], f"{row['failed']}/{row['total']}"
            yield Finding(f"failures:{group}", Trouble.FAILURES, group, now, why, stays=False)
