"""Every write of an import with a screen: chosen, matched, tried out, taken in row by row, forgotten after a month.

Each row is one transaction that claims it first. A worker that dies leaves the rest waiting, and a sweep goes on with them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect

from core.tasks import enqueue
from deeds.importing.applying import REFUSED, Outcome, apply_record, order
from deeds.importing.matching import Reader, guess, old_path, problems_of
from deeds.importing.reading import NotReadable, Sheet, is_lines, is_own, read_lines, read_own_table, text_of
from deeds.importing.running import adopted, missing_numbers, safely, try_one
from deeds.importing.tables import MOST_BYTES, Table, read_table
from deeds.models import Deed, DeedImport, DeedImportRow
from deeds.opendata.records import Record

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

KEEP_FOR = timedelta(days=30)
State, Step = DeedImport.State, DeedImportRow.Step


class NotNow(Exception):
    """The import is at another step than whoever asked believed."""


@transaction.atomic
def begin_import(
    *, name: str, data: bytes, user: "AbstractBaseUser | None", spoken: str, now: datetime
) -> DeedImport:
    """Keep the rows of a file. Our own files are tried out at once; another table waits for its columns. Raises NotReadable."""
    table = None if is_lines(data) else read_table(data)
    own = table is None or is_own(table.columns)
    job = DeedImport.objects.create(
        name=name[:200],
        state=State.CHECKING if own else State.MATCHING,
        columns=[] if table is None or own else table.columns,
        matches={} if table is None or own else guess(table.columns),
        spoken=spoken,
        created_at=now,
        changed_at=now,
        created_by=user,  # type: ignore[misc]  # the project's user model, whichever it is
    )
    if table is not None and not own:
        _keep_cells(job, table)
        return job
    _keep_records(job, read_own_table(table.columns, table.rows) if table else _lines(data))
    _wake(job)
    return job


def _lines(data: bytes) -> Sheet:
    if len(data) > MOST_BYTES:
        raise NotReadable(_("The file is larger than 20 MB. Divide it."))
    return read_lines(text_of(data))


def _keep_cells(job: DeedImport, table: Table) -> None:
    DeedImportRow.objects.bulk_create(
        (DeedImportRow(job=job, number=number, place=number, values=cells) for number, cells in table.rows),
        batch_size=500,
    )


def _keep_records(job: DeedImport, sheet: Sheet) -> None:
    rows = [
        DeedImportRow(job=job, number=number, values=record, deed_number=record["number"])
        for number, record in sheet.records
    ]
    for place, index in enumerate(order([record for _number, record in sheet.records])):
        rows[index].place = place
    refused = [
        DeedImportRow(job=job, number=number, values={}, step=Step.DONE, outcome=REFUSED, notes=[sentence])
        for number, sentence in sheet.refused
    ]
    DeedImportRow.objects.bulk_create([*rows, *refused], batch_size=500)


@transaction.atomic
def match_columns(*, job: DeedImport, language: str, matches: Mapping[str, int], now: datetime) -> None:
    """What the columns say, and in which language: the rows are tried out anew. Raises ValidationError, NotNow."""
    if problems := problems_of(matches):
        raise ValidationError(problems)
    _move(
        job, State.CHECKING, State.MATCHING, State.CHECKED, now=now, language=language, matches=dict(matches)
    )
    job.rows.update(step=Step.WAITING, outcome="", notes=[], deed_number=None)
    _wake(job)


@transaction.atomic
def take_in_rows(*, job: DeedImport, now: datetime) -> None:
    """From now on the rows that can be are taken in. Raises NotNow if that was said already."""
    _move(job, State.APPLYING, State.CHECKED, now=now)
    _wake(job)


@transaction.atomic
def discard_import(*, job: DeedImport) -> None:
    """Forget the file and its rows; deeds that were taken in stay."""
    job.delete()


def _move(job: DeedImport, to: str, *before: str, now: datetime, **values: Any) -> None:
    moved = DeedImport.objects.filter(pk=job.pk, state__in=before)
    if not moved.update(state=to, changed_at=now, **values):
        raise NotNow
    job.refresh_from_db()


def _wake(job: DeedImport) -> None:
    from deeds.importing.tasks import run  # it imports this module

    enqueue(run, job=job.pk)


def tidy_imports(*, now: datetime) -> int:
    return (
        DeedImport.objects.filter(changed_at__lt=now - KEEP_FOR)
        .delete()[1]
        .get("tekotori_deeds.DeedImport", 0)
    )


# --- Running


@dataclass
class Run:
    """One worker's round over an import."""

    job: DeedImport
    now: datetime

    def __post_init__(self) -> None:
        self.reader = Reader(self.job.matches, self.job.language, self.now) if self.job.is_table else None
        waiting = self.job.rows.filter(step=Step.WAITING) if not self.reader else self.job.rows.none()
        self.coming = missing_numbers([row.values for row in waiting])

    def record(self, row: DeedImportRow) -> Record:
        return self.reader.record(row.values) if self.reader else row.values


