"""A pass over a file: each row tried out, or taken in. Both go the same way, so that the trial says what will be.

A batch is one transaction, and its first statement moves `row_done` on from where this worker believes it to be: of two
workers one gets the batch. Whoever comes after a worker that died reads the file again up to there, and goes on.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import count, islice
from typing import Any, BinaryIO, cast

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F

from core.tables import NotReadable, read_table_lines
from newsletter.importing.columns import Choices
from newsletter.importing.reading import Fault, Reader
from newsletter.importing.seen import Seen
from newsletter.models import OperationStep, SubscriberImport, SubscriberOperation, SubscriberRefusal
from newsletter.services.imports import Fate, ImportReport, ImportRow, fates_of, import_confirmed

logger = logging.getLogger(__name__)
BATCH = 500
State = SubscriberImport.State
AFTER = {State.TRYING: State.TRIED, State.RUNNING: State.DONE}


@dataclass(frozen=True)
class Line:
    """One row with its number in the file: a subscriber, or what is wrong."""

    number: int
    row: ImportRow | None
    faults: Sequence[Fault]


def run_import(*, job: SubscriberImport, now: datetime) -> None:
    """The rest of the pass that the import is at."""
    if job.state not in AFTER:
        return
    try:
        reader = Reader(Choices.from_json(job.choices), job.columns, now)
        with Seen() as seen:
            is_through = all(_one_batch(job, lines, reader) for lines in batches(job, reader, seen))
    except NotReadable as problem:
        _give_up(job, str(problem), now)
        return
    if is_through:
        _finish(job, reader, now)


@contextmanager
def opened(job: SubscriberImport) -> Iterator[BinaryIO]:
    with job.file.storage.open(str(job.file.name), "rb") as stored:
        yield cast(BinaryIO, stored.file)


def rows_of(job: SubscriberImport) -> Iterator[tuple[int, list[str]]]:
    """Each row below the header with its number, empty ones left out. Raises NotReadable."""
    with opened(job) as file, closing(read_table_lines(file, job.form_of_file, job.sheet)) as lines:
        for number, cells in zip(count(1), lines, strict=False):
            if number > 1 and any(cell.strip() for cell in cells):
                yield number, cells


def batches(job: SubscriberImport, reader: Reader, seen: Seen) -> Iterator[list[Line]]:
    """The lines that are left. Those before only say which addresses there have been."""
    done = job.row_done
    read = (_line(number, cells, reader, seen) for number, cells in rows_of(job))
    left = (line for line in read if line.number > done)
    while lines := list(islice(left, BATCH)):
        yield lines


def _line(number: int, cells: list[str], reader: Reader, seen: Seen) -> Line:
    row, faults = reader.read(cells)
    if row and (first := seen.first(row.address, number)) != number:
        return Line(number, None, [("doubled", str(first))])
    return Line(number, row, faults)


def _one_batch(job: SubscriberImport, lines: Sequence[Line], reader: Reader) -> bool:
    """Whether it was ours: False where the import was stopped, or another worker has it."""
    with transaction.atomic():
        if not _move(job, lines[-1].number, reader.now):
            return False
        good = [line for line in lines if line.row]
        refused = [line for line in lines if not line.row]
        if job.state == State.RUNNING:
            fates, failed = _take(job, good, reader.now)
            refused += failed
        else:
            addresses = [line.row.address for line in good if line.row]
            fates = fates_of(newsletter=job.newsletter, addresses=addresses)
        SubscriberRefusal.objects.bulk_create(
            SubscriberRefusal(job=job, number=line.number, codes=list(line.faults)) for line in refused
        )
        _count(job, fates, refused)
    return True


def _move(job: SubscriberImport, to: int, now: datetime) -> bool:
    ours = SubscriberImport.objects.filter(pk=job.pk, state=job.state, row_done=job.row_done)
    moved = bool(ours.update(row_done=to, changed_at=now))
    if moved:
        job.row_done = to
    return moved


def _count(job: SubscriberImport, fates: Sequence[Fate], refused: Sequence[Line]) -> None:
    doubled = sum(line.faults[0][0] == "doubled" for line in refused)
    new = {fate.value: fates.count(fate) for fate in Fate} | {"doubled": doubled}
    new["refused"] = len(refused) - doubled
    job.counts = {name: job.counts[name] + new[name] for name in job.COUNTED}
    SubscriberImport.objects.filter(pk=job.pk).update(counts=job.counts)


def _take(job: SubscriberImport, lines: Sequence[Line], now: datetime) -> tuple[list[Fate], list[Line]]:
    """What became of the rows; where our own code fails on one, it is refused, and the others go on."""
    try:
        with transaction.atomic():
            return _import(job, lines, now), []
    except (OperationalError, InterfaceError):
        raise  # the database is away, which is no fault of a row: the next run takes it
    except Exception as problem:
        # Whatever is raised for a value that nobody foresaw must not stop the rows after it.
        if len(lines) == 1:
            # Only the kind of error: its words could hold the address.
            logger.error(
                "Row %s of import %s failed with %s", lines[0].number, job.pk, type(problem).__name__
            )
            return [], [Line(lines[0].number, None, [("failed", "")])]
    halves = [_take(job, part, now) for part in (lines[: len(lines) // 2], lines[len(lines) // 2 :])]
    return [fate for fates, _failed in halves for fate in fates], [
        line for _fates, failed in halves for line in failed
    ]


def _import(job: SubscriberImport, lines: Sequence[Line], now: datetime) -> list[Fate]:
    rows = [line.row for line in lines if line.row]
    report: ImportReport = import_confirmed(newsletter=job.newsletter, rows=rows, evidence="", now=now)
    operation = SubscriberOperation.objects.get(subscriber_import=job)
    OperationStep.objects.bulk_create(
        OperationStep(
            operation=operation,
            subscription=subscription,
            entry=entry,
            state=OperationStep.State.DONE,
        )
        for subscription, entry in report.made
    )
    done = F("changed") + len(report.made)
    SubscriberOperation.objects.filter(subscriber_import=job).update(changed=done, total=done, changed_at=now)
    return report.fates


def _finish(job: SubscriberImport, reader: Reader, now: datetime) -> None:
    after: dict[str, Any] = {"state": AFTER[State(job.state)], "changed_at": now, "total": job.rows_seen}
    with transaction.atomic():
        ours = SubscriberImport.objects.filter(pk=job.pk, state=job.state, row_done=job.row_done)
        if not ours.update(unknown=reader.unknown, **after):
            return
        if job.state == State.RUNNING:
            settle(job, now)
    job.refresh_from_db()


def settle(job: SubscriberImport, now: datetime) -> None:
    """The file has said what it had to say: it goes, and what it brought can be taken back from now on."""
    running = SubscriberOperation.objects.filter(
        subscriber_import=job, state=SubscriberOperation.State.RUNNING
    )
    running.update(state=SubscriberOperation.State.DONE, changed_at=now)
    forget_file(job)


def forget_file(job: SubscriberImport) -> None:
    if name := job.file.name:
        SubscriberImport.objects.filter(pk=job.pk).update(file="")
        transaction.on_commit(partial(job.file.storage.delete, name))


def _give_up(job: SubscriberImport, problem: str, now: datetime) -> None:
    """The file can't be read to its end. Nothing of a trial stays; of a run, what was taken in does."""
    state = State.STOPPED if job.state == State.RUNNING else State.UNREADABLE
    with transaction.atomic():
        ours = SubscriberImport.objects.filter(pk=job.pk, state=job.state)
        if ours.update(state=state, problem=problem, changed_at=now):
            settle(job, now)
    job.refresh_from_db()
