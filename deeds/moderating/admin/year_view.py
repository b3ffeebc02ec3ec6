"""The yearly report in the admin, beside its recount from the ledger."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from deeds.moderating.admin.queue_views import moderator
from deeds.moderating.queue import waiting
from deeds.moderating.reporting import report_from_ledger, report_from_rows, years
from deeds.moderating.views.reports import tables
from deeds.moderating.views.responses import known_language


@require_safe
def year(request: HttpRequest) -> HttpResponse:
    moderator(request)
    known = years(now=timezone.now())
    asked = request.GET.get("year", str(known[0]))
    if asked not in {str(one) for one in known}:
        raise Http404
    report = report_from_rows(int(asked))
    context = {
        "header_title": _("Moderation"),
        "tab": "year",
        "waiting": waiting(),
        "report": report,
        "tables": tables(report),
        "years": known,
        "is_equal": report == report_from_ledger(int(asked)),
        "language": known_language(get_language()),
    }
    return TemplateResponse(request, "deeds/admin/moderation/year.html", context)
