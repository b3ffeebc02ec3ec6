"""The yearly report on moderation for everybody, as a page and as CSV."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from core.html import absolute_url
from core.pages import PageLanguage
from deeds.models import Ground
from deeds.models.moderation import Decision
from deeds.moderating.reporting import YearReport, report_from_rows, years
from deeds.moderating.views.responses import page

Table = tuple[str, list[tuple[str, int]]]  # heading, rows of label and number


@require_safe
def year_report(request: HttpRequest, language: str, year: int | None = None) -> HttpResponse:
    known = _years(language)
    shown = year or known[0]
    if shown not in known:
        raise Http404
    with translation.override(language):
        report = report_from_rows(shown)
        context = {
            "report": report,
            "tables": tables(report),
            "years": known,
            "page_language": language,
            "page_languages": _page_languages(language, shown),
        }
        return page(request, "year_report.html", context, language=language)


@require_safe
def year_report_csv(request: HttpRequest, language: str, year: int) -> HttpResponse:
    """The same rows with headings; a byte-order mark, so that spreadsheets read å, ä and ö."""
    if year not in _years(language):
        raise Http404
    with translation.override(language):
        text = StringIO()
        writer = csv.writer(text)
        writer.writerow([_("Table"), _("What"), pgettext("how many", "Number")])
        for heading, rows in tables(report_from_rows(year)):
            writer.writerows([heading, label, number] for label, number in rows)
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="moderation-{year}-{language}.csv"'
    return response


def tables(report: YearReport) -> list[Table]:
    """The report in words of the active language."""
    return [
        (str(heading), [(str(label), number) for label, number in rows]) for heading, rows in _tables(report)
    ]


def _tables(report: YearReport) -> Iterator[tuple[Any, Iterator[tuple[Any, int]]]]:
    kinds, grounds, origins = (dict(choices.choices) for choices in (Decision.Kind, Ground, Decision.Origin))
    waited = {
        "submissions": _("deeds sent in"),
        "notices": _("reports by readers"),
        "appeals": _("appeals"),
        "adoptions": _("adoptions told by organisations"),
    }
    yield _("Decisions"), ((capfirst(kinds.get(kind, kind)), number) for kind, number in report.decisions)
    from_domain = _("Adoptions shown because the address was in the organisation's own mail domain")
    yield _("Decisions by a program"), iter([(from_domain, report.automated)])
    yield (
        _("Grounds of refusals, restrictions and removals"),
        (
            (f"{capfirst(kinds.get(kind, kind))}: {grounds.get(ground, ground)}", number)
            for kind, ground, number in report.grounds
        ),
    )
    yield (
        _("What led to restrictions"),
        ((capfirst(origins.get(origin, origin)), number) for origin, number in report.origins),
    )
    yield (
        _("Reports by readers, by their reason"),
        ((capfirst(grounds.get(ground, ground)), number) for ground, number in report.notices),
    )
    yield _("Appeals received"), iter([(_("Appeals"), report.appeals)])
    yield (
        _("Median hours until the decision"),
        ((capfirst(waited[name]), hours) for name, hours in report.hours),
    )


def _years(language: str) -> list[int]:
    if language not in dict(settings.LANGUAGES):
        raise Http404
    return years(now=timezone.now())


def _page_languages(language: str, year: int) -> list[PageLanguage]:
    return [
        PageLanguage(
            code,
            absolute_url(reverse("deeds:moderation_year", kwargs={"language": code, "year": year})),
            "",
            is_current=code == language,
        )
        for code, _name in settings.LANGUAGES
    ]
