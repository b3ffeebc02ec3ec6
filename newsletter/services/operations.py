"""What an editor does to many subscribers at once, person by person in the background, and taking it back exactly.

Only confirmed subscriptions are changed. Topics narrow what somebody gets: whoever chose none gets everything, so a topic is
neither added to none nor the last one removed.

A batch is one transaction that locks the operation's row first, so that of two workers each person falls to one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from contacts.services import CONSENT, forget_if_idle
from core.models import LedgerEntry
from core.tasks import enqueue
from newsletter.errors import NothingToUndo
from newsletter.models import OperationStep, SubscriberOperation, Subscription, SubscriptionTopic
from newsletter.models.subscriptions import SubscriptionState
from newsletter.services.subscriptions import (
    EDITOR,
    Preferences,
    current_preferences,
    restore,
    set_preferences,
    unsubscribe,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

BATCH = 200
UNDO_FOR = timedelta(minutes=30)
KEEP_CHANGES = timedelta(days=1)
Kind, State, StepState = SubscriberOperation.Kind, SubscriberOperation.State, OperationStep.State


@dataclass(frozen=True)
class Change:
    """What is to be done to each; `value` is a day as 2026-03-02, the key of a topic or the code of a language."""

    kind: str
    value: str = ""


def concerned(*, change: Change, rows: QuerySet[Subscription]) -> QuerySet[Subscription]:
    """Those of the subscriptions for whom the change would change something."""
    active = rows.filter(state=SubscriptionState.ACTIVE)
    topics = SubscriptionTopic.objects.filter(subscription=OuterRef("pk"))
    if change.kind == Kind.PAUSE:
        return active.exclude(paused_until__isnull=False, paused_until=change.value)
    if change.kind == Kind.LANGUAGE:
        return active.exclude(language=change.value)
    if change.kind == Kind.ADD_TOPIC:
        return active.filter(Exists(topics), ~Exists(topics.filter(key=change.value)))
    if change.kind == Kind.REMOVE_TOPIC:
        return active.filter(
            Exists(topics.filter(key=change.value)), Exists(topics.exclude(key=change.value))
        )
    return active


@transaction.atomic
def begin_change(
    *, change: Change, rows: QuerySet[Subscription], user: "AbstractBaseUser | None", now: datetime
) -> SubscriberOperation:
    """Note who it is about, and begin in the background."""
    operation = SubscriberOperation.objects.create(
        kind=change.kind,
        value=change.value,
        state=State.RUNNING,
        created_at=now,
        changed_at=now,
        created_by=user,  # type: ignore[misc]  # the project's user model, whichever it is
    )
    keys = concerned(change=change, rows=rows).order_by().values_list("pk", flat=True).distinct()
    steps = (
        OperationStep(operation=operation, subscription_id=key, state=StepState.WAITING)
        for key in keys.iterator(chunk_size=2000)
    )
    while batch := list(islice(steps, 1000)):
        OperationStep.objects.bulk_create(batch)
        operation.total += len(batch)
    operation.save(update_fields=["total"])
    wake(operation)
    return operation


def may_undo(operation: SubscriberOperation, now: datetime) -> bool:
    """A change for half an hour; an import as long as it is kept."""
    is_recent = operation.kind == Kind.IMPORT or now - operation.changed_at <= UNDO_FOR
    return operation.state == State.DONE and is_recent


@transaction.atomic
def undo_operation(*, operation: SubscriberOperation, now: datetime) -> None:
    """Take back what was done to everybody who has chosen nothing else since. Raises NothingToUndo."""
    operation.refresh_from_db()
    if not may_undo(operation, now):
        raise NothingToUndo(operation=operation)
    done = SubscriberOperation.objects.filter(pk=operation.pk, state=State.DONE)
    if not done.update(state=State.UNDOING, changed_at=now):
        raise NothingToUndo(operation=operation)
    operation.refresh_from_db()
    wake(operation)


def run_operation(*, operation: SubscriberOperation, now: datetime) -> None:
    """The rest of what is under way. Several workers at once share it."""
    if operation.kind != Kind.IMPORT:  # which its own worker brings to an end
        while operation.state == State.RUNNING and _do_batch(operation, now):
            pass
    while operation.state == State.UNDOING and _undo_batch(operation, now):
        pass


def wake(operation: SubscriberOperation) -> None:
    from newsletter.importing.tasks import run_changes  # it imports this module

    enqueue(run_changes, operation=operation.pk)


def tidy_changes(*, now: datetime) -> int:
    """Forget what can't be taken back any more; returns how many changes."""
    old = SubscriberOperation.objects.exclude(kind=Kind.IMPORT).filter(changed_at__lt=now - KEEP_CHANGES)
    ended = old.filter(state__in=(State.DONE, State.UNDONE))
    return ended.delete()[1].get("tekotori_newsletter.SubscriberOperation", 0)


def _do_batch(operation: SubscriberOperation, now: datetime) -> bool:
    """Whether there may be more."""
    change = Change(operation.kind, operation.value)
    with transaction.atomic():
        steps = _next(operation, State.RUNNING, StepState.WAITING, now)
        people = Subscription.objects.filter(pk__in=[step.subscription_id for step in steps])
        # Somebody may have left, or have been quicker with the same.
        still = set(concerned(change=change, rows=people).values_list("pk", flat=True))
        done = [step for step in steps if step.subscription_id in still]
        for step in done:
            _do(change, step, now)
        OperationStep.objects.bulk_update(done, ["state", "before", "entry"])
        operation.steps.filter(pk__in=[step.pk for step in steps if step not in done]).delete()
        _add(operation, changed=len(done))
        if not steps:
            _close(operation, State.RUNNING, State.DONE, now)
    operation.refresh_from_db()
    return bool(steps)


def _do(change: Change, step: OperationStep, now: datetime) -> None:
    subscription = step.subscription
    step.before, step.state = _before(change, subscription), StepState.DONE
    if change.kind == Kind.END:
        unsubscribe(subscription=subscription, how=EDITOR, now=now)
    else:
        preferences = _changed(change, current_preferences(subscription))
        set_preferences(subscription=subscription, preferences=preferences, by=EDITOR, now=now)
    entries = LedgerEntry.objects.filter(chain=CONSENT, subject=subscription.contact.subject)
    step.entry = entries.order_by("-number").values_list("number", flat=True)[0]


def _before(change: Change, subscription: Subscription) -> dict[str, Any]:
    """Exactly what the change takes away."""
    until = subscription.paused_until.isoformat() if subscription.paused_until else None
    if change.kind == Kind.PAUSE:
        return {"paused_until": until}
    if change.kind == Kind.LANGUAGE:
        return {"language": subscription.language, "contact_language": subscription.contact.language}
    if change.kind != Kind.END:
        return {"topics": subscription.topics}
    ended = subscription.ended_at.isoformat() if subscription.ended_at else None
    attributes = sorted(subscription.attribute_rows.values_list("key", flat=True))
    return {"state": subscription.state, "paused_until": until, "ended_at": ended, "attributes": attributes}


def _changed(change: Change, preferences: Preferences) -> Preferences:
    if change.kind == Kind.PAUSE:
        return replace(preferences, paused_until=date.fromisoformat(change.value))
    if change.kind == Kind.LANGUAGE:
        return replace(preferences, language=change.value)
    topics = set(preferences.topics)
    topics = topics | {change.value} if change.kind == Kind.ADD_TOPIC else topics - {change.value}
    return replace(preferences, topics=sorted(topics))


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
