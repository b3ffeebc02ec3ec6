"""Statistics in public: of all time, and of any period from date to date, as page and CSV."""

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from core.validators import is_near, near_year
from deeds.models import PeriodReport
from deeds.spreading.charts import chart_of
from deeds.spreading.reporting import report_of, statistics_csv
from deeds.spreading.square import Place, current_language, square_page
from deeds.spreading.statistics import TOTALS, Statistics, count_statistics


class PeriodForm(forms.Form):
    """From date to date; nothing is written, so no guard is needed."""

    start = forms.DateField(
        label=gettext_lazy("First day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": gettext_lazy("Choose the first day."), "invalid": gettext_lazy("Write the day as day, month and year.")},
        validators=[near_year],
    )  # fmt: skip
    end = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": gettext_lazy("Choose the last day."), "invalid": gettext_lazy("Write the day as day, month and year.")},
        validators=[near_year],
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("start") and cleaned.get("end") and cleaned["end"] < cleaned["start"]:
            self.add_error("end", _("The last day is before the first."))
        return cleaned


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """All that is published now; the form of a period leads to the period's own address."""
    form = PeriodForm(request.GET if "start" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect(
            "square:report", form.cleaned_data["start"].isoformat(), form.cleaned_data["end"].isoformat()
        )
    return _page(
        request,
        Place("square:statistics"),
        count_statistics(),
        {"form": form, "csv_url": Place("square:statistics_csv").path(current_language())},
        title=_("The square in numbers"),
        description=_("Everything that is published now, counted when this page is opened."),
        status=422 if form.is_bound else 200,
    )


@require_safe
def report(request: HttpRequest, start: str, end: str) -> HttpResponse:
    first, last = _period(start, end)
    counted, frozen = report_of(start=first, end=last)
    initial = {"start": first, "end": last}
    days = {"start": date_format(first, "DATE_FORMAT"), "end": date_format(last, "DATE_FORMAT")}
    return _page(
        request,
        Place("square:report", (start, end)),
        counted,
        {
            "form": PeriodForm(initial=initial),
            "frozen": frozen,
            "is_report": True,
            "csv_url": Place("square:report_csv", (start, end)).path(current_language()),
        },
        title=_("The square in numbers: %(start)s – %(end)s") % days,
        description=_("What was published and adopted from the first to the last day of the period."),
    )


@require_safe
def all_csv(request: HttpRequest) -> HttpResponse:
    return _csv(count_statistics(), "deeds.csv")


@require_safe
def report_csv(request: HttpRequest, start: str, end: str) -> HttpResponse:
    first, last = _period(start, end)
    return _csv(report_of(start=first, end=last)[0], f"deeds-{first}-{last}.csv")


def _period(start: str, end: str) -> tuple[date, date]:
    """The days of an address; other spellings of a day have no page, so that a report has one address."""
    try:
        first, last = date.fromisoformat(start), date.fromisoformat(end)
    except ValueError:
        raise Http404 from None
    if (first.isoformat(), last.isoformat()) != (start, end) or last < first:
        raise Http404
    if not is_near(first) or not is_near(last):
        raise Http404
    return first, last


def _page(
    request: HttpRequest, place: Place, counted: Statistics, context: dict[str, Any], **words: Any
) -> HttpResponse:
    language = current_language()
    frame = {
        "figures": [
            {"number": number, "label": TOTALS.get(key, key)} for key, number in counted.totals.items()
        ],
        "parts": [
            (chart_of(table, language), [(row.names[language], row.count) for row in table.rows])
            for table in (part.in_order(language) for part in counted.tables)
            if table.rows
        ],
        "frozen_reports": PeriodReport.objects.all(),
    }
    return square_page(request, "statistics.html", place, frame | context, **words)


def _csv(counted: Statistics, name: str) -> HttpResponse:
    # Excel reads UTF-8 only behind a byte order mark.
    text = "\ufeff" + statistics_csv(counted, current_language())
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
