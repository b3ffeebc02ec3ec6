"""Taking over subscribers whose consent was given elsewhere."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from itertools import islice
from typing import Any

from django.db import transaction

from contacts.models import Contact
from contacts.services import get_or_create_contacts, record_consents
from mail.addresses import normalise_address
from mail.errors import InvalidAddress
from mail.services import suppressed
from newsletter.models import Newsletter, Subscription, SubscriptionTopic
from newsletter.models.subscriptions import SubscriptionState, new_key

BATCH = 500  # SQLite limits the values of a query


@dataclass(frozen=True)
class ImportRow:
    """A confirmed subscriber; with `ended_at`, one who has left and must not be imported as a reader again.

    `statement` and `page` are what the person agreed to and where, in place of the evidence given for all.
    """

    address: str
    language: str
    confirmed_at: datetime
    topics: tuple[str, ...] = ()
    paused_until: date | None = None
    ended_at: datetime | None = None
    statement: str = ""
    page: str = ""


class Fate(StrEnum):
    """What becomes of a row."""

    ADDED = "added"
    KNOWN = "known"  # reads or has left here already, and keeps what they chose here
    SUPPRESSED = "suppressed"  # left, was erased, or mail came back: never mailed again through an import
    REFUSED = "refused"  # no server would take the address


@dataclass
class ImportReport:
    """`fates` are in the order of the rows; `made` are the new subscriptions with the numbers of their ledger entries."""

    fates: list[Fate] = field(default_factory=list)
    made: list[tuple[Subscription, int]] = field(default_factory=list)

    @property
    def added(self) -> int:
        return self.fates.count(Fate.ADDED)

    @property
    def known(self) -> int:
        return self.fates.count(Fate.KNOWN)

    @property
    def suppressed(self) -> int:
        return self.fates.count(Fate.SUPPRESSED)

    @property
    def refused(self) -> list[int]:
        """The numbers of the rows, from 1, whose address no server would take."""
        return [number for number, fate in enumerate(self.fates, start=1) if fate is Fate.REFUSED]


@transaction.atomic
def import_confirmed(
    *, newsletter: Newsletter, rows: Iterable[ImportRow], evidence: str, now: datetime
) -> ImportReport:
    """Add subscribers with the evidence of their consent; whoever is known here already keeps what they chose here."""
    report, stream = ImportReport(), iter(rows)
    while batch := list(islice(stream, BATCH)):
        _import_batch(newsletter, batch, evidence, now, report)
    return report


def fates_of(*, newsletter: Newsletter, addresses: Sequence[str]) -> list[Fate]:
    """What importing would make of each address, at most 500 at a time; the same address again is known."""
    normal = [_normal(address) for address in addresses]
    wanted = {address for address in normal if address}
    here = newsletter.subscriptions.filter(contact__address__in=wanted)
    known = set(here.values_list("contact__address", flat=True))
    barred = suppressed(wanted - known)
    return list(_fates(normal, known, barred))


def _fates(addresses: Sequence[str], known: set[str], barred: set[str]) -> Iterator[Fate]:
    for address in addresses:
        if not address:
            yield Fate.REFUSED
        elif address in known:
            yield Fate.KNOWN
        elif address in barred:
            yield Fate.SUPPRESSED
        else:
            known.add(address)
            yield Fate.ADDED


def _normal(address: str) -> str:
    try:
        return normalise_address(address)
    except InvalidAddress:
        return ""


def _import_batch(
    newsletter: Newsletter, rows: Sequence[ImportRow], evidence: str, now: datetime, report: ImportReport
) -> None:
    fates = fates_of(newsletter=newsletter, addresses=[row.address for row in rows])
    new = {
        normalise_address(row.address): row
        for row, fate in zip(rows, fates, strict=True)
        if fate is Fate.ADDED
    }
    contacts = get_or_create_contacts(
        languages={address: row.language for address, row in new.items()}, now=now
    )
    made = _subscriptions(newsletter, [(contacts[address], row) for address, row in new.items()])
    SubscriptionTopic.objects.bulk_create(
        SubscriptionTopic(subscription=subscription, key=key)
        for subscription, row in made
        for key in sorted(set(row.topics))
    )
    facts = [(subscription.contact, _facts(newsletter, row, evidence)) for subscription, row in made]
    entries = record_consents(kind="imported", facts=facts, now=now)
    report.fates += fates
    report.made += [
        (subscription, entry.number) for (subscription, _row), entry in zip(made, entries, strict=True)
    ]


def _subscriptions(
    newsletter: Newsletter, rows: Sequence[tuple[Contact, ImportRow]]
) -> list[tuple[Subscription, ImportRow]]:
    """The new subscriptions; whoever signed up in this very moment keeps their own."""
    by_key = {new_key(): (contact, row) for contact, row in rows}
    Subscription.objects.bulk_create(
        (
            Subscription(key=key, newsletter=newsletter, contact=contact, **_fields(row))
            for key, (contact, row) in by_key.items()
        ),
        ignore_conflicts=True,
    )
    made = Subscription.objects.filter(key__in=by_key).select_related("contact").order_by("pk")
    return [(subscription, by_key[subscription.key][1]) for subscription in made]


def _facts(newsletter: Newsletter, row: ImportRow, evidence: str) -> dict[str, Any]:
    where = {"page": row.page} if row.page else {}
    return where | {
        "newsletter": newsletter.slug,
        "language": row.language,
        "topics": sorted(set(row.topics)),
        "statement": row.statement or evidence,
        "confirmed_at": row.confirmed_at.isoformat(),
        "ended_at": row.ended_at.isoformat() if row.ended_at else None,
    }


def _fields(row: ImportRow) -> dict[str, Any]:
    return {
        "language": row.language,
        "state": SubscriptionState.ENDED if row.ended_at else SubscriptionState.ACTIVE,
        "asked_at": row.confirmed_at,
        "confirmed_at": row.confirmed_at,
        "ended_at": row.ended_at,
        "paused_until": row.paused_until,
    }
