"""The hour of a moment, found by the database itself, and the periods that a chart shows them in."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from typing import Any

from django.db.models import CharField, Func
from django.utils import timezone

HOURS, DAYS = 24, 31  # at most so many columns by hour, by day; beyond that, weeks


class UtcHour(Func):
    """ "2026-11-25 14" in UTC. Django's TruncHour calls Python for each row on SQLite, which takes seconds."""

    arity = 1
    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="SUBSTR(%(expressions)s, 1, 13)", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "TO_CHAR(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24')"
        return self.as_sql(compiler, connection, template=template, **context)


def hour_of(utc_hour: str) -> datetime:
    """The moment, in UTC: by local time two different hours of a night in autumn are equal.

    >>> hour_of("2026-11-25 22").isoformat()
    '2026-11-25T22:00:00+00:00'
    """
    return datetime.strptime(utc_hour, "%Y-%m-%d %H").replace(tzinfo=UTC)


class Step(Enum):
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True)
class Periods:
    """Equal steps of time from the first that has something to the last, none left out, each with its count."""

    step: Step
    counts: Mapping[datetime, int]


def periods(hours: Mapping[datetime, int], *, by_day: bool = False) -> Periods:
    """Hours folded into as many columns as can be read; `by_day` where nothing smaller than a day was counted."""
    if not hours:
        return Periods(Step.HOUR, {})
    first, last = min(hours), max(hours)
    days = (timezone.localdate(last) - timezone.localdate(first)).days
    if not by_day and last - first < timedelta(hours=HOURS):
        return _filled(Step.HOUR, hours, first, last)
    if days < DAYS:
        return _filled(Step.DAY, hours, first, last)
    return _filled(Step.WEEK, hours, first, last)


def _filled(step: Step, hours: Mapping[datetime, int], first: datetime, last: datetime) -> Periods:
    counts = fold(step, hours)
    start, end = _start(step, first), _start(step, last)
    filled = {}
    while start <= end:
        filled[start] = counts[start]
        start = _next(step, start)
    return Periods(step, filled)


def fold(step: Step, hours: Mapping[datetime, int]) -> Counter[datetime]:
    """Hours summed by the period that they are in, found by its start."""
    counts: Counter[datetime] = Counter()
    for hour, count in hours.items():
        counts[_start(step, hour)] += count
    return counts


def _start(step: Step, hour: datetime) -> datetime:
    if step is Step.HOUR:
        return hour
    day = timezone.localdate(hour)
    return midnight(day - timedelta(days=day.weekday() if step is Step.WEEK else 0))


def _next(step: Step, start: datetime) -> datetime:
    if step is Step.HOUR:
        return start + timedelta(hours=1)
    return midnight(start.date() + timedelta(days=7 if step is Step.WEEK else 1))


def midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())
