"""Issues beside each other: how many they reached, what came back, who left."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from core.charts import Chart, Value, column_chart
from newsletter.models import Issue
from newsletter.reporting.counting import LanguageFigures, count_issues
from newsletter.reporting.tables import Row, Table


@dataclass(frozen=True)
class IssueLine:
    """One issue in the overview, with its numbers in the order of COLUMNS."""

    issue: Issue
    numbers: Sequence[int]


@dataclass(frozen=True)
class Overview:
    lines: Sequence[IssueLine]  # newest first
    columns: Sequence[str]
    charts: Sequence[Chart]  # oldest first: what follows in time


Number = Callable[[LanguageFigures], int]


def reached(figures: LanguageFigures) -> int:
    """Whom a server took the mail for, as far as nobody gave it back."""
    return figures.outcome("taken") + figures.outcome("arrived") + figures.outcome("complained")


def columns() -> list[tuple[str, str, Number]]:
    return [
        ("audience", _("Audience"), lambda figures: figures.audience),
        ("reached", _("Taken by mail servers"), reached),
        ("returned", _("Given back"), lambda figures: figures.outcome("returned")),
        ("complained", _("Reported as unwanted"), lambda figures: figures.outcome("complained")),
        ("left", _("Left by a link in the issue"), lambda figures: figures.left),
    ]


def overview_of(issues: Sequence[Issue]) -> Overview:
    """`issues` are newest first."""
    counted = count_issues(issues)
    lines = [
        IssueLine(issue, [number(counted[issue.pk]) for _key, _label, number in columns()])
        for issue in issues
    ]
    charts = [
        _trend(key, label, place, lines)
        for place, (key, label, _number) in enumerate(columns())
        if len(lines) > 1 and any(line.numbers[place] for line in lines)
    ]
    return Overview(lines, [label for _key, label, _number in columns()], charts)


def _trend(key: str, label: str, place: int, lines: Sequence[IssueLine]) -> Chart:
    """One column of numbers, issue by issue; a single issue has none."""
    values = [Value(str(line.issue.number), line.numbers[place]) for line in reversed(lines)]
    return column_chart(key, label, values)


def overview_table(overview: Overview) -> Table:
    rows = [
        Row(f"{line.issue.number} {line.issue.name}", line.numbers, _sent(line.issue))
        for line in overview.lines
    ]
    return Table("issues", _("Issues"), _("Issue"), overview.columns, rows)


def _sent(issue: Issue) -> str:
    return date_format(localtime(issue.sent_at), "Y-m-d") if issue.sent_at else ""
