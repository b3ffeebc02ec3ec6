"""What follows from a report: the delivery's state, and whether the address gets more mail."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q

from mail import conf
from mail.models import Delivery, Reason, State
from mail.returns.models import Return
from mail.returns.reports import Kind
from mail.services.record import move, note
from mail.services.suppress import suppress_key

# Where a server has, or may have, taken the mail: only then something can come back.
HANDED_OVER = (State.SENT, State.UNCERTAIN, State.DELIVERED, State.BOUNCED, State.COMPLAINED)
WAS_SENT = Q(state__in=HANDED_OVER) | Q(state=State.SENDING, marked_at__isnull=False)
# Kind → the state that follows, and the states that it follows on. A mail on its way back may overtake the answer.
_MOVES: Mapping[Kind, tuple[State, tuple[State, ...]]] = {
    Kind.HARD: (State.BOUNCED, (State.SENDING, State.SENT, State.UNCERTAIN, State.DELIVERED)),
    Kind.SOFT: (State.BOUNCED, (State.SENDING, State.SENT, State.UNCERTAIN, State.DELIVERED)),
    Kind.COMPLAINT: (
        State.COMPLAINED,
        (State.SENDING, State.SENT, State.UNCERTAIN, State.DELIVERED, State.BOUNCED),
    ),
    Kind.DELIVERED: (State.DELIVERED, (State.SENDING, State.SENT, State.UNCERTAIN)),
    # Whoever writes about a mail has got it, so that one of which we were not sure was sent.
    Kind.DELAYED: (State.SENT, (State.UNCERTAIN,)),
    Kind.AUTO_REPLY: (State.SENT, (State.UNCERTAIN,)),
    Kind.OPT_OUT: (State.SENT, (State.UNCERTAIN,)),
}
_SUPPRESSED = {Kind.COMPLAINT: Reason.COMPLAINED, Kind.OPT_OUT: Reason.UNSUBSCRIBED}


def was_handed_over(delivery: Delivery) -> bool:
    return delivery.state in HANDED_OVER or (
        delivery.state == State.SENDING and delivery.marked_at is not None
    )


def apply(returned: Return, delivery: Delivery, *, is_proven: bool, now: datetime) -> None:
    """Move the delivery and suppress its address, in the caller's transaction."""
    kind = Kind(returned.kind)
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    delivery.sent_at = delivery.sent_at or delivery.marked_at or now
    _move(returned, delivery, now=now)
    if reason := _SUPPRESSED.get(kind):
        suppress_key(key=delivery.address_key, reason=reason, now=now)
    if (kind is Kind.HARD and is_proven) or (
        kind in {Kind.HARD, Kind.SOFT} and keeps_bouncing(delivery.address_key, until=delivery)
    ):
        suppress_key(key=delivery.address_key, reason=Reason.BOUNCED, now=now)


def _move(returned: Return, delivery: Delivery, *, now: datetime) -> None:
    kind = Kind(returned.kind)
    if kind not in _MOVES:
        return
    state, before = _MOVES[kind]
    rows = Delivery.objects.filter(WAS_SENT, pk=delivery.pk, state__in=before)
    fields: dict[str, object] = {"sent_at": delivery.sent_at, **_NO_CLAIM}
    if state in {State.BOUNCED, State.COMPLAINED}:
        fields |= {"status": returned.status, "reply": returned.diagnostic}
    if not move(rows, state=state, now=now, detail=kind.value, **fields):
        note([delivery.pk], state=State(delivery.state), now=now, status=returned.status, detail=kind.value)


_NO_CLAIM = {"claim": "", "lease_until": None}


def keeps_bouncing(key: str, *, until: Delivery) -> bool:
    """The policy for bounces for now: so many mails in a row, over so many days, with none in between that stayed.

    Only what was sent before `until` counts: of later mail it is not known yet whether it stays.
    """
    bounces, span = conf.whole("MAIL_SOFT_BOUNCES"), conf.soft_bounce_span()
    rows = Delivery.objects.filter(WAS_SENT, address_key=key, sent_at__lte=until.sent_at)
    run: list[datetime] = []
    for row in rows.only("state", "sent_at").order_by("-sent_at", "-pk").iterator(chunk_size=100):
        if row.state != State.BOUNCED or row.sent_at is None:
            break
        run.append(row.sent_at)
        if len(run) >= bounces and run[0] - run[-1] >= span:
            return True
    return False
