"""One run: claim a batch, hand it over message by message, write what came of each."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mail import conf
from mail.errors import MailError, MailServerUnavailable
from mail.mime import Template
from mail.models import Delivery, Lane, Message
from mail.replies import Outcome, Verdict
from mail.services.claim import claim, drop_unwanted, mark, stand_back, unclaim
from mail.services.durable import durable_commits
from mail.services.settle import fail, settle
from mail.services.types import SendReport
from mail.smtp import SmtpTransport, Transport

BATCH = 20
# A slow server must not make single mail wait for the rest of a bulk batch: after this the rest is given back.
BATCH_SECONDS = 5
# So many lost connections in a row are the server's trouble, not the recipients'.
LOST_IN_A_ROW = 5
# A delivery that made the server refuse us stands back for a while, so that it cannot block the queue for ever.
STAND_BACK = timedelta(minutes=1)


def send_due(
    *, lane: str | None = None, now: datetime, limit: int | None = None, transport: Transport | None = None
) -> SendReport:
    """Send what is due, single mail first and again between the batches of bulk; `lane` restricts to one lane.

    Raises MailServerUnavailable when the server takes nothing from us; the rest stays queued, and the error's
    `report` says what was done before. Must not run inside a transaction: marks have to be committed one by one.
    """
    lanes = [Lane(lane)] if lane else [Lane.SINGLE, Lane.BULK]
    run = Run(started_at=now, limit=limit, transport=transport or SmtpTransport(conf.smtp_server()))
    try:
        with durable_commits():
            while run.left and (found := _next_batch(run, lanes)):
                _send_batch(run, *found)
    except MailServerUnavailable as error:
        error.report = run.report
        raise
    finally:
        run.transport.close()
    return run.report


@dataclass
class Run:
    """What one call of send_due holds: its clock, its connection, its templates and its figures."""

    started_at: datetime
    transport: Transport
    limit: int | None = None
    report: SendReport = field(default_factory=SendReport)
    lost_in_a_row: int = 0
    templates: dict[int, tuple[Message, Template]] = field(default_factory=dict)
    _monotonic: float = field(default_factory=time.monotonic)

    def now(self) -> datetime:
        """The time that was passed in plus what has passed since: a long run writes true times."""
        return self.started_at + timedelta(seconds=time.monotonic() - self._monotonic)

    @property
    def left(self) -> int:
        return BATCH if self.limit is None else max(0, min(BATCH, self.limit - self.report.handled))


def _next_batch(run: Run, lanes: Sequence[Lane]) -> tuple[Lane, list[Delivery]] | None:
    for lane in lanes:
        if claimed := claim(lane=lane, now=run.now(), limit=run.left):
            return lane, claimed
    return None


def _send_batch(run: Run, lane: Lane, claimed: list[Delivery]) -> None:
    waiting = list(claimed)  # what goes back if the run stops
    started = time.monotonic()
    try:
        wanted = drop_unwanted(claimed, lane=lane, now=run.now())
        run.report.cancelled += len(claimed) - len(wanted)
        _load_templates(run, wanted)
        for delivery in wanted:
            if time.monotonic() - started > BATCH_SECONDS:
                break
            if _send_one(run, delivery):
                waiting.remove(delivery)
    finally:
        unclaim(waiting, now=run.now())


def _load_templates(run: Run, deliveries: Sequence[Delivery]) -> None:
    """Each message is encoded once per run; single messages are dropped when the next batch comes."""
    missing = {delivery.message_id for delivery in deliveries} - run.templates.keys()
    if missing:
        kept = {pk: pair for pk, pair in run.templates.items() if pair[0].lane == Lane.BULK}
        new = Message.objects.filter(pk__in=missing)
        run.templates = kept | {message.pk: (message, Template(message)) for message in new}


def _send_one(run: Run, delivery: Delivery) -> bool:
    """False if nothing became of it: taken back, or paused."""
    message, template = run.templates[delivery.message_id]
    delivery.message = message  # spares a query when it is settled
    try:
        envelope = template.render(delivery)
    except MailError as error:
        run.report += fail(delivery, reason=str(error), now=run.now())
        return True
    outcome = run.transport.deliver(envelope, lambda: mark(delivery, now=run.now()))
    if outcome.verdict is Verdict.UNAVAILABLE:
        _stop(run, delivery, outcome)
    if outcome.verdict is not Verdict.TAKEN:
        run.report += settle(delivery, outcome, now=run.now())
    _watch_connection(run, outcome)
    return outcome.verdict is not Verdict.TAKEN


def _stop(run: Run, delivery: Delivery, outcome: Outcome) -> None:
    stand_back(delivery, now=run.now(), due_at=run.now() + STAND_BACK)
    raise MailServerUnavailable(server=str(conf.smtp_server()), why=outcome.reply)


def _watch_connection(run: Run, outcome: Outcome) -> None:
    run.lost_in_a_row = run.lost_in_a_row + 1 if outcome.connection_lost else 0
    if run.lost_in_a_row >= LOST_IN_A_ROW:
        why = f"{LOST_IN_A_ROW} connections were lost in a row ({outcome.reply})"
        raise MailServerUnavailable(server=str(conf.smtp_server()), why=why)
