"""Whether nobody was lost and nobody doubled: the sums that must hold for every run of sending.

Per language: candidates = audience + everyone left out by name; audience = what its mails' messages were given;
and of each message the deliveries in all states together are as many. Each number was counted where it arose.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from mail.models import Delivery
from newsletter.models import Dispatch, DispatchLanguage, DispatchMail


@dataclass(frozen=True, slots=True)
class WrongSum:
    """A sum of one language of a run that does not come out."""

    part: DispatchLanguage
    what: str  # "left out", "mails" or "states"
    expected: int
    found: int

    def __str__(self) -> str:
        run, language = self.part.dispatch, self.part.language
        return f"Run {run.pk} ({run}), {language}: {self.what}: {self.expected} expected, {self.found} found."


def wrong_sums(dispatches: Iterable[Dispatch] | None = None) -> list[WrongSum]:
    """Every sum that does not come out, of these runs or of all; three queries however many there are."""
    parts = DispatchLanguage.objects.filter(dispatch__frozen_at__isnull=False)
    if dispatches is not None:
        parts = parts.filter(dispatch__in=[dispatch.pk for dispatch in dispatches])
    rows = list(parts.select_related("dispatch__issue").prefetch_related("mails").order_by("pk"))
    counted = _counted(mail for part in rows for mail in part.mails.all())
    return [wrong for part in rows for wrong in _check(part, counted)]


def _counted(mails: Iterable[DispatchMail]) -> Counter[int]:
    """Message -> its deliveries, in whichever state."""
    messages = [mail.message_id for mail in mails if mail.message_id]
    rows = Delivery.objects.filter(message__in=messages).order_by().values_list("message_id")
    return Counter(dict(rows.annotate(people=Count("pk"))))


def _check(part: DispatchLanguage, counted: Counter[int]) -> Iterable[WrongSum]:
    mails = list(part.mails.all())
    named = part.audience + sum(part.left_out.values())
    if named != part.candidates:
        yield WrongSum(part, "left out", part.candidates, named)
    given = sum(mail.audience for mail in mails)
    if given != part.audience:
        yield WrongSum(part, "mails", part.audience, given)
    for mail in mails:
        # Without a message the run was taken back before anybody got it, and the outbox forgot it.
        if mail.message_id and counted[mail.message_id] != mail.audience:
            yield WrongSum(part, "states", mail.audience, counted[mail.message_id])
