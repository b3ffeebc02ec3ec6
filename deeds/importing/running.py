"""A whole file of records: in an order in which each finds what it refers to, then the adoptions. Or a dry run."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

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

REFERENCES = ("inspired_by", "replaced_by")


def take_in(
    *, records: Sequence[Record], user: "AbstractBaseUser | None", now: datetime
) -> Iterator[tuple[int, Outcome]]:
    """The place of each record with what became of it. Each is a transaction of its own: a second run finds what the first
    has done unchanged, and goes on."""
    outcomes: dict[int, Outcome] = {}
    for place in order(records):
        outcomes[place] = apply_record(record=records[place], user=user, now=now)
    for place, outcome in sorted(outcomes.items()):
        yield place, adopted(record=records[place], outcome=outcome, user=user, now=now)


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
        yield place, try_one(record=record, coming=coming, user=user, now=now)


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