def run_import(*, job: DeedImport, now: datetime) -> None:
    """All rows that wait for the import's present step, then the next state. Several at once share the rows."""
    with translation.override(job.spoken):
        if job.state == State.CHECKING:
            run = Run(job, now)
            _each(run, Step.WAITING, Step.TRIED, _try)
            _finish(job, State.CHECKING, State.CHECKED, Step.WAITING, now)
        elif job.state == State.APPLYING:
            run = Run(job, now)
            _each(run, Step.TRIED, Step.TAKEN, _take)
            _each(run, Step.TAKEN, Step.DONE, _finish_row)
            _finish(job, State.APPLYING, State.DONE, Step.TAKEN, now)


def _each(run: Run, before: str, after: str, act: Any) -> None:
    keys = run.job.rows.filter(step=before).order_by("place", "number").values_list("pk", flat=True)
    for key in list(keys):
        with transaction.atomic():
            # One conditional UPDATE is the claim: of two workers one gets the row.
            if DeedImportRow.objects.filter(pk=key, step=before).update(step=after):
                row = DeedImportRow.objects.get(pk=key)
                # Once its deed is here, only what belongs to it can fail.
                kind = row.outcome if before == Step.TAKEN else REFUSED
                otherwise = Outcome(kind, row.deed_number, tuple(row.notes) if kind != REFUSED else ())
                outcome = safely(partial(act, run, row), otherwise=otherwise, row=row)
                row.outcome, row.notes = outcome.kind, list(outcome.notes)
                row.deed_number = outcome.number
                row.save(update_fields=["outcome", "notes", "deed_number"])


def _finish(job: DeedImport, before: str, after: str, left: str, now: datetime) -> None:
    if not job.rows.filter(step=left).exists():
        DeedImport.objects.filter(pk=job.pk, state=before).update(state=after, changed_at=now)
    # It may have been forgotten in between.
    job.state = DeedImport.objects.filter(pk=job.pk).values_list("state", flat=True).first() or after


def _unread(problem: ValueError) -> Outcome:
    return Outcome(REFUSED, None, (f"{capfirst(str(problem)).rstrip('.')}.",))


def _try(run: Run, row: DeedImportRow) -> Outcome:
    try:
        record = run.record(row)
    except ValueError as problem:
        return _unread(problem)
    return try_one(record=record, coming=run.coming, user=run.job.created_by, now=run.now)


def _take(run: Run, row: DeedImportRow) -> Outcome:
    try:
        record = run.record(row)
    except ValueError as problem:
        return _unread(problem)
    return apply_record(record=record, user=run.job.created_by, now=run.now)


def _finish_row(run: Run, row: DeedImportRow) -> Outcome:
    """Adoptions, once all deeds are there, and the old address."""
    outcome = Outcome(row.outcome, row.deed_number, tuple(row.notes))
    if outcome.kind == REFUSED:
        return outcome
    if run.reader is None:
        return adopted(record=row.values, outcome=outcome, user=run.job.created_by, now=run.now)
    note = keep_old_address(number=row.deed_number, address=run.reader.old_address(row.values))
    return replace(outcome, notes=(*outcome.notes, note)) if note else outcome


def keep_old_address(*, number: int | None, address: str) -> str:
    """A redirect from where the deed stood before; says why not where that can't be."""
    path, deed = old_path(address), Deed.objects.filter(number=number or 0).first()
    if not address or deed is None or deed.source_page is None:
        return ""
    if not path or len(path) > Redirect._meta.get_field("old_path").max_length:
        return str(_("The old address leads nowhere: it is no address of a page."))
    page = deed.source_page.page_ptr
    redirect, _created = Redirect.objects.get_or_create(
        old_path=path, site=None, defaults={"redirect_page": page, "is_permanent": True}
    )
    return "" if redirect.redirect_page_id == page.pk else str(_("The old address leads elsewhere already."))
