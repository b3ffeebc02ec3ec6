"""Reports of a period: live while nobody has frozen them, then as they were. Also as CSV."""

import csv
import io
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deeds.models import PeriodReport
from deeds.spreading.statistics import TABLES, TOTALS, Statistics, count_statistics

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


@transaction.atomic
def freeze_report(*, start: date, end: date, user: "AbstractBaseUser | None", now: datetime) -> PeriodReport:
    """Keep a period's numbers for good. Raises ValidationError while it has not ended, or if it is frozen already."""
    if end >= timezone.localdate(now):
        raise ValidationError(
            {"end_date": _("The period has not ended yet. Freeze it from the day after on.")}
        )
    report = PeriodReport(
        start_date=start,
        end_date=end,
        values={},
        frozen_at=now,
        frozen_by=user,  # type: ignore[misc]  # the project's user model, whichever it is
    )
    report.full_clean(exclude=["values"])
    report.values = count_statistics(start=start, end=end).as_json()
    report.save()
    return report


def report_of(*, start: date, end: date) -> tuple[Statistics, PeriodReport | None]:
    """A period's numbers: the frozen ones where there are any, else as they are now."""
    frozen = PeriodReport.objects.filter(start_date=start, end_date=end).first()
    if frozen:
        return Statistics.from_json(frozen.values), frozen
    return count_statistics(start=start, end=end), None


def statistics_csv(statistics: Statistics, language: str) -> str:
    """Four columns: part, code, name in a language, number. The first part holds the totals."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["part", "code", "name", "number"])
    for key, number in statistics.totals.items():
        writer.writerow(["total", key, str(TOTALS.get(key, key)), number])
    for table in statistics.tables:
        for row in table.rows:
            writer.writerow(
                [table.key if table.key in TABLES else "other", row.code, row.names[language], row.count]
            )
    return out.getvalue()
