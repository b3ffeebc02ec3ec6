"""How far a run of sending has come, asked of the outbox."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet

from mail.models import Delivery, State
from mail.pace.breaker import resting_server
from mail.pace.models import Breaker
from newsletter.models import Dispatch, DispatchKind, DispatchLanguage, DispatchMail, DispatchState

UNSETTLED = {State.QUEUED, State.SENDING, State.DEFERRED}
NEXT = (State.QUEUED, State.SENDING)  # what goes as soon as it can; a deferred mail has a time of its own
TROUBLED = (State.DEFERRED, State.REJECTED, State.FAILED, State.UNCERTAIN, State.BOUNCED)
RATE_OVER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Trouble:
    """So many people's mail stands in a state for one kind of reason: `status` is RFC 3463's or the plain code."""

    language: str
    state: str
    status: str
    people: int


@dataclass(frozen=True, slots=True)
class PartProgress:
    """One language of a run: what was frozen, and in which states its deliveries are now."""

    part: DispatchLanguage
    states: Counter[str]

    @property
    def shown_states(self) -> list[tuple[str, int]]:
        return sorted(self.states.items())

    @property
    def is_whole(self) -> bool:
        """Whether every sum comes out: see `newsletter.services.verifying`."""
        if not any(mail.message_id for mail in self.part.mails.all()):
            return True  # it waits, or was taken back before anybody got it
        named = self.part.audience + sum(self.part.left_out.values())
        return named == self.part.candidates and self.states.total() == self.part.audience


@dataclass(frozen=True, slots=True)
class Progress:
    """A run in numbers; `per_minute` is how many the server took within the last minute."""

    dispatch: Dispatch
    parts: list[PartProgress]
    troubles: list[Trouble]
    per_minute: int
    now: datetime
    server: Breaker | None = None  # the mail server, while it takes no mail

    @property
    def resting_server(self) -> Breaker | None:
        """Why nothing goes, where that is the server's trouble and this run waits for it."""
        return self.server if self.state == DispatchState.SENDING else None

    @property
    def states(self) -> Counter[str]:
        return sum((part.states for part in self.parts), Counter())

    @property
    def total(self) -> int:
        return self.states.total()

    @property
    def done(self) -> int:
        return self.total - sum(self.states[state] for state in UNSETTLED)

    @property
    def percent(self) -> int:
        return self.done * 100 // self.total if self.total else 100

    @property
    def state(self) -> DispatchState:
        """Sent as soon as the outbox has nothing left to try, a minute before the row says so."""
        state = DispatchState(self.dispatch.state)
        is_through = state == DispatchState.SENDING and self.done == self.total
        return DispatchState.SENT if is_through else state

    @property
    def has_failed(self) -> bool:
        """Whether it is through and somebody did not get it, or only probably; another run sends to them again."""
        is_through = self.state in (DispatchState.SENT, DispatchState.CANCELLED)
        failed = any(self.states[state] for state in (State.FAILED, State.REJECTED, State.UNCERTAIN))
        return is_through and failed and self.dispatch.kind != DispatchKind.FAILED

    @property
    def time_left(self) -> timedelta | None:
        """How long the rest takes at this rate; None where nothing has gone lately or nothing is left to go."""
        waiting = sum(self.states[state] for state in NEXT)
        if not (waiting and self.per_minute and self.state == DispatchState.SENDING):
            return None
        return timedelta(minutes=waiting / self.per_minute)

    @property
    def held_for(self) -> timedelta | None:
        """How long until a run that waits begins; nothing once its time has come."""
        if self.state != DispatchState.SCHEDULED:
            return None
        return max(self.dispatch.send_at - self.now, timedelta())


def progress_of(dispatches: Iterable[Dispatch], *, now: datetime) -> list[Progress]:
    """Each run with its numbers, in the same order; six queries however many there are."""
    runs = list(dispatches)
    parts = DispatchLanguage.objects.filter(dispatch__in=runs).prefetch_related("mails").order_by("pk")
    by_run: dict[int, list[DispatchLanguage]] = {run.pk: [] for run in runs}
    for part in parts:
        by_run[part.dispatch_id].append(part)
    messages = [mail.message_id for part in parts for mail in part.mails.all() if mail.message_id]
    deliveries = Delivery.objects.filter(message__in=messages)
    own = _Counts(deliveries, now)
    # What is sent again stays the delivery of the run in which it failed; few runs do, so each is asked by itself.
    again = {
        run.pk: _Counts(deliveries.filter(events__detail=run.tag), now)
        for run in runs
        if run.kind == DispatchKind.FAILED
    }
    server = resting_server() if runs else None
    return [_progress(run, by_run[run.pk], again.get(run.pk, own), now, server) for run in runs]


def _progress(
    run: Dispatch, parts: list[DispatchLanguage], counts: "_Counts", now: datetime, server: Breaker | None
) -> Progress:
    return Progress(
        dispatch=run,
        parts=[PartProgress(part, counts.states(part)) for part in parts],
        troubles=[trouble for part in parts for trouble in counts.troubles(part)],
        per_minute=sum(counts.rate(part) for part in parts),
        now=now,
        server=server,
    )


class _Counts:
    """What the outbox says of some deliveries, asked once."""

    def __init__(self, deliveries: QuerySet[Delivery], now: datetime) -> None:
        deliveries = deliveries.order_by()
        self._states = _grouped(deliveries, "message_id", "state")
        self._troubles = _grouped(deliveries.filter(state__in=TROUBLED), "message_id", "state", "status")
        self._rate = _grouped(deliveries.filter(sent_at__gt=now - RATE_OVER), "message_id")

    def states(self, part: DispatchLanguage) -> Counter[str]:
        found: Counter[str] = Counter()
        for (message, state), people in self._states.items():
            if message in _messages(part):
                found[state] += people
        return found

    def troubles(self, part: DispatchLanguage) -> list[Trouble]:
        found: Counter[tuple[str, str]] = Counter()
        for (message, state, status), people in self._troubles.items():
            if message in _messages(part):
                found[state, status] += people
        return [Trouble(part.language, *key, people) for key, people in sorted(found.items())]

    def rate(self, part: DispatchLanguage) -> int:
        return sum(people for (message,), people in self._rate.items() if message in _messages(part))


def _grouped(deliveries: QuerySet[Delivery], *names: str) -> dict[tuple[Any, ...], int]:
    rows = deliveries.values_list(*names).annotate(people=Count("pk"))
    return {tuple(values): people for *values, people in rows}


def _messages(part: DispatchLanguage) -> set[int | None]:
    return {mail.message_id for mail in part.mails.all()}


def delivery_states(dispatch: Dispatch) -> Counter[str]:
    """State -> number of people; the sum is the frozen audience."""
    messages = DispatchMail.objects.filter(part__dispatch=dispatch).values_list("message_id", flat=True)
    rows = Delivery.objects.filter(message__in=[message for message in messages if message])
    if dispatch.kind == DispatchKind.FAILED:
        rows = rows.filter(events__detail=dispatch.tag)
    return Counter(dict(rows.order_by().values_list("state").annotate(people=Count("pk"))))


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
