"""The yearly report on moderation (Digital Services Act, article 15), from the rows and again from the ledger.

Both give the same numbers: `report_from_rows` is what is shown, `report_from_ledger` is the recount.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from django.utils import timezone

from core.models import LedgerEntry
from deeds.models import Appeal, Decision, DeedNotice
from deeds.moderating.recording import VOIDED
from deeds.terms import MODERATION

WITH_GROUND = ("refused", "restricted", "redacted")
SENT_IN = ("approved", "returned", "refused")
REPORTED = ("kept", "restricted")
APPEALED = ("confirmed", "overturned")
ADOPTIONS = ("adopted", "not_adopted")


@dataclass(frozen=True)
class Event:
    """One thing that happened: a notice or an appeal came in, or something was decided."""

    what: str  # "notice", "appeal" or "decision"
    kind: str = ""  # of a decision
    origin: str = ""
    ground: str = ""
    part: str = ""
    seconds: int | None = None


@dataclass(frozen=True)
class YearReport:
    """Counts of one calendar year in Helsinki. Pairs are sorted; what did not happen is left out."""

    year: int
    notices: tuple[tuple[str, int], ...]  # received, by ground
    decisions: tuple[tuple[str, int], ...]  # by kind
    grounds: tuple[tuple[str, str, int], ...]  # (kind, ground, number) of refusals, restrictions, removals
    origins: tuple[tuple[str, int], ...]  # of restrictions
    appeals: int
    hours: tuple[tuple[str, int], ...]  # median hours until what was sent in, reported and said was decided
    automated: int  # decisions that a program made

    @property
    def notices_total(self) -> int:
        return sum(number for _ground, number in self.notices)

    @property
    def decisions_total(self) -> int:
        return sum(number for _kind, number in self.decisions)


def report_from_rows(year: int) -> YearReport:
    return _summed(year, _events_of_rows(year))


def report_from_ledger(year: int) -> YearReport:
    return _summed(year, _events_of_ledger(year))


def years(*, now: datetime) -> list[int]:
    """From this year back to the first with anything to report."""
    first = Decision.objects.order_by("decided_at").values_list("decided_at", flat=True).first()
    notice = DeedNotice.objects.order_by("received_at").values_list("received_at", flat=True).first()
    earliest = min((moment for moment in (first, notice) if moment), default=now)
    return list(range(_year(now), _year(earliest) - 1, -1))


def _summed(year: int, events: Iterable[Event]) -> YearReport:
    rows = list(events)
    decided = [event for event in rows if event.what == "decision"]
    grounds = Counter((event.kind, event.ground) for event in decided if event.kind in WITH_GROUND)
    return YearReport(
        year=year,
        notices=_pairs(event.ground for event in rows if event.what == "notice"),
        decisions=_pairs(event.kind for event in decided),
        grounds=tuple((kind, ground, number) for (kind, ground), number in sorted(grounds.items())),
        origins=_pairs(event.origin for event in decided if event.kind == "restricted"),
        appeals=sum(event.what == "appeal" for event in rows),
        hours=tuple(_hours(decided)),
        automated=sum(event.origin == Decision.Origin.DOMAIN for event in decided),
    )


def _pairs(values: Iterable[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(values).items()))


def _hours(decided: list[Event]) -> Iterator[tuple[str, int]]:
    groups = {
        "submissions": [event for event in decided if event.kind in SENT_IN],
        "notices": [event for event in decided if event.kind in REPORTED and event.origin == "notice"],
        "appeals": [event for event in decided if event.kind in APPEALED],
        "adoptions": [
            event for event in decided if event.kind in ADOPTIONS and event.origin == Decision.Origin.ADOPTION
        ],
    }
    for name, events in groups.items():
        waited = [event.seconds for event in events if event.seconds is not None]
        if waited:
            yield name, round(median(waited) / 3600)


def _events_of_rows(year: int) -> Iterator[Event]:
    for notice in DeedNotice.objects.filter(**_within("received_at", year)):
        yield Event("notice", ground=notice.ground)
    for _appeal in Appeal.objects.filter(**_within("received_at", year)).values_list("pk"):
        yield Event("appeal")
    for row in Decision.objects.filter(**_within("decided_at", year)).defer("seen", "hidden", "reason"):
        yield Event("decision", row.kind, row.origin, row.ground, row.part, row.seconds)


def _events_of_ledger(year: int) -> Iterator[Event]:
    entries = LedgerEntry.objects.filter(chain=MODERATION)
    voided = set(entries.filter(kind=VOIDED).values_list("subject", flat=True))
    for entry in entries.filter(**_within("at", year), kind__in=["notice", "appeal", "decision"]):
        if entry.subject in voided:
            continue
        facts: dict[str, Any] = json.loads(entry.facts_json)
        yield Event(
            what=entry.kind,
            kind=facts.get("decision", ""),
            origin=facts.get("origin", ""),
            ground=facts.get("ground", "") if entry.kind != "appeal" else "",
            part=facts.get("part", ""),
            seconds=facts.get("seconds"),
        )


def _within(field: str, year: int) -> dict[str, Any]:
    zone = timezone.get_default_timezone()
    return {
        f"{field}__gte": datetime(year, 1, 1, tzinfo=zone),
        f"{field}__lt": datetime(year + 1, 1, 1, tzinfo=zone),
    }


def _year(moment: datetime) -> int:
    return timezone.localtime(moment, timezone.get_default_timezone()).year
