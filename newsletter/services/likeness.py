"""What an issue has in common with one that went lately: the same readers within a day, or nearly the same subject."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher

from newsletter.models import Compilation, Edition, Issue

LOOKS_BACK = 10  # issues in the same language
ALIKE = 0.85  # of 1: one word of a subject changed
SAME_READERS = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Likeness:
    """`kind` is "subject", or "readers" where they got, or are to get, the other issue within a day."""

    kind: str
    language: str
    edition: Edition
    at: datetime | None


def likenesses(*, issue: Issue, mails: Sequence[Compilation], now: datetime) -> list[Likeness]:
    """What the editor should look at before these languages go; one query a language."""
    found = []
    for mail in mails:
        others = _others(issue, mail.language)
        found += [*_same_readers(mail, others, now), *_same_subject(mail, others)]
    return found


def _others(issue: Issue, language: str) -> list[Edition]:
    editions = Edition.objects.filter(issue__newsletter=issue.newsletter_id, language=language)
    others = editions.exclude(issue=issue.pk).with_words().select_related("dispatch")
    return list(others.order_by("-issue__number")[:LOOKS_BACK])


def _same_readers(mail: Compilation, others: Sequence[Edition], now: datetime) -> Iterator[Likeness]:
    for edition in others:
        at = edition.sent_at or (edition.dispatch.send_at if edition.dispatch else None)
        if at and abs(at - now) < SAME_READERS:
            yield Likeness("readers", mail.language, edition, at)


def _same_subject(mail: Compilation, others: Sequence[Edition]) -> Iterator[Likeness]:
    for edition in others:
        if are_alike(mail.subject, edition.compilation.subject):
            yield Likeness("subject", mail.language, edition, edition.sent_at)


def are_alike(one: str, other: str) -> bool:
    """Whether two subjects read as the same; "Letter 11/2026" and "Letter 12/2026" do not, by their numbers."""
    one, other = (" ".join(subject.casefold().split()) for subject in (one, other))
    if re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE
