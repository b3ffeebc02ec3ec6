"""What became of sent issues, in Wagtail's admin: each by itself, all beside each other, and as CSV."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Min, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import HeaderButton

from newsletter import conf
from newsletter.models import Issue
from newsletter.reporting.counting import IssueFigures, LanguageFigures, count_issue
from newsletter.reporting.files import table_csv, tables_csv
from newsletter.reporting.openings import count_links
from newsletter.reporting.overview import columns, overview_of, overview_table
from newsletter.reporting.tables import Part, Table, parts

SEE_REPORTS = "tekotori_newsletter.view_issue"
ISSUES_ON_A_PAGE = 12  # a year of a monthly letter
TITLE = gettext_lazy("Reports of issues")


def may_see_reports(request: HttpRequest) -> bool:
    return bool(request.user.has_perm(SEE_REPORTS))


def report_url(issue: Issue) -> str:
    return reverse("newsletter_reports:report", args=[issue.pk])


def _check(request: HttpRequest) -> None:
    if not may_see_reports(request):
        raise PermissionDenied


class ReportPage(WagtailAdminTemplateMixin, TemplateView):
    """A page of figures, with the way to its file in the header."""

    http_method_names = ["get", "head", "options"]
    header_icon = "table"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        _check(request)
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer


class OverviewPage(ReportPage):
    """The newest twelve issues that were sent, and the way to those before."""

    template_name = "newsletter/admin/reports.html"
    page_title = TITLE

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_header_buttons(self) -> list[HeaderButton]:
        return [_download(_("All issues as CSV"), reverse("newsletter_reports:index_csv"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(sent_issues(), ISSUES_ON_A_PAGE).get_page(self.request.GET.get("p"))
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "overview": overview_of(list(page)), "page_obj": page}


class IssueReportPage(ReportPage):
    """One issue by language: what became of it, over time, why mails came back, how often links were opened."""

    template_name = "newsletter/admin/report.html"

    @property
    def page_title(self) -> str:
        return f"{self.issue.number}. {self.issue.name}"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.issue = _issue(kwargs["pk"])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse_lazy("newsletter_reports:index"), "label": TITLE}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.page_title}]

    def get_header_buttons(self) -> list[HeaderButton]:
        everything = reverse("newsletter_reports:report_csv", args=[self.issue.pk, "all"])
        return [_download(_("All figures as CSV"), everything)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        figures = count_issue(self.issue)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "issue": self.issue,
            "summary": _summary(figures.total),
            "parts": _parts(self.issue, figures),
            "has_figures": bool(figures.total.audience),
            "counts_links": self.issue.newsletter.counts_clicks,
            "smallest": conf.smallest_group(),
        }


@require_safe
def overview_csv(request: HttpRequest) -> HttpResponse:
    """Every issue that was sent; counted in steps of a page, so that no query grows with them."""
    _check(request)
    tables = [overview_table(overview_of(list(page))) for page in Paginator(sent_issues(), ISSUES_ON_A_PAGE)]
    head = tables[0]
    rows = [row for table in tables for row in table.rows]
    return _csv(table_csv(Table(head.key, head.label, head.head, head.columns, rows)), "issues.csv")


@require_safe
def report_csv(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """One table, or all of them as "all"; 404 for one that this issue has not."""
    _check(request)
    issue = _issue(pk)
    tables = {part.table.key: part.table for part in _parts(issue, count_issue(issue))}
    name = f"{issue.newsletter.slug}-{issue.number}-{key}.csv"
    if key == "all":
        return _csv(tables_csv(list(tables.values())), name)
    if key not in tables:
        raise Http404
    return _csv(table_csv(tables[key]), name)


def sent_issues() -> "QuerySet[Issue]":
    """Issues that went out from here, newest first."""
    sent = Issue.objects.filter(dispatches__languages__mails__message_id__isnull=False)
    first = sent.annotate(first_at=Min("dispatches__frozen_at")).order_by("-first_at", "-pk")
    return first.select_related("newsletter").prefetch_related("editions")


def _issue(pk: int) -> Issue:
    issue: Issue = get_object_or_404(Issue.objects.select_related("newsletter"), pk=pk)
    return issue


def _summary(total: LanguageFigures) -> list[tuple[str, int, int]]:
    """Label, number, and of how many."""
    return [(label, number(total), total.audience) for _key, label, number in columns()]


def _parts(issue: Issue, figures: IssueFigures) -> list[Part]:
    return parts(figures, count_links(issue, figures.languages))


def _download(label: str, url: str) -> HeaderButton:
    # Short, or on a phone it would leave no room for the title.
    return HeaderButton("CSV", url, icon_name="download", attrs={"aria-label": label, "title": label})


def _csv(text: str, name: str) -> HttpResponse:
    # Excel reads UTF-8 only behind a byte order mark.
    response = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class ReportsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_reports(request)


class ReportViewSet(ViewSet):
    name = "newsletter_reports"
    url_prefix = "newsletter/reports"
    icon = "table"
    menu_label = TITLE
    menu_item_class = ReportsMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", OverviewPage.as_view(), name="index"),
            path("issues.csv", overview_csv, name="index_csv"),
            path("<int:pk>/", IssueReportPage.as_view(), name="report"),
            path("<int:pk>/<slug:key>.csv", report_csv, name="report_csv"),
        ]
