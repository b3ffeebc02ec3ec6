"""Every step of an import of subscribers: chosen, matched, tried out, taken in (`running`), stopped, forgotten."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from core.private_files import private_storage
from core.tables import MOST_COLUMNS, NotReadable, Shape, read_table_lines, recognise
from core.tasks import enqueue
from newsletter.importing.columns import Choices
from newsletter.importing.running import forget_file, opened, settle
from newsletter.models import Newsletter, SubscriberImport, SubscriberOperation
from newsletter.models.imports import no_counts
from newsletter.services.operations import undo_operation

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

FOLDER = "subscriber-imports"
KEEP_FILE_FOR = timedelta(days=7)
KEEP_FOR = timedelta(days=30)
STRAY_FOR = timedelta(days=1)  # longer than any upload takes
SAMPLES = 4
LOGGED, UNDONE = "newsletter.import_subscribers", "newsletter.undo_import"
State = SubscriberImport.State


class NotNow(Exception):
    """The import is at another step than whoever asked believed."""


@transaction.atomic
def begin_import(
    *, newsletter: Newsletter, name: str, file: BinaryIO, user: "AbstractBaseUser | None", now: datetime
) -> SubscriberImport:
    """Keep a file until its columns are matched. Raises NotReadable; then nothing is kept."""
    shape = recognise(file)
    columns, total = _looked_through(file, shape)
    file.seek(0)
    kept = private_storage().save(f"{FOLDER}/{secrets.token_hex(16)}", File(file))
    return SubscriberImport.objects.create(
        newsletter=newsletter,
        name=name[:200],
        file=kept,
        shape=shape.as_json(),
        columns=columns,
        total=total,
        state=State.MATCHING,
        created_at=now,
        changed_at=now,
        created_by=user,  # type: ignore[misc]  # the project's user model, whichever it is
    )


def _looked_through(file: BinaryIO, shape: Shape) -> tuple[list[str], int | None]:
    """The header, and how many rows there are: a spreadsheet takes too long to be counted while somebody waits."""
    lines = read_table_lines(file, shape)
    columns = [cell.strip() for cell in next(lines, [])[:MOST_COLUMNS]]
    rows = islice(lines, 1) if shape.sheets else lines
    total = sum(any(cell.strip() for cell in row) for row in rows)
    if not shape.sheets and (not any(columns) or not total):
        raise NotReadable(_("The file has no rows below its header."))
    return columns, None if shape.sheets else total


def samples(*, job: SubscriberImport) -> list[list[str]]:
    """The first rows below the header, as they stand in the file; none where they can't be read."""
    try:
        with opened(job) as file:
            return list(islice(read_table_lines(file, job.form_of_file, job.sheet), 1, 1 + SAMPLES))
    except (NotReadable, OSError):
        return []


@transaction.atomic
def choose_sheet(*, job: SubscriberImport, sheet: int, now: datetime) -> None:
    """Another sheet of a spreadsheet. Raises NotNow, NotReadable."""
    if sheet not in range(len(job.form_of_file.sheets)):
        raise NotNow
    with opened(job) as file:
        line = next(read_table_lines(file, job.form_of_file, sheet), [])
    columns = [cell.strip() for cell in line[:MOST_COLUMNS]]
    _move(job, State.MATCHING, State.MATCHING, State.TRIED, now=now, sheet=sheet, columns=columns, choices={})


@transaction.atomic
def match_columns(*, job: SubscriberImport, choices: Choices, now: datetime) -> None:
    """Try the file out with these choices; nothing is written. Raises NotNow."""
    _begin_pass(job, State.TRYING, State.MATCHING, State.TRIED, now=now, choices=choices.as_json())


