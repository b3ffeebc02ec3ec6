"""One run: claim, hand over on several connections at once, mark and settle in grouped commits.

A turn of the loop lets every connection move as far as it can. Then one commit writes what the server answered and marks
the messages that stand before their dot; then those are ended. While a commit waits for the disk, the others' bytes and
answers gather, so the commits are the fewer the more connections there are.
"""

import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from mail import conf
from mail.errors import MailError, MailServerUnavailable
from mail.mime import Template
from mail.models import Delivery, Lane, Message
from mail.replies import Outcome, Verdict
from mail.services.claim import claim, drop_unwanted, mark, unclaim
from mail.services.durable import durable_commits
from mail.services.settle import settle
from mail.services.types import SendReport
from mail.smtp import Line, Lines, Step

BATCH = 20
# Single mail is looked for so often, and what waits or crawls for longer is asked again whether it is wanted.
FRESH_SECONDS = 1.0
# So many lost connections in a row are the server's trouble, not the recipients'.
LOST_IN_A_ROW = 5


def send_due(*, lane: str | None = None, now: datetime, limit: int | None = None) -> SendReport:
    """Send what is due, single mail first, also during a long run of bulk; `lane` restricts to one lane.

    Raises MailServerUnavailable when the server takes nothing from us; the rest stays queued, and the error's
    `report` says what was done before. Must not run inside a transaction: marks have to be committed.
    """
    lanes = [Lane(lane)] if lane else [Lane.SINGLE, Lane.BULK]
    lines = Lines(conf.smtp_server(), most=conf.whole("MAIL_CONNECTIONS"))
    run = Run(started_at=now, limit=limit, lanes=lanes, lines=lines)
    try:
        with durable_commits():
            run.go()
    except MailServerUnavailable as error:
        error.report = run.report
        raise
    return run.report


@dataclass
class Job:
    """A claimed delivery on its way, and when it was last known to be wanted."""

    delivery: Delivery
    checked: float = field(default_factory=time.monotonic)

    @property
    def is_stale(self) -> bool:
        return time.monotonic() - self.checked > FRESH_SECONDS


