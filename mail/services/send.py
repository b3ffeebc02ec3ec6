"""One run: claim, hand over on several connections at once, mark and settle in grouped commits.

A turn of the loop lets every connection move as far as it can. Then one commit writes what the server answered and marks
the messages that stand before their dot; then those are ended. A commit waits for those that are about to stand, but
never for longer than the last one took: with a slow disk the groups are large, with a quick one nobody waits.
"""

import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from mail import conf
from mail.errors import MailError, MailServerResting, MailServerUnavailable
from mail.mime import Template
from mail.models import Delivery, Lane, Message
from mail.pace.breaker import Passage, close_breaker, hand_back, is_open, open_breaker, passage
from mail.pace.rests import record_answers
from mail.replies import Outcome, Verdict
from mail.services.claim import claim, drop_unwanted, is_held_back, mark, unclaim
from mail.services.durable import durable_commits
from mail.services.settle import settle
from mail.services.types import SendReport
from mail.smtp import Line, Lines, Step

BATCH = 20
# Single mail is looked for so often, and what waits or crawls for longer is asked again whether it is wanted.
FRESH_SECONDS = 1.0
# A throttle is asked again so often.
RATE_SECONDS = 0.05
# However slow the disk is, a commit waits no longer than this for others to join it.
LONGEST_GATHERING = 0.05
# So many lost connections in a row are the server's trouble, not the recipients'.
LOST_IN_A_ROW = 5


