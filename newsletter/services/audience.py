"""Who would get an issue, counted before anything is sent, and walked through when the audience is frozen."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db.models import Exists, OuterRef, QuerySet

from mail.services import already_in, suppressed
from newsletter.models import Compilation, Issue, Segment, Subscription
from newsletter.services.receiving import left_out_reason
from newsletter.services.segments import fitting
from newsletter.services.variants import WISHES

CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Offer:
    """What an issue has for the readers of one language.

    `variants`: what a reader chose about other languages -> the variant that they get, "" for none.
    `topics`: variant -> what it is about, keys of facts of its items.
    """

    language: str
    variants: Mapping[str, str]
    topics: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who reads in the language: gets `variant`, or nothing, for the `reason` that is given then."""

    subscription: Subscription
    variant: str
    reason: str


@dataclass(frozen=True, slots=True)
class AudienceCount:
    """`people` get the mail, per variant in `variants`; `left_out` says how many do not, by reason.

    Their sum is everyone who ever signed up in the language.
    """

    people: int
    left_out: dict[str, int]
    variants: dict[str, int]


def offer_of(compilations: Sequence[Compilation]) -> Offer:
    """The offer of one language's mails; there is at least one."""
    return Offer(
        language=compilations[0].language,
        variants=compilations[0].variants,
        topics={mail.variant: frozenset(mail.topics) for mail in compilations},
    )


def one_for_all(language: str, topics: frozenset[str]) -> Offer:
    """What every reader of a language would get alike."""
    return Offer(language, dict.fromkeys(WISHES, WISHES[0]), {WISHES[0]: topics})


def candidates(
    *, issue: Issue, offer: Offer, now: datetime, joined_since: datetime | None = None
) -> Iterator[Candidate]:
    """Every subscription of one language, each with the variant that it gets or the reason why it gets none.

    Whoever chose topics gets the issues that hold something about one of them; whoever chose none gets every issue.
    Whoever stands in an earlier run of the issue, in whichever language, gets nothing more of it. An issue for a segment
    goes to those of it alone, and with `joined_since` only those get it who confirmed after that.
    """
    rows = issue.newsletter.subscriptions.filter(language=offer.language)
    rows = rows.select_related("contact").prefetch_related("topic_rows").order_by("pk")
    if issue.segment is not None:
        rows = _marked(rows, issue.segment)
    stream = rows.iterator(chunk_size=CHUNK)
    while chunk := list(islice(stream, CHUNK)):
        addresses = [subscription.contact.address for subscription in chunk]
        barred = suppressed(addresses)
        earlier = already_in(series=f"issue:{issue.pk}", addresses=addresses)
        for subscription in chunk:
            address = subscription.contact.address
            variant = offer.variants.get(subscription.other_languages, "")
            reason = (
                left_out_reason(subscription, now=now, is_suppressed=address in barred)
                or _earlier_reason(earlier.get(address), offer.language)
                or _before_reason(subscription, joined_since)
                or _segment_reason(subscription)
                or ("" if variant else "language")
                or _topics_reason(subscription, offer.topics[variant])
            )
            yield Candidate(subscription, variant, reason)


def _marked(rows: QuerySet[Subscription], segment: Segment) -> QuerySet[Subscription]:
    """The rows, each with whether it fits, asked in the same query."""
    those = Subscription.objects.filter(fitting(segment.rules), pk=OuterRef("pk"))
    return rows.annotate(is_in_segment=Exists(those))


def _segment_reason(subscription: Subscription) -> str:
    return "" if getattr(subscription, "is_in_segment", True) else "segment"


def _earlier_reason(got: str | None, language: str) -> str:
    if got is None:
        return ""
    return "earlier" if got == language else "other_language"


def _before_reason(subscription: Subscription, joined_since: datetime | None) -> str:
    joined = subscription.confirmed_at
    return "before" if joined_since and joined and joined <= joined_since else ""


def _topics_reason(subscription: Subscription, about: frozenset[str]) -> str:
    chosen = {row.key for row in subscription.topic_rows.all()}
    return "topics" if chosen and not chosen & about else ""


def count_audience(
    *, issue: Issue, offer: Offer, now: datetime, joined_since: datetime | None = None
) -> AudienceCount:
    left_out: Counter[str] = Counter()
    variants: Counter[str] = Counter()
    for candidate in candidates(issue=issue, offer=offer, joined_since=joined_since, now=now):
        if candidate.reason:
            left_out[candidate.reason] += 1
        else:
            variants[candidate.variant] += 1
    return AudienceCount(
        people=variants.total(), left_out=dict(sorted(left_out.items())), variants=dict(variants)
    )
