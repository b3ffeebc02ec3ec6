"""Taking over subscribers whose consent was given elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from contacts.services import get_or_create_contact, record_consent
from mail.errors import InvalidAddress
from newsletter.models import Newsletter, Subscription, SubscriptionTopic
from newsletter.models.subscriptions import SubscriptionState


@dataclass(frozen=True)
class ImportRow:
    """A confirmed subscriber; with `ended_at`, one who has left and must not be imported as a reader again."""

    address: str
    language: str
    confirmed_at: datetime
    topics: tuple[str, ...] = ()
    paused_until: date | None = None
    ended_at: datetime | None = None


@dataclass
class ImportReport:
    """`refused` are the numbers of the rows, from 1, whose address no server would take."""

    added: int = 0
    known: int = 0
    refused: list[int] = field(default_factory=list)


@transaction.atomic
def import_confirmed(
    *, newsletter: Newsletter, rows: Iterable[ImportRow], evidence: str, now: datetime
) -> ImportReport:
    """Add subscribers with the evidence of their consent; whoever is known here already keeps what they chose here."""
    report = ImportReport()
    for number, row in enumerate(rows, start=1):
        try:
            added = _import_row(newsletter, row, evidence, now)
        except InvalidAddress:
            report.refused.append(number)
            continue
        report.added += added
        report.known += not added
    return report


def _import_row(newsletter: Newsletter, row: ImportRow, evidence: str, now: datetime) -> bool:
    contact = get_or_create_contact(address=row.address, language=row.language, now=now)
    subscription, created = Subscription.objects.get_or_create(
        newsletter=newsletter, contact=contact, defaults=_fields(row)
    )
    if not created:
        return False
    SubscriptionTopic.objects.bulk_create(
        SubscriptionTopic(subscription=subscription, key=key) for key in sorted(set(row.topics))
    )
    facts = {
        "newsletter": newsletter.slug,
        "language": row.language,
        "topics": sorted(set(row.topics)),
        "statement": evidence,
        "confirmed_at": row.confirmed_at.isoformat(),
        "ended_at": row.ended_at.isoformat() if row.ended_at else None,
    }
    record_consent(contact=contact, kind="imported", facts=facts, now=now)
    return True


def _fields(row: ImportRow) -> dict[str, object]:
    return {
        "language": row.language,
        "state": SubscriptionState.ENDED if row.ended_at else SubscriptionState.ACTIVE,
        "asked_at": row.confirmed_at,
        "confirmed_at": row.confirmed_at,
        "ended_at": row.ended_at,
        "paused_until": row.paused_until,
    }
