"""Whether nobody was lost and nobody doubled: the sums that must hold for every run of sending.

Per language: candidates = audience + everyone left out by name; audience = what its mails' messages were given;
and of each message the deliveries in all states together are as many. Each number was counted where it arose.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count

from mail.models import Delivery
from newsletter.models import Dispatch, DispatchKind, DispatchLanguage


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
    """Every sum that does not come out, of these runs or of all; four queries however many there are."""
    parts = DispatchLanguage.objects.filter(dispatch__frozen_at__isnull=False)
    if dispatches is not None:
        parts = parts.filter(dispatch__in=[dispatch.pk for dispatch in dispatches])
    rows = list(parts.select_related("dispatch__issue").prefetch_related("mails").order_by("pk"))
    counted = _counted(rows)
    return [wrong for part in rows for wrong in _check(part, counted)]


def _counted(parts: Sequence[DispatchLanguage]) -> Counter[tuple[str, int | None]]:
    """(tag, message) -> deliveries in whichever state; with a run's tag those that it sent again."""
    messages = [mail.message_id for part in parts for mail in part.mails.all() if mail.message_id]
    deliveries = Delivery.objects.filter(message__in=messages).order_by()
    counted = Counter({("", key): n for key, n in deliveries.values_list("message_id").annotate(Count("pk"))})
    if tags := [part.dispatch.tag for part in parts if part.dispatch.kind == DispatchKind.FAILED]:
        again = deliveries.filter(events__detail__in=tags).values_list("events__detail", "message_id")
        counted.update({(tag, key): n for tag, key, n in again.annotate(Count("pk"))})
    return counted


def _check(part: DispatchLanguage, counted: Counter[tuple[str, int | None]]) -> Iterable[WrongSum]:
    mails = list(part.mails.all())
    named = part.audience + sum(part.left_out.values())
    if named != part.candidates:
        yield WrongSum(part, "left out", part.candidates, named)
    given = sum(mail.audience for mail in mails)
    if given != part.audience:
        yield WrongSum(part, "mails", part.audience, given)
    tag = part.dispatch.tag if part.dispatch.kind == DispatchKind.FAILED else ""
    for mail in mails:
        # Without a message the run was taken back before anybody got it, and the outbox forgot it.
        if mail.message_id and counted[tag, mail.message_id] != mail.audience:
            yield WrongSum(part, "states", mail.audience, counted[tag, mail.message_id])
