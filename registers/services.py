"""Writes to the registers: organisations with their history, their units, and loading (see `registers.loading`)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from registers.errors import CodeTaken, EndsBeforeItBegins, MergeIntoItself, OrganisationNotActive
from registers.loading import LoadReport, load_registers
from registers.models import County, Municipality, Organisation, OrganisationEvent, Unit
from registers.names import like

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

__all__ = [
    "LoadReport",
    "Names",
    "OrganisationFacts",
    "change_organisation",
    "change_unit",
    "create_organisation",
    "create_unit",
    "end_organisation",
    "load_registers",
    "merge_organisations",
    "near_municipalities",
    "rename_organisation",
]


@dataclass(frozen=True)
class Names:
    """A name in three languages; without Swedish or English the Finnish one is shown."""

    fi: str
    sv: str = ""
    en: str = ""

    def as_fields(self) -> dict[str, str]:
        return {f"name_{language}": name for language, name in asdict(self).items()}


@dataclass(frozen=True)
class OrganisationFacts:
    """What is known of an organisation beside its names."""

    type: str
    business_id: str = ""
    mail_domains: str = ""
    municipality: Municipality | None = None
    county: County | None = None


def _record(
    organisation: Organisation,
    kind: str,
    *,
    on: date,
    user: "AbstractBaseUser | None",
    now: datetime,
    old: dict[str, Any] | None = None,
    new: dict[str, Any] | None = None,
) -> None:
    OrganisationEvent.objects.create(
        organisation=organisation,
        kind=kind,
        effective_date=on,
        recorded_at=now,
        user=user,  # type: ignore[misc]  # the project's user model, whichever it is
        old_values=old or {},
        new_values=new or {},
    )


def _lock_active(organisation: Organisation) -> Organisation:
    """The row as it is now, locked; raises OrganisationNotActive if it has merged or ended."""
    row = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if row.status != Organisation.Status.ACTIVE:
        raise OrganisationNotActive(code=row.code, status=row.status)
    return row


@transaction.atomic
def create_organisation(
    *,
    code: str,
    names: Names,
    type: str,
    now: datetime,
    municipality: Municipality | None = None,
    county: County | None = None,
    business_id: str = "",
    mail_domains: str = "",
    user: "AbstractBaseUser | None" = None,
) -> Organisation:
    """A new organisation; its county defaults to that of its municipality. Raises CodeTaken."""
    if Organisation.objects.filter(code=code).exists():
        raise CodeTaken(code=code)
    organisation = Organisation(
        code=code,
        type=type,
        business_id=business_id,
        mail_domains=mail_domains,
        municipality=municipality,
        county=county or (municipality.county if municipality else None),
        **names.as_fields(),
    )
    organisation.full_clean(exclude=["merged_into"])
    organisation.save()
    _record(organisation, "created", on=now.date(), user=user, now=now, new=names.as_fields())
    return organisation


@transaction.atomic
def rename_organisation(
    *,
    organisation: Organisation,
    names: Names,
    on: date,
    now: datetime,
    user: "AbstractBaseUser | None" = None,
) -> Organisation:
    """Give new names; the old ones stay in the history."""
    row = _lock_active(organisation)
    old = {field: getattr(row, field) for field in names.as_fields()}
    for field, value in names.as_fields().items():
        setattr(row, field, value)
    row.save()
    _record(row, "renamed", on=on, user=user, now=now, old=old, new=names.as_fields())
    return row


@transaction.atomic
def change_organisation(
    *,
    organisation: Organisation,
    names: Names,
    facts: OrganisationFacts,
    now: datetime,
    user: "AbstractBaseUser | None" = None,
) -> Organisation:
    """Correct the facts; other names than before are a renaming as of today, with the old ones kept."""
    row = _lock_active(organisation)
    for field, value in vars(facts).items():
        setattr(row, field, value)
    row.full_clean()
    row.save()
    if any(getattr(row, field) != value for field, value in names.as_fields().items()):
        row = rename_organisation(organisation=row, names=names, on=now.date(), now=now, user=user)
    return row


def _check_end(organisation: Organisation, on: date) -> None:
    if organisation.valid_from and on < organisation.valid_from:
        raise EndsBeforeItBegins(code=organisation.code, valid_from=organisation.valid_from, valid_to=on)


@transaction.atomic
def merge_organisations(
    *,
    merged: Sequence[Organisation],
    into: Organisation,
    on: date,
    now: datetime,
    user: "AbstractBaseUser | None" = None,
) -> Organisation:
    """Close organisations into one that carries on; `on` is their last day. What they did keeps their names."""
    successor = _lock_active(into)
    for organisation in merged:
        if organisation.pk == successor.pk:
            raise MergeIntoItself(code=successor.code)
        row = _lock_active(organisation)
        _check_end(row, on)
        row.merged_into, row.status, row.valid_to = successor, Organisation.Status.MERGED, on
        row.save()
        # Chains stay flat, so that one join finds today's organisation of any deed.
        Organisation.objects.filter(merged_into=row).update(merged_into=successor)
        _record(row, "merged", on=on, user=user, now=now, new={"merged_into": successor.code})
    return successor


@transaction.atomic
def end_organisation(
    *, organisation: Organisation, on: date, now: datetime, user: "AbstractBaseUser | None" = None
) -> Organisation:
    """Close an organisation that nobody carries on; `on` is its last day."""
    row = _lock_active(organisation)
    _check_end(row, on)
    row.status, row.valid_to = Organisation.Status.ENDED, on
    row.save()
    _record(row, "ended", on=on, user=user, now=now)
    return row


@transaction.atomic
def create_unit(*, code: str, names: Names, organisation: Organisation) -> Unit:
    """A unit that authors find by its name and its organisation's. Raises OrganisationNotActive."""
    unit = Unit(code=code, organisation=_lock_active(organisation), **names.as_fields())
    unit.full_clean()
    unit.save()
    return unit


@transaction.atomic
def change_unit(*, unit: Unit, names: Names, organisation: Organisation, valid_to: date | None) -> Unit:
    """Other names, another organisation, or its last day; what deeds say of it stays as their authors wrote it."""
    row = Unit.objects.select_for_update().get(pk=unit.pk)
    for field, value in {**names.as_fields(), "organisation": organisation, "valid_to": valid_to}.items():
        setattr(row, field, value)
    row.full_clean()
    row.save()
    return row


def near_municipalities(name: str, *, limit: int = 3) -> list[Municipality]:
    """Municipalities whose name in any language begins like, contains or nearly is a name that nobody knows."""
    return like(Municipality.objects.in_order(), name, limit=limit)
