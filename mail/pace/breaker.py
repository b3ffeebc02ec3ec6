"""A circuit breaker for the mail server, shared by all workers."""

from datetime import datetime, timedelta
from enum import Enum

from django.db import transaction

from mail import conf
from mail.pace.models import Breaker, BreakerState

# Minutes until a server that took nothing is tried again, after the first, second, ... failure in a row.
PAUSES_MINUTES = (1, 2, 5, 10, 15)


class Passage(Enum):
    FREE = "free"
    ONE = "one"  # half-open: this worker tries one mail
    NONE = "none"


def passage(*, transport: str, now: datetime) -> Passage:
    """Whether this worker may take mail. Of several that ask a server whose pause is over, one gets ONE."""
    row = Breaker.objects.filter(transport=transport).first()
    if row is None or row.state == BreakerState.CLOSED:
        return Passage.FREE
    if row.retry_at is not None and row.retry_at > now:
        return Passage.NONE
    # A worker that dies while it tries leaves the row half-open; after the lease another one tries.
    unchanged = Breaker.objects.filter(pk=row.pk, state=row.state, retry_at=row.retry_at)
    taken = unchanged.update(state=BreakerState.HALF_OPEN, retry_at=now + conf.lease())
    return Passage.ONE if taken else Passage.NONE


def is_open(*, transport: str) -> bool:
    """Asked between claims: another worker may have met the closed door."""
    return Breaker.objects.filter(transport=transport).exclude(state=BreakerState.CLOSED).exists()


def resting_server() -> Breaker | None:
    """The server that takes no mail from us now, with since when, why, and when it is tried again."""
    return Breaker.objects.exclude(state=BreakerState.CLOSED).order_by("pk").first()


@transaction.atomic
def open_breaker(*, transport: str, why: str, now: datetime) -> None:
    """The server takes nothing from us. Workers that meet this together count as one failure."""
    row, _created = Breaker.objects.select_for_update().get_or_create(
        transport=transport, defaults={"state": BreakerState.CLOSED}
    )
    if row.state == BreakerState.OPEN:
        return
    if row.state == BreakerState.CLOSED:
        row.opened_at, row.failures = now, 0
    row.failures += 1
    minutes = PAUSES_MINUTES[min(row.failures, len(PAUSES_MINUTES)) - 1]
    row.state, row.retry_at, row.why = BreakerState.OPEN, now + timedelta(minutes=minutes), why[:500]
    row.save()


def close_breaker(*, transport: str, now: datetime) -> None:
    """The server answered."""
    rows = Breaker.objects.filter(transport=transport)
    rows.update(
        state=BreakerState.CLOSED, failures=0, retry_at=now
    )  # what was due meanwhile waits since now only


def hand_back(*, transport: str, now: datetime) -> None:
    """Nothing was there to try it with: whoever has something next, tries."""
    half_open = Breaker.objects.filter(transport=transport, state=BreakerState.HALF_OPEN)
    half_open.update(state=BreakerState.OPEN, retry_at=now)