@transaction.atomic
def take_in(*, job: SubscriberImport, user: "AbstractBaseUser | None", now: datetime) -> None:
    """Take in what the trial said could be. Raises NotNow."""
    operation = SubscriberOperation.objects.create(
        kind=SubscriberOperation.Kind.IMPORT,
        state=SubscriberOperation.State.RUNNING,
        created_at=now,
        changed_at=now,
        created_by=user,  # type: ignore[misc]  # as above
    )
    _begin_pass(job, State.RUNNING, State.TRIED, now=now, operation=operation)
    log(instance=job.newsletter, action=LOGGED, user=user, data={"import": job.pk, "people": job.total})


@transaction.atomic
def stop_import(*, job: SubscriberImport, now: datetime) -> None:
    """A trial is given up; a run keeps what it has taken in and may go on later. Raises NotNow."""
    to = State.MATCHING if job.state == State.TRYING else State.STOPPED
    _move(job, to, State.TRYING if to == State.MATCHING else State.RUNNING, now=now)


@transaction.atomic
def go_on(*, job: SubscriberImport, now: datetime) -> None:
    """Where it was stopped. Raises NotNow."""
    if not job.file:
        raise NotNow
    _move(job, State.RUNNING, State.STOPPED, now=now)
    _wake(job)


@transaction.atomic
def undo_import(*, job: SubscriberImport, user: "AbstractBaseUser | None", now: datetime) -> None:
    """Take back everybody whom it added and who has done nothing since. Raises NotNow, NothingToUndo."""
    _move(job, State.DONE, State.DONE, State.STOPPED, now=now)
    if job.operation is None:
        raise NotNow
    settle(job, now)
    undo_operation(operation=job.operation, now=now)
    log(
        instance=job.newsletter,
        action=UNDONE,
        user=user,
        data={"import": job.pk, "people": job.operation.changed},
    )


@transaction.atomic
def forget_import(*, job: SubscriberImport, now: datetime) -> None:
    """The file goes. Of one that brought nobody the row goes too; else it stays, so that it can be taken back."""
    job.refresh_from_db()
    if job.is_running:
        raise NotNow
    settle(job, now)
    if job.operation_id is None:
        job.delete()


def _begin_pass(job: SubscriberImport, to: str, *before: str, now: datetime, **values: Any) -> None:
    _move(job, to, *before, now=now, row_done=1, counts=no_counts(), unknown={}, problem="", **values)
    job.refusals.all().delete()
    _wake(job)


def _move(job: SubscriberImport, to: str, *before: str, now: datetime, **values: Any) -> None:
    moved = SubscriberImport.objects.filter(pk=job.pk, state__in=before)
    if not moved.update(state=to, changed_at=now, **values):
        raise NotNow
    job.refresh_from_db()


def _wake(job: SubscriberImport) -> None:
    from newsletter.importing.tasks import run  # it imports this module

    enqueue(run, job=job.pk)


def tidy_imports(*, now: datetime) -> int:
    """Files that nobody goes on with, a week after the last step; everything of an import, a month after; how many."""
    stray = _delete_stray_files(now)
    idle = SubscriberImport.objects.exclude(state__in=(State.TRYING, State.RUNNING))
    with_file = idle.filter(changed_at__lt=now - KEEP_FILE_FOR).exclude(file="")
    old = idle.filter(changed_at__lt=now - KEEP_FOR)
    jobs = list(with_file) + list(old.filter(file=""))
    for job in jobs:
        with transaction.atomic():
            forget_file(job)
            if job.operation_id is None or job.changed_at < now - KEEP_FOR:
                SubscriberOperation.objects.filter(subscriber_import=job).delete()
                job.delete()
    return len(jobs) + stray


def _delete_stray_files(now: datetime) -> int:
    """Files that no import names: what a killed process left."""
    storage = private_storage()
    names = [f"{FOLDER}/{name}" for name in storage.listdir(FOLDER)[1]] if storage.exists(FOLDER) else []
    named = set(SubscriberImport.objects.values_list("file", flat=True))
    stray: Sequence[str] = [
        name for name in names if name not in named and storage.get_modified_time(name) <= now - STRAY_FOR
    ]
    for name in stray:
        storage.delete(name)
    return len(stray)
