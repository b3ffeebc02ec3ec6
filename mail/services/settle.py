"""Writing down what the server answered."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet

from mail import conf
from mail.models import Delivery, Reason, State
from mail.replies import Outcome, Verdict, mailbox_is_gone
from mail.services.record import note, note_each
from mail.services.suppress import suppress_key
from mail.services.types import SendReport

# Minutes to wait after the first, second, ... failed attempt; the last one repeats until MAIL_GIVE_UP_HOURS.
PAUSES_MINUTES = (1, 5, 15, 60, 180, 360)
# A delivery that made the server refuse us stands back for a while, so that it cannot block the queue for ever.
STAND_BACK = timedelta(minutes=1)
_SENT = """
    UPDATE tekotori_mail_delivery
    SET state = 'sent', sent_at = %s, changed_at = %s, status = %s, reply = %s, attempts = attempts + 1,
        claim = '', lease_until = NULL
    WHERE id = %s AND claim = %s AND state IN ('sending', 'uncertain')
"""


def next_attempt(*, attempts: int, now: datetime) -> datetime:
    """When to try again after so many failed attempts (one or more)."""
    return now + timedelta(minutes=PAUSES_MINUTES[min(attempts, len(PAUSES_MINUTES)) - 1])


@transaction.atomic
def settle(results: Sequence[tuple[Delivery, Outcome]], *, now: datetime) -> SendReport:
    """Write outcomes with their events. A late answer still settles what a sweep called uncertain."""
    report = settle_sent([pair for pair in results if pair[1].verdict is Verdict.SENT], now=now)
    for delivery, outcome in results:
        if outcome.verdict is not Verdict.SENT:
            report += _settle_one(delivery, outcome, now)
    return report


def settle_sent(results: Sequence[tuple[Delivery, Outcome]], *, now: datetime) -> SendReport:
    """The many by one prepared statement: the ORM would take as long for each of them as SMTP does."""
    if not results:
        return SendReport()
    at = connection.ops.adapt_datetimefield_value(now)
    rows = [
        (at, at, outcome.status, _without_address(delivery, outcome), delivery.pk, delivery.claim)
        for delivery, outcome in results
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_SENT, rows)
        written = cursor.rowcount
    ids = [delivery.pk for delivery, _outcome in results]
    if written < len(ids):  # a sweep and an editor were quicker with some of them
        mine = Delivery.objects.filter(pk__in=ids, state=State.SENT, sent_at=now)
        ids = list(mine.values_list("pk", flat=True))
    status_of = {delivery.pk: outcome.status for delivery, outcome in results}
    note_each({pk: status_of[pk] for pk in ids}, state=State.SENT, now=now)
    return SendReport(sent=len(ids))


def _settle_one(delivery: Delivery, outcome: Outcome, now: datetime) -> SendReport:
    fields = _FIELDS[outcome.verdict](delivery, now)
    state = State(str(fields["state"]))
    if not _ours(delivery).update(
        **fields, status=outcome.status, reply=_without_address(delivery, outcome), changed_at=now
    ):
        return SendReport()
    note([delivery.pk], state=state, now=now, status=outcome.status)
    if mailbox_is_gone(outcome):
        suppress_key(key=delivery.address_key, reason=Reason.BOUNCED, now=now)
    return _REPORTS[state]()


def _ours(delivery: Delivery) -> QuerySet[Delivery]:
    return Delivery.objects.filter(
        pk=delivery.pk, claim=delivery.claim, state__in=(State.SENDING, State.UNCERTAIN)
    )


def _without_address(delivery: Delivery, outcome: Outcome) -> str:
    """The address may stand in the server's answer, and a reply is shown to more people than addresses are."""
    return outcome.reply.replace(delivery.address, "<address>") if delivery.address else outcome.reply


def _temporary(delivery: Delivery, now: datetime) -> dict[str, object]:
    attempts = delivery.attempts + 1
    due_at = next_attempt(attempts=attempts, now=now)
    since = delivery.deferred_since or now
    written: dict[str, object] = {"attempts": attempts, "deferred_since": since, **_released()}
    if due_at > since + conf.give_up_after():
        return {"state": State.FAILED, **written}
    return {"state": State.DEFERRED, "due_at": due_at, "marked_at": None, **written}


def _unavailable(delivery: Delivery, now: datetime) -> dict[str, object]:
    """Not this one's fault: no attempt is counted, and the mark falls, since the server did answer."""
    return {"state": State.QUEUED, "due_at": now + STAND_BACK, "marked_at": None, **_released()}


def _permanent(delivery: Delivery, now: datetime) -> dict[str, object]:
    return {"state": State.REJECTED, "attempts": delivery.attempts + 1, **_released()}


def _broken(delivery: Delivery, now: datetime) -> dict[str, object]:
    return {"state": State.FAILED, **_released()}


def _uncertain(delivery: Delivery, now: datetime) -> dict[str, object]:
    return {"state": State.UNCERTAIN, "attempts": delivery.attempts + 1, **_released()}


def _released() -> dict[str, object]:
    return {"claim": "", "lease_until": None}


_FIELDS = {
    Verdict.TEMPORARY: _temporary,
    Verdict.PERMANENT: _permanent,
    Verdict.UNAVAILABLE: _unavailable,
    Verdict.UNCERTAIN: _uncertain,
    Verdict.BROKEN: _broken,
}
_REPORTS = {
    State.QUEUED: SendReport,
    State.DEFERRED: lambda: SendReport(deferred=1),
    State.REJECTED: lambda: SendReport(failed=1),
    State.FAILED: lambda: SendReport(failed=1),
    State.UNCERTAIN: lambda: SendReport(uncertain=1),
}