def send_due(
    *, lane: str | None = None, now: datetime, limit: int | None = None, seconds: float | None = None
) -> SendReport:
    """Send what is due, single mail first, also during a long run of bulk; `lane` restricts to one lane.

    After `seconds` nothing more is claimed. Raises MailServerUnavailable when the server takes nothing from us, and
    MailServerResting until it is asked again; the rest stays queued, and the error's `report` says what was done
    before. Must not run inside a transaction: marks have to be committed.
    """
    lanes = [Lane(lane)] if lane else [Lane.SINGLE, Lane.BULK]
    lines = Lines(conf.smtp_server(), most=conf.whole("MAIL_CONNECTIONS"))
    run = Run(started_at=now, limit=limit, seconds=seconds, lanes=lanes, lines=lines)
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
    seconds: float | None = None
    report: SendReport = field(default_factory=SendReport)
    waiting: deque[Job] = field(default_factory=deque)
    under_way: dict[Line, Job] = field(default_factory=dict)
    results: list[tuple[Delivery, Outcome]] = field(default_factory=list)  # answered, and not written yet
    templates: dict[int, tuple[Lane, Template]] = field(default_factory=dict)
    lost_in_a_row: int = 0
    stopped: str = ""  # why the server takes nothing from us
    is_barred: bool = False  # as another worker has found out
    is_dry: bool = False  # nothing was due when we last asked
    is_held_back: bool = False  # but for a throttle, something would be
    is_trying: bool = False  # the server took nothing lately; this run tries it with one mail
    _asked: float = 0.0
    _gathering_since: float = 0.0
    _commit_seconds: float = 0.0
    _monotonic: float = field(default_factory=time.monotonic)

    def now(self) -> datetime:
        """The time that was passed in plus what has passed since: a long run writes true times."""
        return self.started_at + timedelta(seconds=time.monotonic() - self._monotonic)

    @property
    def transport(self) -> str:
        return str(self.lines.server)

    def go(self) -> None:
        try:
            may = passage(transport=self.transport, now=self.now())
            self.is_trying, self.is_barred = may is Passage.ONE, may is Passage.NONE
            while may is not Passage.NONE and not self._is_over():
                self.lines.turn(seconds=self._patience())
                self._take_answers()
                if not self._is_gathering():
                    self._write_and_end()
        finally:
            self._leave()
        if self.is_barred:
            raise MailServerResting.of(self.transport)
        if self.stopped:
            raise MailServerUnavailable(server=self.transport, why=self.stopped)

    def _is_over(self) -> bool:
        """Claim and offer what can be; True once there is nothing more to do."""
        self.lines.tidy()
        if self.lines.failure:
            self.stopped = self.lines.failure
        if not self.stopped:
            self._claim()
            self._offer()
        nothing_left = bool(self.stopped) or not (self.waiting or self.is_held_back)
        return not (self.under_way or self.results) and nothing_left

    def _patience(self) -> float:
        if self._gathering_since:
            return self._gathering_since + self._commit_seconds - time.monotonic()
        return RATE_SECONDS if self.is_held_back else FRESH_SECONDS

    def _leave(self) -> None:
        """Give back what was not ended. Only what was marked and not answered is left, and it is not known."""
        for line in self.under_way:
            line.drop()
        self.lines.close()
        unclaim([job.delivery for job in (*self.under_way.values(), *self.waiting)], now=self.now())
        if self.stopped and not self.is_barred:
            open_breaker(transport=self.transport, why=self.stopped, now=self.now())
        elif self.is_trying:
            hand_back(transport=self.transport, now=self.now())

    # --- Taking work.

    @property
    def _room(self) -> int:
        """How many more may be claimed: one batch ahead of the connections, and never more than the limit."""
        if self.is_trying:
            return 0 if self.under_way or self.waiting else 1
        if self.seconds is not None and time.monotonic() - self._monotonic > self.seconds:
            return 0
        room = max(BATCH, 4 * conf.whole("MAIL_CONNECTIONS"))
        if self.limit is None:
            return room
        return max(0, min(room, self.limit - self.report.handled - self._in_hand))

    @property
    def _in_hand(self) -> int:
        return len(self.under_way) + len(self.waiting) + len(self.results)

    def _claim(self) -> None:
        passed = time.monotonic() - self._asked
        if self.waiting and self.waiting[0].is_stale:
            self._look_again()
        elif not self.waiting and not self.is_dry:
            self._claim_from(self.lanes)
        elif passed > (RATE_SECONDS if self.is_held_back else FRESH_SECONDS):
            self._claim_from(self.lanes[:1] if self.waiting else self.lanes)

    def _claim_from(self, lanes: Sequence[Lane]) -> None:
        """The first lane that has something due; it goes before what waits."""
        self._asked, self.is_dry, self.is_held_back = time.monotonic(), True, False
        if not (room := self._room):
            return
        if not self.is_trying and is_open(transport=self.transport):
            # Another worker met the closed door. What is on its way here still gets its answer.
            self.stopped, self.is_barred = "another worker was refused", True
            return
        for lane in lanes:
            if claimed := claim(lane=lane, now=self.now(), limit=room):
                self.is_dry = False
                self.waiting.extendleft(reversed(self._wanted(claimed)))
                return
        self.is_held_back = any(is_held_back(lane=lane, now=self.now()) for lane in lanes)

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

    def _take_answers(self) -> None:
        answered = [(line, line.outcome) for line in self.under_way if line.outcome]
        for line, outcome in answered:
            self.results.append((self.under_way.pop(line).delivery, outcome))
            self._watch(outcome)
        if self.stopped:
            self._take_back()

    def _is_gathering(self) -> bool:
        """Whether the commit waits for others: a sent mail's connection carries the next one up to its dot meanwhile.

        That one has no mark, so a crash still leaves at most one uncertain mail for each connection.
        """
        steps = {line.step for line in self.under_way}
        if not (self.results or Step.STANDING in steps):
            return False
        others = steps & {Step.OFFERED, Step.BODY} or (self.waiting and self.lines.idle())
        if (
            self.stopped
            or not others
            or any(result.verdict is not Verdict.SENT for _d, result in self.results)
        ):
            self._gathering_since = 0.0
            return False
        now = time.monotonic()
        self._gathering_since = self._gathering_since or now
        if now - self._gathering_since < self._commit_seconds:
            return True
        self._gathering_since = 0.0
        return False

    def _write_and_end(self) -> None:
        standing, results = self._standing(), self.results
        if results and not self.under_way:
            self.is_dry = False  # an answer may have ended a domain's rest
        if results or standing:
            started = time.monotonic()
            marked = self._write(results, [job.delivery for job in standing.values()])
            self._commit_seconds = min(time.monotonic() - started, LONGEST_GATHERING)
            self.results = []
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
            resting = record_answers(results, now=now) if results else set()
            marked = mark(standing, now=now) if standing else set()
        self.report += report
        self._give_back(resting)
        return marked

    def _give_back(self, domains: set[str]) -> None:
        """What waits for a domain whose rest has begun."""
        if domains:
            back = [job.delivery for job in self.waiting if job.delivery.domain in domains]
            self.waiting = deque(job for job in self.waiting if job.delivery.domain not in domains)
            unclaim(back, now=self.now())

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
        elif self.lost_in_a_row >= (1 if self.is_trying else LOST_IN_A_ROW):
            self.stopped = f"{self.lost_in_a_row} connections were lost in a row ({outcome.reply})"
        elif self.is_trying:
            close_breaker(transport=self.transport, now=self.now())
            self.is_trying = self.is_dry = False

    def _take_back(self) -> None:
        """The server takes nothing from us: what is not ended goes back; what is, still waits for its answer."""
        back = {line: job for line, job in self.under_way.items() if line.step is not Step.ENDED}
        for line in back:
            line.drop()
            del self.under_way[line]
        unclaim([job.delivery for job in back.values()], now=self.now())