@dataclass
class Run:
    """What one call of send_due holds: its clock, its connections, its templates and its figures."""

    started_at: datetime
    lanes: Sequence[Lane]
    lines: Lines
    limit: int | None = None
    report: SendReport = field(default_factory=SendReport)
    waiting: deque[Job] = field(default_factory=deque)
    under_way: dict[Line, Job] = field(default_factory=dict)
    templates: dict[int, tuple[Lane, Template]] = field(default_factory=dict)
    lost_in_a_row: int = 0
    stopped: str = ""  # why the server takes nothing from us
    is_dry: bool = False  # nothing was due when we last asked
    _asked: float = 0.0
    _monotonic: float = field(default_factory=time.monotonic)

    def now(self) -> datetime:
        """The time that was passed in plus what has passed since: a long run writes true times."""
        return self.started_at + timedelta(seconds=time.monotonic() - self._monotonic)

    def go(self) -> None:
        try:
            while not self._is_over():
                self.lines.turn(seconds=self._patience())
                self._take_answers_and_end()
            if self.stopped:
                raise MailServerUnavailable(server=str(self.lines.server), why=self.stopped)
        finally:
            self._leave()

    def _is_over(self) -> bool:
        """Claim and offer what can be; True once there is nothing more to do."""
        self.lines.tidy()
        if self.lines.failure:
            self.stopped = self.lines.failure
        if not self.stopped:
            self._claim()
            self._offer()
        return not self.under_way and (bool(self.stopped) or not self.waiting)

    def _patience(self) -> float:
        return FRESH_SECONDS

    def _leave(self) -> None:
        """Give back what was not ended. Only what was marked and not answered is left, and it is not known."""
        for line in self.under_way:
            line.drop()
        self.lines.close()
        unclaim([job.delivery for job in (*self.under_way.values(), *self.waiting)], now=self.now())

    # --- Taking work.

    @property
    def _room(self) -> int:
        """How many more may be claimed: one batch ahead of the connections, and never more than the limit."""
        room = max(BATCH, 2 * conf.whole("MAIL_CONNECTIONS"))
        if self.limit is None:
            return room
        return max(0, min(room, self.limit - self.report.handled - len(self.under_way) - len(self.waiting)))

    def _claim(self) -> None:
        if self.waiting and self.waiting[0].is_stale:
            self._look_again()
        elif not self.waiting and not self.is_dry:
            self._claim_from(self.lanes)
        elif time.monotonic() - self._asked > FRESH_SECONDS:
            self._claim_from(self.lanes[:1] if self.waiting else self.lanes)

    def _claim_from(self, lanes: Sequence[Lane]) -> None:
        """The first lane that has something due; it goes before what waits."""
        self._asked, self.is_dry = time.monotonic(), True
        if not (room := self._room):
            return
        for lane in lanes:
            if claimed := claim(lane=lane, now=self.now(), limit=room):
                self.is_dry = False
                self.waiting.extendleft(reversed(self._wanted(claimed)))
                return

    def _wanted(self, claimed: Sequence[Delivery]) -> list[Job]:
        wanted = drop_unwanted(claimed, now=self.now())
        self.report.cancelled += len(claimed) - len(wanted)
        self._load_templates(wanted)
        return [Job(delivery) for delivery in wanted]

    def _look_again(self) -> None:
        """An audience may be hours old, and a click must count at once, however slow the server is."""
        self.waiting = deque(self._wanted([job.delivery for job in self.waiting]))

    def _load_templates(self, deliveries: Sequence[Delivery]) -> None:
        """Each message is encoded once per run; single messages are dropped when the next batch comes."""
        missing = {delivery.message_id for delivery in deliveries} - self.templates.keys()
        if missing:
            needed = {job.delivery.message_id for job in self.waiting}
            kept = {pk: pair for pk, pair in self.templates.items() if pair[0] == Lane.BULK or pk in needed}
            new = Message.objects.filter(pk__in=missing)
            self.templates = kept | {m.pk: (Lane(m.lane), Template(m)) for m in new}

    # --- Handing over.

    def _offer(self) -> None:
        for line in self.lines.idle():
            while self.waiting and line.step is Step.IDLE:
                self._offer_next(line)
        if self.waiting:
            self.lines.open(len(self.waiting))

    def _offer_next(self, line: Line) -> None:
        job = self.waiting.popleft()
        try:
            envelope = self.templates[job.delivery.message_id][1].render(job.delivery)
        except MailError as error:
            self._write([(job.delivery, Outcome(Verdict.BROKEN, "5.6.0", str(error)))], [])
            return
        if envelope.needs_utf8 and not line.takes_utf8:
            why = "the server does not take addresses outside ASCII (SMTPUTF8)"
            self._write([(job.delivery, Outcome(Verdict.PERMANENT, "5.6.7", why))], [])
            return
        self.under_way[line] = job
        line.offer(envelope)

    # --- Marks and results.

    def _take_answers_and_end(self) -> None:
        standing = self._standing()
        answered = [(line, job, line.outcome) for line, job in self.under_way.items() if line.outcome]
        for line, _job, outcome in answered:
            del self.under_way[line]
            self._watch(outcome)
        if self.stopped:
            standing = self._take_back(standing)
        results = [(job.delivery, outcome) for _line, job, outcome in answered]
        if results or standing:
            marked = self._write(results, [job.delivery for job in standing.values()])
            self._end(standing, marked)

    def _standing(self) -> dict[Line, Job]:
        """The messages of which only the dot is missing, and which are wanted still."""
        standing = {line: job for line, job in self.under_way.items() if line.step is Step.STANDING}
        for line in standing:
            line.read()  # a server that gave it up meanwhile
        stale = [job.delivery for job in standing.values() if job.is_stale]
        wanted = {delivery.pk for delivery in drop_unwanted(stale, now=self.now())} if stale else set()
        gone = {delivery.pk for delivery in stale} - wanted
        self.report.cancelled += len(gone)
        for line in [line for line, job in standing.items() if job.delivery.pk in gone]:
            line.drop()
            del self.under_way[line]
        return {line: job for line, job in standing.items() if line.step is Step.STANDING}

    def _write(self, results: Sequence[tuple[Delivery, Outcome]], standing: Sequence[Delivery]) -> set[int]:
        """One commit: what the server answered, and the marks of those that are about to be ended."""
        now = self.now()
        with transaction.atomic(durable=True):
            report = settle(results, now=now) if results else SendReport()
            marked = mark(standing, now=now) if standing else set()
        self.report += report
        return marked

    def _end(self, standing: dict[Line, Job], marked: set[int]) -> None:
        for line, job in standing.items():
            if job.delivery.pk in marked:
                line.end()
            else:  # cancelled, paused, or another worker's by now
                line.drop()
                del self.under_way[line]
                unclaim([job.delivery], now=self.now())

    def _watch(self, outcome: Outcome) -> None:
        self.lost_in_a_row = self.lost_in_a_row + 1 if outcome.connection_lost else 0
        if outcome.verdict is Verdict.UNAVAILABLE:
            self.stopped = outcome.reply
        elif self.lost_in_a_row >= LOST_IN_A_ROW:
            self.stopped = f"{LOST_IN_A_ROW} connections were lost in a row ({outcome.reply})"

    def _take_back(self, standing: dict[Line, Job]) -> dict[Line, Job]:
        """The server takes nothing from us: what is not ended goes back; what is, still waits for its answer."""
        back = {line: job for line, job in self.under_way.items() if line.step is not Step.ENDED}
        for line in back:
            line.drop()
            del self.under_way[line]
        unclaim([job.delivery for job in back.values()], now=self.now())
        return {}
