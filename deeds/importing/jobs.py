"""Every step of an import with a screen: chosen, matched, tried out, taken in (`rounds`), forgotten after a month."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.tables import MOST_BYTES, NotReadable
from core.tasks import enqueue
from deeds.importing.applying import REFUSED
from deeds.importing.foreign import is_foreign
from deeds.importing.matching import guess, problems_of
from deeds.importing.ordering import order
from deeds.importing.reading import Sheet, is_lines, is_own, read_lines, read_own_table, text_of
from deeds.importing.tables import Table, read_table
from deeds.models import DeedImport, DeedImportRow

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
        DeedImportRow(
            job=job,
            number=number,
            values=record,
            deed_number=None if is_foreign(record) else record["number"],
        )
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
def match_columns(
    *,
    job: DeedImport,
    language: str,
    matches: Mapping[str, int],
    published_on: date | None = None,
    now: datetime,
) -> None:
    """What the columns say, in which language, and since when deeds are public whose row doesn't say it: the rows are tried
    out anew. Raises ValidationError, NotNow."""
    if problems := problems_of(matches):
        raise ValidationError(problems)
    values = {"language": language, "matches": dict(matches), "published_on": published_on}
    _move(job, State.CHECKING, State.MATCHING, State.CHECKED, now=now, **values)
    job.rows.update(step=Step.WAITING, outcome="", notes=[], deed_number=None, meaning="", old_path="")
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
