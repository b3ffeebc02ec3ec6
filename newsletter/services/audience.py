"""Who would get an issue, counted before anything is sent."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from mail.services import suppressed
from newsletter.models import Newsletter, Subscription
from newsletter.services.receiving import left_out_reason

CHUNK = 1000


@dataclass(frozen=True, slots=True)
class AudienceCount:
    """`people` get the mail; `left_out` says how many do not, by reason. Their sum is everyone who ever signed up."""

    people: int
    left_out: dict[str, int]


def candidates(
    *, newsletter: Newsletter, language: str, topics: Collection[str], now: datetime
) -> Iterator[tuple[Subscription, str]]:
    """Every subscription of one language with the reason why it is left out, or "" where it is not.

    `topics` are what the issue is about: keys of facts of its items. Whoever chose topics gets the issues that hold
    something about one of them; whoever chose none gets every issue.
    """
    about = set(topics)
    rows = newsletter.subscriptions.filter(language=language).select_related("contact").order_by("pk")
    stream = rows.prefetch_related("topic_rows").iterator(chunk_size=CHUNK)
    while chunk := list(islice(stream, CHUNK)):
        barred = suppressed([subscription.contact.address for subscription in chunk])
        for subscription in chunk:
            is_suppressed = subscription.contact.address in barred
            reason = left_out_reason(subscription, now=now, is_suppressed=is_suppressed)
            yield subscription, reason or _topics_reason(subscription, about)


def _topics_reason(subscription: Subscription, about: set[str]) -> str:
    chosen = {row.key for row in subscription.topic_rows.all()}
    return "topics" if chosen and not chosen & about else ""


def count_audience(
    *, newsletter: Newsletter, language: str, topics: Collection[str], now: datetime
) -> AudienceCount:
    passing = candidates(newsletter=newsletter, language=language, topics=topics, now=now)
    reasons = Counter(reason for _row, reason in passing)
    people = reasons.pop("", 0)
    return AudienceCount(people=people, left_out=dict(sorted(reasons.items())))
