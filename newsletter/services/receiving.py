"""Who receives mail at a moment, who does not and why: asked when an issue is frozen, and again at each claim."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.utils import timezone

from mail.registries import ClaimCheck
from mail.services import suppressed
from newsletter.models import Newsletter, Subscription
from newsletter.models.subscriptions import SubscriptionState

BATCH = 500


def active_subscriptions(newsletter: Newsletter, now: datetime) -> QuerySet[Subscription]:
    """Confirmed, not ended, not paused. Suppressed addresses are still among them: mail knows those."""
    return newsletter.subscriptions.filter(receiving(now))


def left_out_reason(subscription: Subscription, *, now: datetime, is_suppressed: bool) -> str:
    """Why a subscription gets nothing: "pending", "ended", "paused" or "suppressed", the first that holds; or ""."""
    if subscription.state != SubscriptionState.ACTIVE:
        return str(subscription.state)
    if subscription.paused_until is not None and subscription.paused_until > timezone.localdate(now):
        return "paused"
    return "suppressed" if is_suppressed else ""


def left_out(newsletter: Newsletter, now: datetime) -> Counter[tuple[str, str]]:
    """How many get nothing, by (language, reason); each person counts once, for the first reason that holds."""
    reason = Case(
        When(state=SubscriptionState.ACTIVE, then=Value("paused")), default="state", output_field=CharField()
    )
    others = newsletter.subscriptions.exclude(receiving(now)).annotate(reason=reason)
    counts = Counter(others.values_list("language", "reason"))
    counts.update((language, "suppressed") for language in _suppressed_languages(newsletter, now))
    return counts


def no_longer_wanted(references: Sequence[str]) -> set[str]:
    """Those of the references whose subscription has ended, is paused or is gone since the audience was frozen."""
    ours = {name for name in references if name.startswith("subscription:")}
    numbers = [name.partition(":")[2] for name in ours]
    wanted = Subscription.objects.filter(receiving(timezone.now()), pk__in=numbers)
    return ours - {f"subscription:{number}" for number in wanted.values_list("pk", flat=True)}


CLAIM_CHECK = ClaimCheck(key="newsletter.subscription", cancel=no_longer_wanted)


def receiving(now: datetime) -> Q:
    """What holds of a subscription that gets mail at a moment, suppression apart."""
    today = timezone.localdate(now)
    return Q(state=SubscriptionState.ACTIVE) & (Q(paused_until__isnull=True) | Q(paused_until__lte=today))


def _suppressed_languages(newsletter: Newsletter, now: datetime) -> Iterator[str]:
    """The language of each receiving subscription whose address gets no bulk mail."""
    rows = active_subscriptions(newsletter, now).values_list("contact__address", "language").order_by("pk")
    batch: dict[str, str] = {}
    for address, language in rows.iterator(chunk_size=BATCH):
        batch[address] = language
        if len(batch) == BATCH:
            yield from (batch[barred] for barred in suppressed(batch))
            batch = {}
    yield from (batch[barred] for barred in suppressed(batch))
