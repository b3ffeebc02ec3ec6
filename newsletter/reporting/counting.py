"""The figures of issues, counted from the outbox and the daily sums in a fixed number of queries.

Deliveries stay when whom they went to is forgotten, so the figures of an old issue are those of the day it was sent.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Sum
from django.utils import timezone

from core.pages import language_order
from mail.models import Delivery, State
from newsletter.models import DispatchKind, DispatchLanguage, DispatchMail, Issue, IssueLeavings
from newsletter.reporting.outcomes import DEFERRED, OUTCOMES, RETURNED, TROUBLED, reason_of
from newsletter.reporting.times import UtcHour, hour_of


@dataclass
class LanguageFigures:
    """One language of an issue; everybody in the frozen audience is in exactly one state."""

    language: str
    states: Counter[str] = field(default_factory=Counter)
    returned: Counter[str] = field(default_factory=Counter)  # reason -> people
    deferred: Counter[str] = field(default_factory=Counter)  # reason -> people
    left_out: Mapping[str, int] = field(
        default_factory=dict
    )  # reason -> people, when the audience was frozen
    left: int = 0  # who left by a link in the issue

    @property
    def audience(self) -> int:
        return self.states.total()

    def outcome(self, key: str) -> int:
        states = next(outcome.states for outcome in OUTCOMES if outcome.key == key)
        return sum(self.states[state] for state in states)


@dataclass
class IssueFigures:
    languages: Sequence[LanguageFigures]
    taken_hours: Mapping[str, Mapping[datetime, int]]  # language -> hour -> mails that a server took
    returned_days: Mapping[date, int]
    complained_days: Mapping[date, int]
    left_days: Mapping[date, int]
    corrections: Sequence[LanguageFigures] = ()  # to some of the same people, so they stand apart

    @property
    def total(self) -> LanguageFigures:
        """All languages together."""
        return together(self.languages)


@dataclass(frozen=True, slots=True)
class _Mail:
    """One text that was handed to the outbox."""

    issue: int
    language: str
    is_correction: bool


Mails = Mapping[int, _Mail]  # by mail's message


def together(languages: Iterable[LanguageFigures]) -> LanguageFigures:
    whole = LanguageFigures("")
    left_out: Counter[str] = Counter()
    for figures in languages:
        whole.states.update(figures.states)
        whole.returned.update(figures.returned)
        whole.deferred.update(figures.deferred)
        whole.left += figures.left
        left_out.update(figures.left_out)
    whole.left_out = left_out
    return whole


def count_issue(issue: Issue) -> IssueFigures:
    """Everything that the report of one issue shows, besides the openings of its links."""
    every = _mails([issue.pk])
    mails = {message: mail for message, mail in every.items() if not mail.is_correction}
    languages = _languages(mails.values())
    corrections = _languages(mail for mail in every.values() if mail.is_correction)
    for mail, state, number in _states(every):
        counted = corrections if mail.is_correction else languages
        counted[mail.language].states[state] += number
    returned, complained = _count_trouble(mails, languages)
    _count_left_out(issue, languages)
    left: Counter[date] = Counter()
    for language, day, number in _leavings(issue):
        languages.setdefault(language, LanguageFigures(language)).left += number
        left[day] += number
    return IssueFigures(
        _in_order(languages), _taken_hours(mails), returned, complained, left, _in_order(corrections)
    )


def count_issues(issues: Sequence[Issue]) -> dict[int, LanguageFigures]:
    """What the overview shows of each issue, over all its languages: in as many queries for one as for many."""
    mails = _mails([issue.pk for issue in issues])
    figures = {issue.pk: LanguageFigures("") for issue in issues}
    for mail, state, number in _states({pk: mail for pk, mail in mails.items() if not mail.is_correction}):
        figures[mail.issue].states[state] += number
    left = IssueLeavings.objects.filter(issue__in=issues).order_by().values_list("issue_id")
    for pk, number in left.annotate(people=Sum("count")):
        figures[pk].left = number
    return figures


def _mails(issues: Sequence[int]) -> dict[int, _Mail]:
    rows = DispatchMail.objects.filter(part__dispatch__issue__in=issues, message_id__isnull=False)
    values = rows.values_list(
        "message_id", "part__dispatch__issue_id", "part__language", "part__dispatch__kind"
    )
    mails: dict[int, _Mail] = {}
    # A run that goes again to those who failed has the mails of the run that it follows: that one says what they are.
    for message, issue, language, kind in values.order_by("pk"):
        if message is not None:
            mails.setdefault(message, _Mail(issue, language, kind == DispatchKind.CORRECTION))
    return mails


def _languages(mails: Iterable[_Mail]) -> dict[str, LanguageFigures]:
    return {mail.language: LanguageFigures(mail.language) for mail in mails}


def _in_order(languages: Mapping[str, LanguageFigures]) -> list[LanguageFigures]:
    order = language_order()
    return sorted(languages.values(), key=lambda figures: order.get(figures.language, len(order)))


def _states(mails: Mails) -> Iterator[tuple[_Mail, str, int]]:
    # By the message and not by its group: the index over both columns then answers alone.
    rows = Delivery.objects.filter(message__in=list(mails)).order_by().values_list("message_id", "state")
    for message, state, number in rows.annotate(people=Count("pk")):
        yield mails[message], state, number


def _taken_hours(mails: Mails) -> dict[str, Counter[datetime]]:
    rows = Delivery.objects.filter(message__in=list(mails), sent_at__isnull=False).order_by()
    hours = rows.values_list("message_id", UtcHour("sent_at")).annotate(people=Count("pk"))
    counted: dict[str, Counter[datetime]] = {}
    for message, hour, number in hours:
        counted.setdefault(mails[message].language, Counter())[hour_of(hour)] += number
    return counted


def _count_trouble(
    mails: Mails, languages: Mapping[str, LanguageFigures]
) -> tuple[Counter[date], Counter[date]]:
    """Adds the reasons to the languages; gives the days on which mails came back and were complained of."""
    rows = Delivery.objects.filter(message__in=list(mails), state__in=TROUBLED).order_by()
    groups = rows.values_list("message_id", "state", "status", UtcHour("changed_at"))
    returned: Counter[date] = Counter()
    complained: Counter[date] = Counter()
    for message, state, status, hour, number in groups.annotate(people=Count("pk")):
        figures, day = languages[mails[message].language], timezone.localdate(hour_of(hour))
        if state in RETURNED:
            figures.returned[reason_of(status)] += number
            returned[day] += number
        elif state in DEFERRED:
            figures.deferred[reason_of(status)] += number
        elif state == State.COMPLAINED:
            complained[day] += number
    return returned, complained


def _count_left_out(issue: Issue, languages: Mapping[str, LanguageFigures]) -> None:
    """Of a language's first run: a later one leaves out, besides, whoever got the issue by the first.

    A run that was taken back before anybody got it has no message, and is none.
    """
    runs = DispatchLanguage.objects.filter(
        dispatch__issue=issue, dispatch__frozen_at__isnull=False, mails__message_id__isnull=False
    )
    runs = runs.exclude(dispatch__kind=DispatchKind.CORRECTION)
    for language, left_out in runs.order_by("-dispatch__frozen_at").values_list("language", "left_out"):
        languages[language].left_out = left_out


def _leavings(issue: Issue) -> Iterator[tuple[str, date, int]]:
    rows = IssueLeavings.objects.filter(issue=issue).order_by("day_date", "language")
    yield from rows.values_list("language", "day_date", "count")
