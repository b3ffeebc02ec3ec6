"""How long the words of moderation are kept, and what they hold about a person. Rows and ledger stay, and the counts."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from contacts.holdings import Holding
from contacts.models import Contact
from contacts.services import forget_if_idle
from core import ledger
from core.tasks import Sweep
from deeds.models import Appeal, Decision, DeedNotice
from deeds.models.moderation import Ground
from deeds.moderating.access import ANSWER, ANSWER_FOR, APPEAL
from deeds.terms import MODERATION

WORDS_FOR = timedelta(days=365)  # twice as long as a decision can be appealed
SEEN_FOR = timedelta(days=183)

# Of each kind of row, what a person wrote or is known by.
PERSONAL: tuple[tuple[type[Decision | DeedNotice | Appeal], dict[str, Any]], ...] = (
    (DeedNotice, {"text": "", "contact": None}),
    (Appeal, {"text": "", "contact": None}),
    (Decision, {"reason": "", "seen": {}, "contact": None}),
)


def keep_moderation(*, now: datetime) -> int:
    """Empty what is older than it needs to be; how many rows."""
    emptied = _forget_unconfirmed(now)
    Decision.objects.filter(decided_at__lte=now - SEEN_FOR).exclude(seen={}).update(seen={})
    # What a restriction hid is back where it stood.
    Decision.objects.filter(lifted_at__lte=now - SEEN_FOR).exclude(hidden={}).update(hidden={})
    for model, empty in PERSONAL:
        rows: QuerySet[Any] = model._default_manager.filter(decided_at__lte=now - WORDS_FOR)
        if model is Decision:
            rows = rows.exclude(kind=Decision.Kind.RESTRICTED, lifted_at__isnull=True)
        emptied += sum(_empty(row, empty) for row in _filled(rows, empty))
    return emptied


def _forget_unconfirmed(now: datetime) -> int:
    """Addresses of reporters who did not ask for an answer."""
    rows = DeedNotice.objects.filter(
        confirmed_at=None, contact__isnull=False, received_at__lte=now - ANSWER_FOR
    )
    return sum(_empty(row, {"contact": None}) for row in rows.select_related("contact"))


def _filled(rows: "QuerySet[Any]", empty: dict[str, Any]) -> Iterable[Any]:
    """Those in which something is left."""
    return rows.exclude(**empty).select_related("contact")


@transaction.atomic
def _empty(row: Any, empty: dict[str, Any]) -> bool:
    contact = row.contact
    for name, value in empty.items():
        setattr(row, name, value)
    row.save(update_fields=list(empty))
    if len(empty) > 1:
        ledger.forget(chain=MODERATION, subject=row.subject)
    if contact is not None:
        forget_if_idle(contact=contact)
    return True


def export_moderation(contact: Contact) -> list[dict[str, Any]]:
    return [_exported(row) for model, _empty in PERSONAL for row in _rows_of(model, contact)]


def erase_moderation(contact: Contact, now: datetime) -> None:
    """The words go, and with the salts the ledger's tie to them; what was decided stays without a name."""
    for model, empty in PERSONAL:
        for row in _rows_of(model, contact):
            ledger.forget(chain=MODERATION, subject=row.subject)
        _rows_of(model, contact).update(**empty)


def _rows_of(model: type[Any], contact: Contact) -> "QuerySet[Any]":
    rows: QuerySet[Any] = model._default_manager.filter(contact=contact)
    return rows


def _exported(row: Decision | DeedNotice | Appeal) -> dict[str, Any]:
    if isinstance(row, Decision):
        return {
            "what": "decision",
            "decision": row.kind,
            "ground": row.ground,
            "reason": row.reason,
            "decided_at": row.decided_at.isoformat(),
        }
    return {
        "what": "notice" if isinstance(row, DeedNotice) else "appeal",
        "text": row.text,
        "received_at": row.received_at.isoformat(),
        "state": row.state,
    }


MODERATION_HOLDING = Holding(
    key="deeds.moderation",
    label=_("Decisions about your deeds, your reports and appeals"),
    export=export_moderation,
    erase=erase_moderation,
    erasing=_(
        "The words of your reports and appeals, and of decisions, go. That something was decided stays, without a name."
    ),
    words={
        "what": _("what"),
        "decision": _("decision"),
        "notice": _("report"),
        "appeal": _("appeal"),
        "ground": _("ground"),
        "reason": _("reason"),
        "decided_at": _("decided"),
        "received_at": _("received"),
        "text": _("text"),
    },
    values={
        "decision": _("decision"),
        "notice": _("report"),
        "appeal": _("appeal"),
        APPEAL: _("to appeal a decision"),
        ANSWER: _("to confirm a report"),
        **dict(Ground.choices),
        **dict(Decision.Kind.choices),
        **dict(DeedNotice.State.choices),
    },
)


@task()
def keep_moderation_now() -> None:
    keep_moderation(now=timezone.now())


KEEP_MODERATION = Sweep(key="deeds.keep_moderation", cron="50 3 * * *", task=keep_moderation_now)
