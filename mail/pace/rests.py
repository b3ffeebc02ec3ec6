"""Rests of recipient domains: who puts us off several times in a row is left alone for a while, and others go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mail.models import Delivery
from mail.pace.models import DomainRest
from mail.replies import Outcome, Verdict, is_greylisting, is_of_the_mailbox

# So many in a row are the domain's trouble and not the mailboxes'.
PUT_OFF_IN_A_ROW = 5
# Minutes of the first, second, ... rest in a row; after each, one mail tries.
PAUSES_MINUTES = (2, 5, 15, 30, 60)


@dataclass(frozen=True)
class Resting:
    """Domains that get nothing now, and those that get one mail to see whether they take it again."""

    domains: frozenset[str]
    trying: frozenset[str]


def resting(*, now: datetime) -> Resting:
    rows = DomainRest.objects.filter(until__isnull=False)
    return Resting(
        frozenset(rows.filter(until__gt=now).values_list("domain", flat=True)),
        frozenset(rows.filter(until__lte=now).values_list("domain", flat=True)),
    )


def record_answers(results: Sequence[tuple[Delivery, Outcome]], *, now: datetime) -> set[str]:
    """Count who puts us off and who takes mail; returns the domains whose rest begins."""
    begun = set()
    known = set(_rows({delivery.domain for delivery, _outcome in results}))
    for delivery, outcome in sorted(results, key=lambda pair: pair[0].domain):
        if _puts_us_off(outcome):
            known.add(delivery.domain)
            begun |= _put_off(delivery.domain, now)
        elif delivery.domain in known and _answers(outcome):
            DomainRest.objects.filter(domain=delivery.domain).delete()
            known.discard(delivery.domain)
            begun.discard(delivery.domain)
    return begun


def _rows(domains: set[str]) -> Sequence[str]:
    return list(DomainRest.objects.filter(domain__in=domains).values_list("domain", flat=True))


def _put_off(domain: str, now: datetime) -> set[str]:
    row, _created = DomainRest.objects.select_for_update().get_or_create(domain=domain)
    row.in_a_row += 1
    is_due = row.until is not None and row.until <= now  # the one that tried
    begins = is_due or (row.until is None and row.in_a_row >= PUT_OFF_IN_A_ROW)
    if begins:
        row.rests += 1
        row.until = now + timedelta(minutes=PAUSES_MINUTES[min(row.rests, len(PAUSES_MINUTES)) - 1])
    row.save()
    return {domain} if begins else set()


def _puts_us_off(outcome: Outcome) -> bool:
    """Greylisting is no reason to rest: it takes each sender and recipient anew, and a rest would only delay that."""
    if outcome.verdict is not Verdict.TEMPORARY or outcome.connection_lost:
        return False
    return not is_greylisting(outcome) and not is_of_the_mailbox(outcome)


def _answers(outcome: Outcome) -> bool:
    decided = outcome.verdict in (Verdict.SENT, Verdict.PERMANENT)
    return decided or (outcome.verdict is Verdict.TEMPORARY and is_of_the_mailbox(outcome))
