"""A record with what the rows before it have done, tried out or for good; and a whole file of records, one after another."""

import hashlib
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Protocol

from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext as _

from deeds.importing.adoptions import apply_adoptions
from deeds.importing.applying import CREATED, REFUSED, UNCHANGED, UPDATED, Outcome, apply_record
from deeds.importing.foreign import is_foreign, old_address_of
from deeds.importing.old_addresses import keep_old_address, old_path
from deeds.importing.ordering import REFERENCES, order
from deeds.models import Deed
from deeds.opendata.records import Record

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

logger = logging.getLogger(__name__)


class Before(Protocol):
    """What the rows before one mean; those that were refused mean nothing."""

    def same(self, meaning: str, number: int | None) -> int | None:
        """The row that means the same deed."""

    def comes(self, number: int) -> bool:
        """Whether a row makes the deed of this number."""

    def claims(self, path: str) -> bool:
        """Whether a row stood at this old address."""


@dataclass(frozen=True)
class Coming:
    """One record on its way, with the address at which it stood before."""

    record: Record
    old_address: str = ""
    meaning: str = ""
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, record: Record) -> "Coming":
        if not is_foreign(record):
            return cls(record, meaning=f"number {record['number']}")
        page = record["pages"][record["language"]] if "pages" in record else {"title": ""}
        return cls(record, old_address_of(record), titled(page["title"], record.get("organisation", "")))


def titled(title: str, organisation: str) -> str:
    """By which rows without a number of this site mean the same deed."""
    return hashlib.sha256(f"{organisation}\n{title}".encode()).hexdigest()


def apply_once(*, coming: Coming, before: Before, user: "AbstractBaseUser | None", now: datetime) -> Outcome:
    """As `apply_record`, but a deed that an earlier row of the file means is refused: one of them would be lost."""
    with transaction.atomic():
        outcome = apply_record(record=coming.record, user=user, now=now)
        if outcome.kind == REFUSED:
            return outcome
        number = None if outcome.kind == CREATED else outcome.number
        if row := before.same(coming.meaning, number):
            transaction.set_rollback(True)
            sentence = _("Row %(row)s means the same deed: leave one of the two out.") % {"row": row}
            return Outcome(REFUSED, number, (sentence,))
    return replace(outcome, notes=(*coming.notes, *outcome.notes))


def completed(
    *,
    coming: Coming,
    outcome: Outcome,
    user: "AbstractBaseUser | None",
    now: datetime,
    is_claimed: bool = False,
) -> Outcome:
    """What became of a record with what belongs to its deed: the adoptions, and a redirect from the old address."""
    if outcome.kind == REFUSED:
        return outcome
    number = outcome.number
    added, notes = apply_adoptions(record=coming.record, number=number, user=user, now=now)
    kind = UPDATED if added and outcome.kind == UNCHANGED else outcome.kind
    note = keep_old_address(number=number, address=coming.old_address, is_claimed=is_claimed)
    return replace(outcome, kind=kind, notes=(*outcome.notes, *notes, *filter(None, [note])))


def tried(*, coming: Coming, before: Before, user: "AbstractBaseUser | None", now: datetime) -> Outcome:
    """What would become of a record, by doing it and taking it back. What earlier rows would make is not here: it is
    asked of `before`."""
    record = coming.record
    # A deed that comes from this very file will be here when the row is taken in.
    later = {name: None for name in REFERENCES if _is_to_come(record.get(name), before)}
    is_claimed = before.claims(old_path(coming.old_address))
    with transaction.atomic():
        outcome = apply_once(coming=replace(coming, record=record | later), before=before, user=user, now=now)
        outcome = completed(coming=coming, outcome=outcome, user=user, now=now, is_claimed=is_claimed)
        transaction.set_rollback(True)
    if later and outcome.kind == UNCHANGED:
        outcome = replace(outcome, kind=UPDATED)
    # A number that it would get has been taken back with the rest: others would get the same.
    own = None if is_foreign(record) else record["number"]
    return replace(outcome, number=own) if outcome.kind == CREATED else outcome


def _is_to_come(number: int | None, before: Before) -> bool:
    return number is not None and before.comes(number) and not Deed.objects.filter(number=number).exists()


def safely(act: Callable[[], Outcome], *, otherwise: Outcome, row: object) -> Outcome:
    """What becomes of a row; where our own code fails on it, `otherwise` with a sentence, and the rest of the file goes on."""
    try:
        with transaction.atomic():
            return act()
    except (OperationalError, InterfaceError):
        raise  # the database is away, which is no fault of the row: the next run takes it
    except Exception:
        # Whatever a service raises for a value that nobody foresaw must not stop the rows after it.
        logger.exception("Row %s of an import of deeds failed", row)
        sentence = _("The import failed on this row and went on with the next. The log of the site says why.")
        return replace(otherwise, notes=(*otherwise.notes, sentence))


# --- A whole file at once


@dataclass
class Seen:
    """The rows before one, kept in memory."""

    rows: Sequence[int]  # place -> row in the file
    meanings: dict[str | int, int] = field(default_factory=dict)
    paths: set[str] = field(default_factory=set)

    def add(self, place: int, coming: Coming, outcome: Outcome) -> None:
        if outcome.kind != REFUSED:
            self.meanings.setdefault(coming.meaning, self.rows[place])
            if outcome.number:
                self.meanings.setdefault(outcome.number, self.rows[place])
            self.paths.add(old_path(coming.old_address))

    def same(self, meaning: str, number: int | None) -> int | None:
        return self.meanings.get(meaning) or self.meanings.get(number or 0)

    def comes(self, number: int) -> bool:
        return number in self.meanings

    def claims(self, path: str) -> bool:
        return bool(path) and path in self.paths


def take_in(
    *, records: Sequence[Record], rows: Sequence[int], user: "AbstractBaseUser | None", now: datetime
) -> Iterator[tuple[int, Outcome]]:
    """The place of each record with what became of it. Each is a transaction of its own: a second run finds what the first
    has done unchanged, and goes on."""
    outcomes = _each(apply_once, records=records, rows=rows, user=user, now=now)
    for place, outcome in outcomes:
        finish = partial(completed, coming=Coming.of(records[place]), outcome=outcome, user=user, now=now)
        yield place, safely(finish, otherwise=outcome, row=rows[place])


def try_out(
    *, records: Sequence[Record], rows: Sequence[int], user: "AbstractBaseUser | None", now: datetime
) -> Iterator[tuple[int, Outcome]]:
    """What `take_in` would do, record after record."""
    yield from _each(tried, records=records, rows=rows, user=user, now=now)


def _each(
    act: Callable[..., Outcome],
    *,
    records: Sequence[Record],
    rows: Sequence[int],
    user: "AbstractBaseUser | None",
    now: datetime,
) -> list[tuple[int, Outcome]]:
    seen, outcomes = Seen(rows), {}
    for place in order(records):
        coming = Coming.of(records[place])
        call = partial(act, coming=coming, before=seen, user=user, now=now)
        number = None if is_foreign(coming.record) else coming.record["number"]
        outcomes[place] = safely(call, otherwise=Outcome(REFUSED, number), row=rows[place])
        seen.add(place, coming, outcomes[place])
    return sorted(outcomes.items())
