"""A whole file of records: in an order in which each finds what it refers to, then the adoptions. Or a dry run."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext as _

from deeds.importing.applying import (
    CREATED,
    REFUSED,
    UNCHANGED,
    UPDATED,
    Outcome,
    apply_adoptions,
    apply_record,
    order,
)
from deeds.models import Deed
from deeds.opendata.records import Record

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

logger = logging.getLogger(__name__)
REFERENCES = ("inspired_by", "replaced_by")


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


def take_in(
    *, records: Sequence[Record], user: "AbstractBaseUser | None", now: datetime
) -> Iterator[tuple[int, Outcome]]:
    """The place of each record with what became of it. Each is a transaction of its own: a second run finds what the first
    has done unchanged, and goes on."""
    outcomes: dict[int, Outcome] = {}
    for place in order(records):
        outcomes[place] = safely(
            partial(apply_record, record=records[place], user=user, now=now),
            otherwise=Outcome(REFUSED, records[place]["number"]),
            row=place,
        )
    for place, outcome in sorted(outcomes.items()):
        finish = partial(adopted, record=records[place], outcome=outcome, user=user, now=now)
        yield place, safely(finish, otherwise=outcome, row=place)


def adopted(*, record: Record, outcome: Outcome, user: "AbstractBaseUser | None", now: datetime) -> Outcome:
    """What became of a record with its adoptions."""
    if outcome.kind == REFUSED:
        return outcome
    added, notes = apply_adoptions(record=record | {"number": outcome.number}, user=user, now=now)
    kind = UPDATED if added and outcome.kind == UNCHANGED else outcome.kind
    return replace(outcome, kind=kind, notes=(*outcome.notes, *notes))


def try_out(
    *, records: Sequence[Record], user: "AbstractBaseUser | None", now: datetime
) -> Iterator[tuple[int, Outcome]]:
    """What `take_in` would do, by doing it record after record and taking each back. Adoptions are not tried."""
    coming = missing_numbers(records)
    for place, record in enumerate(records):
        trial = partial(try_one, record=record, coming=coming, user=user, now=now)
        yield place, safely(trial, otherwise=Outcome(REFUSED, record["number"]), row=place)


def missing_numbers(records: Sequence[Record]) -> set[int]:
    """Of deeds that are in the file and not here yet: a record may refer to them."""
    numbers = {record["number"] for record in records if record["number"]}
    return numbers - set(Deed.objects.filter(number__in=numbers).values_list("number", flat=True))


def try_one(*, record: Record, coming: set[int], user: "AbstractBaseUser | None", now: datetime) -> Outcome:
    later = {name: None for name in REFERENCES if record.get(name) in coming}
    with transaction.atomic():
        outcome = apply_record(record=record | later, user=user, now=now)
        transaction.set_rollback(True)
    # A number that it would get has been taken back with the rest: others would get the same.
    return replace(outcome, number=record["number"]) if outcome.kind == CREATED else outcome
