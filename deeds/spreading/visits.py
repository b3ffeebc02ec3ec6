"""Counting visits without cookies: a sum a day, after the answer has left, of what people's browsers open.

A counter is operational data: it is no part of what a GET answers, and losing one changes nothing (ADR 0026).
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.db import DatabaseError
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from core.sums import add_to_sum
from core.visits import after_answer, is_visit
from deeds.models import Deed, DeedVisits
from deeds.spreading.picking import monday_of

logger = logging.getLogger(__name__)
# Set by a deed's page and taken off again below: it survives a cache between the two, so cached answers count too.
MARK = "X-Tekotori-Deed"
WEEKS = 12


@dataclass(frozen=True)
class Week:
    monday: date
    count: int


@dataclass(frozen=True)
class Visits:
    """What an author sees: all visits, those of the last 30 days, and the last twelve weeks one by one."""

    total: int
    last_month: int
    weeks: tuple[Week, ...]


class VisitMiddleware:
    """Outside every cache, so that what a cache answers is counted like the rest."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        marked = response.headers.get(MARK)
        if marked is None:
            return response
        del response.headers[MARK]
        if response.status_code == 200 and is_visit(request):
            after_answer(response, partial(count_visit, deed=int(marked), now=timezone.now()))
        return response


def mark(response: HttpResponseBase, deed: Deed | None) -> HttpResponseBase:
    """Say of which deed an answer is the page."""
    if deed is not None and deed.is_live:
        response.headers[MARK] = str(deed.pk)
    return response


def count_visit(*, deed: int, now: datetime) -> None:
    """Add one to the day's sum: one UPDATE, and on a day's first visit an INSERT."""
    try:
        add_to_sum(DeedVisits, deed_id=deed, day_date=timezone.localdate(now))
    except DatabaseError:
        # A locked database, or a deed deleted meanwhile: the page has been read all the same.
        logger.warning("a visit of deed %s was not counted", deed)


def visits_of(deed: Deed, *, now: datetime) -> Visits:
    today = timezone.localdate(now)
    first = monday_of(today) - timedelta(weeks=WEEKS - 1)
    days = dict(deed.visits.filter(day_date__gte=first).values_list("day_date", "count"))
    sums = dict.fromkeys((first + timedelta(weeks=week) for week in range(WEEKS)), 0)
    for day, count in days.items():
        sums[monday_of(day)] = sums.get(monday_of(day), 0) + count
    month = today - timedelta(days=29)
    return Visits(
        total=deed.visits.aggregate(total=Sum("count"))["total"] or 0,
        last_month=sum(count for day, count in days.items() if day >= month),
        weeks=tuple(Week(monday, count) for monday, count in sums.items()),
    )
