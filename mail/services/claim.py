"""Taking deliveries for one worker, and giving them back."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from mail import conf
from mail.models import CLAIMABLE, Delivery, Message, State
from mail.pace.rests import Resting, resting
from mail.pace.throttles import open_purse
from mail.registries import claim_checks
from mail.services.record import move
from mail.services.suppress import suppressed_keys


def claim(*, lane: str, now: datetime, limit: int) -> list[Delivery]:
    """Take up to `limit` due deliveries under a lease; two workers never get the same one.

    Passed over: paused groups, domains that rest, and what would go beyond a throttle.
    """
    token = uuid.uuid4().hex
    with transaction.atomic(durable=True):
        purse, rests = open_purse(now=now), resting(now=now)
        # PostgreSQL: rows that another worker is taking are skipped, not waited for. SQLite knows no row locks and
        # ignores this; there the conditional UPDATE alone decides.
        rows = _due(lane, now, rests).exclude(domain__in=purse.empty_domains()).order_by("due_at", "id")
        rows = rows.select_for_update(skip_locked=True, of=("self",))
        found = list(rows.values_list("pk", "domain")[: purse.most(limit)])
        found = _one_of_each(found, rests.trying)
        allowed = purse.take(domain for _pk, domain in found)
        ids = [pk for (pk, _domain), may_go in zip(found, allowed, strict=True) if may_go]
        Delivery.objects.filter(pk__in=ids, state__in=CLAIMABLE).update(
            state=State.SENDING, claim=token, lease_until=now + conf.lease(), changed_at=now
        )
    return list(Delivery.objects.filter(claim=token).order_by("due_at", "id")) if ids else []


def is_held_back(*, lane: str, now: datetime) -> bool:
    """Whether something is due that only a throttle holds back, for a moment."""
    return bool(conf.throttles()) and due_deliveries(lane=lane, now=now).exists()


def due_deliveries(*, lane: str, now: datetime) -> QuerySet[Delivery]:
    """What could be claimed now if no throttle were in its way."""
    return _due(lane, now, resting(now=now))


def _due(lane: str, now: datetime, rests: Resting) -> QuerySet[Delivery]:
    due = Delivery.objects.filter(lane=lane, state__in=CLAIMABLE, due_at__lte=now)
    closed = rests.domains | _being_tried(rests.trying)
    return due.exclude(message__in=_paused()).exclude(domain__in=closed)


def _being_tried(domains: frozenset[str]) -> set[str]:
    """Domains whose rest is over and that somebody is trying with one mail just now."""
    if not domains:
        return set()
    under_way = Delivery.objects.filter(state=State.SENDING, domain__in=domains)
    return set(under_way.values_list("domain", flat=True))


def _one_of_each(found: list[tuple[int, str]], trying: frozenset[str]) -> list[tuple[int, str]]:
    first = {domain: pk for pk, domain in reversed(found)}
    return [(pk, domain) for pk, domain in found if domain not in trying or first[domain] == pk]


def _paused() -> QuerySet[Message]:
    return Message.objects.exclude(paused_at=None)


def drop_unwanted(claimed: Sequence[Delivery], *, now: datetime) -> list[Delivery]:
    """Cancel what must not be sent any more: an audience may be hours old, and a click must count at once."""
    suppressed: set[int] = set()
    for lane in {delivery.lane for delivery in claimed}:
        ours = [delivery for delivery in claimed if delivery.lane == lane]
        blocked = suppressed_keys({delivery.address_key for delivery in ours}, lane=lane)
        suppressed |= {delivery.pk for delivery in ours if delivery.address_key in blocked}
    references = _unwanted_references(claimed)
    unwanted = {delivery.pk for delivery in claimed if delivery.reference in references}
    _cancel(suppressed, detail="suppressed", now=now)
    _cancel(unwanted - suppressed, detail="no longer wanted", now=now)
    return [delivery for delivery in claimed if delivery.pk not in suppressed | unwanted]


def _unwanted_references(claimed: Sequence[Delivery]) -> set[str]:
    references = sorted({delivery.reference for delivery in claimed if delivery.reference})
    return set().union(*(check.cancel(references) for check in claim_checks)) if references else set()


def _cancel(ids: set[int], *, detail: str, now: datetime) -> None:
    if ids:
        rows = Delivery.objects.filter(pk__in=ids, state=State.SENDING, marked_at=None)
        move(rows, state=State.CANCELLED, now=now, detail=detail, claim="", lease_until=None)


def unclaim(deliveries: Sequence[Delivery], *, now: datetime) -> None:
    """Give claimed deliveries back untouched. A marked one stays: what became of it is not known."""
    for token, ids in _by_claim(deliveries).items():
        rows = Delivery.objects.filter(pk__in=ids, claim=token, state=State.SENDING, marked_at=None)
        rows.update(state=State.QUEUED, claim="", lease_until=None, changed_at=now)


def _by_claim(deliveries: Sequence[Delivery]) -> dict[str, list[int]]:
    claims: dict[str, list[int]] = {}
    for delivery in deliveries:
        claims.setdefault(delivery.claim, []).append(delivery.pk)
    return claims


def mark(deliveries: Sequence[Delivery], *, now: datetime) -> set[int]:
    """Write ahead that these messages are about to be ended; those are left out that were taken back or paused.

    To be committed before the first of them is ended: after a crash, a delivery without the mark was certainly not
    taken by the server.
    """
    marked: set[int] = set()
    for token, ids in _by_claim(deliveries).items():
        ours = Delivery.objects.filter(pk__in=ids, claim=token, state=State.SENDING, marked_at=None)
        # Asked again here: a claim can cross a pause, and then both have committed without seeing the other.
        ours = ours.exclude(message__in=_paused()).select_for_update()
        ids = list(ours.values_list("pk", flat=True))
        Delivery.objects.filter(pk__in=ids).update(marked_at=now, lease_until=now + conf.lease())
        marked.update(ids)
    return marked
