"""A decision as a row and as an entry of the ledger, in one transaction."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from core import ledger
from deeds.models import Appeal, Decision, DeedNotice
from deeds.terms import MODERATION

VOIDED = "voided"

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


def record_decision(
    *,
    waited_since: datetime | None,
    user: "AbstractBaseUser | None",
    now: datetime,
    more_facts: Mapping[str, Any] | None = None,
    **values: Any,
) -> Decision:
    """The row, and its entry without a word that names anybody; the reason enters as a commitment."""
    decision = Decision.objects.create(
        decided_by=user,  # type: ignore[misc]  # the project's user model, whichever it is
        decided_at=now,
        waited_since=waited_since,
        **values,
    )
    facts = {
        "decision": decision.kind,
        "origin": decision.origin,
        "ground": decision.ground,
        "part": decision.part,
        "language": decision.language,
        "deed": decision.deed.number if decision.deed else None,
        "seconds": decision.seconds,
        "automated": decision.origin == Decision.Origin.DOMAIN,
        **(more_facts or {}),
    }
    ledger.append(
        chain=MODERATION,
        kind="decision",
        subject=decision.subject,
        facts=facts,
        personal={"reason": decision.reason},
        now=now,
    )
    return decision


def record_received(row: DeedNotice | Appeal, *, facts: dict[str, Any], now: datetime) -> None:
    """A notice or an appeal came in: what it is about, not who sent it."""
    ledger.append(
        chain=MODERATION,
        kind="notice" if isinstance(row, DeedNotice) else "appeal",
        subject=row.subject,
        facts=facts,
        personal={"text": row.text},
        now=now,
    )


def void(rows: Iterable[Decision | DeedNotice | Appeal], *, now: datetime) -> None:
    """Delete rows that were samples; an entry each says that the chain's earlier ones count for nothing."""
    for row in rows:
        ledger.append(chain=MODERATION, kind=VOIDED, subject=row.subject, facts={}, now=now)
        ledger.forget(chain=MODERATION, subject=row.subject)
        row.delete()
