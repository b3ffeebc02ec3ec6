"""What an editor does to many subscribers at once, person by person in the background, and taking it back exactly.

A batch is one transaction that locks the operation's row first, so that of two workers each person falls to one.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from contacts.services import CONSENT, forget_if_idle
from core.models import LedgerEntry
from core.tasks import enqueue
from newsletter.errors import NothingToUndo
from newsletter.models import OperationStep, SubscriberOperation, Subscription
from newsletter.services.subscriptions import restore

BATCH = 200
Kind, State, StepState = SubscriberOperation.Kind, SubscriberOperation.State, OperationStep.State


@transaction.atomic
def undo_operation(*, operation: SubscriberOperation, now: datetime) -> None:
    """Take back what was done to everybody who has chosen nothing else since. Raises NothingToUndo."""
    done = SubscriberOperation.objects.filter(pk=operation.pk, state=State.DONE)
    if not done.update(state=State.UNDOING, changed_at=now):
        raise NothingToUndo(operation=operation)
    operation.refresh_from_db()
    wake(operation)


def run_operation(*, operation: SubscriberOperation, now: datetime) -> None:
    """The rest of what is under way. Several workers at once share it."""
    while operation.state == State.UNDOING and _undo_batch(operation, now):
        pass


def wake(operation: SubscriberOperation) -> None:
    from newsletter.importing.tasks import run_changes  # it imports this module

    enqueue(run_changes, operation=operation.pk)


def _undo_batch(operation: SubscriberOperation, now: datetime) -> bool:
    """Whether there may be more."""
    with transaction.atomic():
        steps = _next(operation, State.UNDOING, StepState.DONE, now)
        touched = _touched_since(steps)
        for step in steps:
            if step.pk not in touched:
                _undo(operation, step, now)
        kept = [step.pk for step in steps if step.pk in touched]
        OperationStep.objects.filter(pk__in=[step.pk for step in steps]).update(state=StepState.SETTLED)
        _add(operation, restored=len(steps) - len(kept), kept=len(kept))
        if not steps:
            _close(operation, State.UNDOING, State.UNDONE, now)
    operation.refresh_from_db()
    return bool(steps)


def _next(operation: SubscriberOperation, state: str, step_state: str, now: datetime) -> list[OperationStep]:
    """The next people, with the operation locked; none where it was ended meanwhile."""
    ours = SubscriberOperation.objects.filter(pk=operation.pk, state=state)
    if not ours.update(changed_at=now):
        return []
    steps = operation.steps.filter(state=step_state).select_related(
        "subscription__contact", "subscription__newsletter"
    )
    return list(steps.order_by("pk")[:BATCH])


def _touched_since(steps: Sequence[OperationStep]) -> set[int]:
    """Steps of people about whose subscription something was written since, by whoever it was."""
    subjects = {step.subscription.contact.subject for step in steps}
    first = min((step.entry for step in steps), default=0)
    later = LedgerEntry.objects.filter(chain=CONSENT, subject__in=subjects, number__gt=first)
    newest: dict[tuple[str, str], int] = {}
    for entry in later.order_by("number").iterator():
        newest[entry.subject, entry.facts.get("newsletter", "")] = entry.number
    return {step.pk for step in steps if _newest(newest, step.subscription) > step.entry}


def _newest(newest: dict[tuple[str, str], int], subscription: Subscription) -> int:
    subject = subscription.contact.subject
    about = (newest.get((subject, name), 0) for name in (subscription.newsletter.slug, ""))
    return max(about)


def _undo(operation: SubscriberOperation, step: OperationStep, now: datetime) -> None:
    subscription = step.subscription
    restore(subscription=subscription, before=step.before, what=operation.kind, now=now)
    if operation.kind == Kind.IMPORT:
        subscription.delete()
        forget_if_idle(contact=subscription.contact)


def _add(operation: SubscriberOperation, **numbers: int) -> None:
    sums: dict[str, Any] = {name: F(name) + number for name, number in numbers.items()}
    SubscriberOperation.objects.filter(pk=operation.pk).update(**sums)


def _close(operation: SubscriberOperation, before: str, after: str, now: datetime) -> None:
    SubscriberOperation.objects.filter(pk=operation.pk, state=before).update(state=after, changed_at=now)
