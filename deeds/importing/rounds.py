"""A worker's round over an import with a screen: its rows one after another, tried out or taken in.

Each row is one transaction that claims it first. A worker that dies leaves the rest waiting, and a sweep goes on with them.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.text import capfirst

from deeds.importing.applying import REFUSED, Outcome
from deeds.importing.matching import Reader
from deeds.importing.old_addresses import old_path
from deeds.importing.running import Coming, apply_once, completed, safely, tried
from deeds.models import DeedImport, DeedImportRow

State, Step = DeedImport.State, DeedImportRow.Step


@dataclass
class Round:
    job: DeedImport
    now: datetime

    def __post_init__(self) -> None:
        job = self.job
        self.reader = Reader(job.matches, job.language, self.now, job.published_on) if job.is_table else None

    def coming(self, row: DeedImportRow) -> Coming:
        """Raises ValueError with a sentence for each fault."""
        return self.reader.coming(row.values) if self.reader else Coming.of(row.values)


@dataclass
class Others:
    """The other rows of the import that are not refused, as the database has them: so it holds for every worker."""

    row: DeedImportRow

    def __post_init__(self) -> None:
        rows = DeedImportRow.objects.filter(job=self.row.job_id).exclude(outcome__in=("", REFUSED))
        self.rows = rows.exclude(pk=self.row.pk).order_by("place", "number")

    def same(self, meaning: str, number: int | None) -> int | None:
        same = self.rows.filter(meaning=meaning) if meaning else self.rows.none()
        found = same.first() or (self.rows.filter(deed_number=number).first() if number else None)
        return found.number if found else None

    def comes(self, number: int) -> bool:
        return self.rows.filter(deed_number=number).exists()

    def claims(self, path: str) -> bool:
        return bool(path) and self.rows.filter(old_path=path).exists()


def run_import(*, job: DeedImport, now: datetime) -> None:
    """All rows that wait for the import's present step, then the next state. Several at once share the rows."""
    with translation.override(job.spoken):
        if job.state == State.CHECKING:
            _each(Round(job, now), Step.WAITING, Step.TRIED, _try)
            _finish(job, State.CHECKING, State.CHECKED, Step.WAITING, now)
        elif job.state == State.APPLYING:
            this = Round(job, now)
            _each(this, Step.TRIED, Step.TAKEN, _take)
            _each(this, Step.TAKEN, Step.DONE, _complete)
            _finish(job, State.APPLYING, State.DONE, Step.TAKEN, now)


def _each(this: Round, before: str, after: str, act: Any) -> None:
    keys = this.job.rows.filter(step=before).order_by("place", "number").values_list("pk", flat=True)
    for key in list(keys):
        with transaction.atomic():
            # Rows meet each other, so of one import one row is worked on at a time, whichever worker has it.
            DeedImport.objects.select_for_update().filter(pk=this.job.pk).first()
            # One conditional UPDATE is the claim: of two workers one gets the row.
            if DeedImportRow.objects.filter(pk=key, step=before).update(step=after):
                _work(this, DeedImportRow.objects.get(pk=key), before, act)


def _work(this: Round, row: DeedImportRow, before: str, act: Any) -> None:
    # Once its deed is here, only what belongs to it can fail.
    kind = row.outcome if before == Step.TAKEN else REFUSED
    otherwise = Outcome(kind, row.deed_number, tuple(row.notes) if kind != REFUSED else ())
    outcome = safely(partial(act, this, row), otherwise=otherwise, row=row)
    row.outcome, row.notes, row.deed_number = outcome.kind, list(outcome.notes), outcome.number
    row.save(update_fields=["outcome", "notes", "deed_number", "meaning", "old_path"])


def _finish(job: DeedImport, before: str, after: str, left: str, now: datetime) -> None:
    if not job.rows.filter(step=left).exists():
        DeedImport.objects.filter(pk=job.pk, state=before).update(state=after, changed_at=now)
    # It may have been forgotten in between.
    job.state = DeedImport.objects.filter(pk=job.pk).values_list("state", flat=True).first() or after


def _try(this: Round, row: DeedImportRow) -> Outcome:
    try:
        coming = this.coming(row)
    except ValueError as problem:
        return _unread(row, problem)
    row.meaning, row.old_path = coming.meaning, old_path(coming.old_address)[:255]
    return tried(coming=coming, before=Others(row), user=this.job.created_by, now=this.now)


def _take(this: Round, row: DeedImportRow) -> Outcome:
    """What the trial refused stays refused: people have read the trial, and said yes to that."""
    if row.outcome == REFUSED:
        return Outcome(REFUSED, row.deed_number, tuple(row.notes))
    try:
        coming = this.coming(row)
    except ValueError as problem:
        return _unread(row, problem)
    return apply_once(coming=coming, before=Taken(row), user=this.job.created_by, now=this.now)


class Taken(Others):
    """Those that have been taken in: that a later row has been tried out is no reason to refuse an earlier one."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.rows = self.rows.exclude(step=Step.TRIED)


def _unread(row: DeedImportRow, problem: ValueError) -> Outcome:
    return Outcome(
        REFUSED, row.deed_number, tuple(f"{capfirst(str(part)).rstrip('.')}." for part in problem.args)
    )


def _complete(this: Round, row: DeedImportRow) -> Outcome:
    """What belongs to a deed, once all deeds are there."""
    outcome = Outcome(row.outcome, row.deed_number, tuple(row.notes))
    if outcome.kind == REFUSED:
        return outcome
    coming = this.reader.after(row.values) if this.reader else Coming.of(row.values)
    return completed(coming=coming, outcome=outcome, user=this.job.created_by, now=this.now)
