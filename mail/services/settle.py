"""Writing down what the server answered."""

from datetime import datetime, timedelta

from django.db import transaction

from mail import conf
from mail.models import Delivery, Reason, State
from mail.replies import Outcome, Verdict, mailbox_is_gone
from mail.services.record import note
from mail.services.suppress import suppress_key
from mail.services.types import SendReport

# Minutes to wait after the first, second, ... failed attempt; the last one repeats until MAIL_GIVE_UP_HOURS.
PAUSES_MINUTES = (1, 5, 15, 60, 180, 360)


def next_attempt(*, attempts: int, now: datetime) -> datetime:
    """When to try again after so many failed attempts (one or more)."""
    return now + timedelta(minutes=PAUSES_MINUTES[min(attempts, len(PAUSES_MINUTES)) - 1])


@transaction.atomic
def settle(delivery: Delivery, outcome: Outcome, *, now: datetime) -> SendReport:
    """Write one outcome with its event. A late answer still settles what a sweep called uncertain."""
    fields = _FIELDS[outcome.verdict](delivery, now)
    state = State(str(fields["state"]))
    # The address may stand in the server's answer, and a reply is shown to more people than addresses are.
    reply = outcome.reply.replace(delivery.address, "<address>") if delivery.address else outcome.reply
    rows = Delivery.objects.filter(
        pk=delivery.pk, claim=delivery.claim, state__in=(State.SENDING, State.UNCERTAIN)
    )
    if not rows.update(**fields, status=outcome.status, reply=reply, changed_at=now):
        return SendReport()
    note([delivery.pk], state=state, now=now, status=outcome.status)
    if mailbox_is_gone(outcome):
        suppress_key(key=delivery.address_key, reason=Reason.BOUNCED, now=now)
    return _REPORTS[state]()


def fail(delivery: Delivery, *, reason: str, now: datetime) -> SendReport:
    """Give up on a delivery that cannot be built into a message; no server was asked."""
    return settle(delivery, Outcome(Verdict.BROKEN, "5.6.0", reason), now=now)


def _sent(delivery: Delivery, now: datetime) -> dict[str, object]:
    return {"state": State.SENT, "sent_at": now, "attempts": delivery.attempts + 1, **_released()}


def _temporary(delivery: Delivery, now: datetime) -> dict[str, object]:
    attempts = delivery.attempts + 1
    due_at = next_attempt(attempts=attempts, now=now)
    since = delivery.deferred_since or now
    written: dict[str, object] = {"attempts": attempts, "deferred_since": since, **_released()}
    if due_at > since + conf.give_up_after():
        return {"state": State.FAILED, **written}
    return {"state": State.DEFERRED, "due_at": due_at, "marked_at": None, **written}


def _permanent(delivery: Delivery, now: datetime) -> dict[str, object]:
    return {"state": State.REJECTED, "attempts": delivery.attempts + 1, **_released()}


def _broken(delivery: Delivery, now: datetime) -> dict[str, object]:
    return {"state": State.FAILED, **_released()}


def _uncertain(delivery: Delivery, now: datetime) -> dict[str, object]:
    return {"state": State.UNCERTAIN, "attempts": delivery.attempts + 1, **_released()}


def _released() -> dict[str, object]:
    return {"claim": "", "lease_until": None}


_FIELDS = {
    Verdict.SENT: _sent,
    Verdict.TEMPORARY: _temporary,
    Verdict.PERMANENT: _permanent,
    Verdict.UNCERTAIN: _uncertain,
    Verdict.BROKEN: _broken,
}
_REPORTS = {
    State.SENT: lambda: SendReport(sent=1),
    State.DEFERRED: lambda: SendReport(deferred=1),
    State.REJECTED: lambda: SendReport(failed=1),
    State.FAILED: lambda: SendReport(failed=1),
    State.UNCERTAIN: lambda: SendReport(uncertain=1),
}
