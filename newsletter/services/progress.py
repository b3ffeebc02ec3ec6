"""How far a dispatch has come, asked of the outbox."""

from collections import Counter
from datetime import datetime

from django.db.models import Count

from mail.models import Delivery, State
from newsletter.models import Dispatch, DispatchState

UNSETTLED = {State.QUEUED, State.SENDING, State.DEFERRED}


def delivery_states(dispatch: Dispatch) -> Counter[str]:
    """State -> number of people; the sum is the frozen audience."""
    rows = Delivery.objects.filter(message__group=dispatch.group).values("state").annotate(people=Count("pk"))
    return Counter({row["state"]: row["people"] for row in rows.order_by()})


def states_by_language(dispatch: Dispatch) -> dict[str, Counter[str]]:
    rows = (
        Delivery.objects.filter(message__group=dispatch.group)
        .values("message__language", "state")
        .annotate(people=Count("pk"))
        .order_by("message__language", "state")
    )
    counted: dict[str, Counter[str]] = {}
    for row in rows:
        counted.setdefault(row["message__language"], Counter())[row["state"]] = row["people"]
    return counted


def state_now(dispatch: Dispatch) -> DispatchState:
    """What a reader is told: sent as soon as the outbox has nothing left to try, a minute before the row says so."""
    state = DispatchState(dispatch.state)
    if state == DispatchState.SENDING and not UNSETTLED & delivery_states(dispatch).keys():
        return DispatchState.SENT
    return state


def finish_dispatches(*, now: datetime) -> int:
    """Mark as sent every dispatch of which the outbox has nothing left to try; how many were marked."""
    sending = Dispatch.objects.filter(state=DispatchState.SENDING)
    return sum(finish(dispatch=dispatch, now=now) for dispatch in sending)


def finish(*, dispatch: Dispatch, now: datetime) -> bool:
    """Mark one dispatch as sent, if nothing of it is left to try and nobody marked it before."""
    if state_now(dispatch) != DispatchState.SENT:
        return False
    sending = Dispatch.objects.filter(pk=dispatch.pk, state=DispatchState.SENDING)
    return bool(sending.update(state=DispatchState.SENT, finished_at=now))
