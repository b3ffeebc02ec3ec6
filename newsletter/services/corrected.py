"""Whom a correction reaches: those who got the mail, in the language and variant that they got."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from mail.models import Delivery, State
from mail.services import suppressed
from newsletter.models import DispatchKind, DispatchMail, Issue, Subscription
from newsletter.models.subscriptions import OtherLanguages
from newsletter.services.audience import CHUNK, AudienceCount, Candidate, Offer
from newsletter.services.receiving import left_out_reason

# An uncertain one probably arrived, and a correction does no harm where it did not.
GOT = (State.SENT, State.DELIVERED, State.UNCERTAIN)


def mailed_before(*, issue: Issue, offer: Offer, now: datetime) -> Iterator[Candidate]:
    """Everyone whom a run of one language was for, with the variant that they get now or why they get none.

    Reasons: "not_got" the first mail, "forgotten" where the person's data are gone, and those of subscribing.
    """
    variants = _variants(issue, offer.language)
    deliveries = Delivery.objects.filter(message__in=list(variants)).order_by("pk")
    rows = deliveries.values_list("message_id", "state", "reference").iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        people = _people([reference for _message, _state, reference in chunk])
        barred = suppressed([person.contact.address for person in people.values()])
        for message, state, reference in chunk:
            person = people.get(reference)
            variant = _variant_now(offer, variants[message])
            if person is None:
                yield Candidate(Subscription(), variant, "forgotten")
                continue
            reason = left_out_reason(person, now=now, is_suppressed=person.contact.address in barred)
            yield Candidate(person, variant, ("" if state in GOT else "not_got") or reason)


def count_mailed_before(*, issue: Issue, offer: Offer, now: datetime) -> AudienceCount:
    left_out: Counter[str] = Counter()
    variants: Counter[str] = Counter()
    for candidate in mailed_before(issue=issue, offer=offer, now=now):
        if candidate.reason:
            left_out[candidate.reason] += 1
        else:
            variants[candidate.variant] += 1
    return AudienceCount(
        people=variants.total(), left_out=dict(sorted(left_out.items())), variants=dict(variants)
    )


def _variants(issue: Issue, language: str) -> dict[int, str]:
    """Message of the language, of a run that was no correction -> the variant that it was."""
    mails = DispatchMail.objects.filter(
        part__dispatch__issue=issue,
        part__dispatch__kind__in=(DispatchKind.FIRST, DispatchKind.JOINED),
        part__language=language,
        message_id__isnull=False,
    )
    rows = mails.values_list("message_id", "compilation__variant")
    return {message: variant for message, variant in rows if message is not None}


def _people(references: list[str]) -> dict[str, Subscription]:
    numbers = [reference.partition(":")[2] for reference in references if reference]
    rows = Subscription.objects.filter(pk__in=numbers).select_related("contact")
    return {f"subscription:{row.pk}": row for row in rows}


def _variant_now(offer: Offer, got: str) -> str:
    """The variant that they got, or, where the corrected issue has none of that kind, the one that holds all."""
    return offer.variants.get(got) or OtherLanguages.ANY
