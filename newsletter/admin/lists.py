"""From the list of subscribers: looking for an address, and taking the list along."""

import csv
from collections.abc import Callable, Iterator
from datetime import datetime
from tempfile import TemporaryFile
from typing import Any

import openpyxl
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from openpyxl.cell import WriteOnlyCell
from wagtail.log_actions import log

from contacts.models import Contact
from core.cells import guarded
from newsletter.admin.choosing import chosen, query_of
from newsletter.admin.subscribers import MAY_EXPORT, SEE_ADDRESSES
from newsletter.models import Newsletter, Subscription

EXPORTED = "newsletter.export_subscribers"
MOST_FOUND = 50
CHUNK = 2000
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# name in the file -> what it says, and how it is read; documented in docs/reference/subscriber-lists.md
COLUMNS: dict[str, tuple[str | Promise, Callable[[Subscription], Any]]] = {
    "address": (gettext_lazy("E-mail address"), lambda row: row.contact.address),
    "newsletter": (gettext_lazy("short name of the newsletter"), lambda row: row.newsletter.slug),
    "state": (gettext_lazy("pending, active or ended"), lambda row: row.state),
    "language": (gettext_lazy("code of the language"), lambda row: row.language),
    "other_languages": (gettext_lazy("any, lead or own"), lambda row: row.other_languages),
    "topics": (gettext_lazy("keys of topics, with semicolons between"), lambda row: ";".join(row.topics)),
    "asked_at": (gettext_lazy("asked"), lambda row: _moment(row.asked_at)),
    "confirmed_at": (gettext_lazy("joined"), lambda row: _moment(row.confirmed_at)),
    "ended_at": (gettext_lazy("ended"), lambda row: _moment(row.ended_at)),
    "paused_until": (
        gettext_lazy("first day on which mail comes again"),
        lambda row: row.paused_until.isoformat() if row.paused_until else "",
    ),
}


class FormatForm(forms.Form):
    format = forms.ChoiceField(
        label=gettext_lazy("As"),
        choices=[("csv", "CSV"), ("xlsx", gettext_lazy("Spreadsheet (.xlsx)"))],
        initial="csv",
        widget=forms.RadioSelect,
    )


def urls() -> list[URLPattern]:
    return [
        path("newsletter/subscriptions/find/", find, name="newsletter_find_subscriber"),
        path("newsletter/subscriptions/export/", export, name="newsletter_export"),
    ]


@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """The list with those whose address is or begins with what was typed. The address itself stands in no address."""
    if not (
        request.user.has_perm(SEE_ADDRESSES)
        and request.user.has_perm("tekotori_newsletter.view_subscription")
    ):
        raise PermissionDenied
    wanted = request.POST.get("address", "").strip().lower()
    rows = (
        Contact.objects.filter(address__startswith=wanted, subscriptions__isnull=False).distinct()
        if wanted
        else Contact.objects.none()
    )
    found = list(rows.order_by("address").values_list("pk", flat=True)[: MOST_FOUND + 1])
    index = reverse("newsletter_subscriptions:index")
    if not found:
        messages.warning(request, _("Nobody's address begins so."))
        return redirect(index)
    if len(found) > MOST_FOUND:
        messages.info(
            request, _("More than %(most)s addresses begin so. Write more of it.") % {"most": MOST_FOUND}
        )
    return redirect(f"{index}?people={'.'.join(map(str, found[:MOST_FOUND]))}")


def export(request: HttpRequest) -> HttpResponseBase:
    """How many and which columns; a POST gives the file, and Wagtail's log says who took what."""
    if not request.user.has_perm(MAY_EXPORT):
        raise PermissionDenied
    rows = chosen(request)
    columns = [name for name in COLUMNS if name != "address" or request.user.has_perm(SEE_ADDRESSES)]
    form = FormatForm(request.POST or None)
    total = rows.count()
    if request.method == "POST" and form.is_valid():
        _log(request, rows, total)
        return _file(rows, columns, form.cleaned_data["format"])
    context = {
        "header_title": _("Export subscribers"),
        "header_icon": "download",
        "breadcrumbs_items": [
            {"url": reverse("newsletter_subscriptions:index"), "label": _("Subscribers")},
            {"url": "", "label": _("Export subscribers")},
        ],
        "form": form,
        "total": total,
        "query": query_of(request),
        "columns": [(name, COLUMNS[name][0]) for name in columns],
        "has_addresses": "address" in columns,
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, "newsletter/admin/export.html", context, status=status)


def _log(request: HttpRequest, rows: QuerySet[Subscription], total: int) -> None:
    """In the history of each newsletter whose subscribers are taken."""
    data = {
        "people": total,
        "filter": query_of(request)[:500],
        "addresses": request.user.has_perm(SEE_ADDRESSES),
    }
    for newsletter in Newsletter.objects.filter(pk__in=rows.order_by().values("newsletter")):
        log(instance=newsletter, action=EXPORTED, user=request.user, data=data)


def _file(rows: QuerySet[Subscription], columns: list[str], kind: str) -> HttpResponseBase:
    name = f"subscribers-{timezone.localdate():%Y-%m-%d}.{kind}"
    lines = _lines(rows, columns)
    if kind == "xlsx":
        return FileResponse(_spreadsheet(lines), as_attachment=True, filename=name, content_type=XLSX_TYPE)
    response = StreamingHttpResponse(_csv(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _lines(rows: QuerySet[Subscription], columns: list[str]) -> Iterator[list[str]]:
    yield columns
    stream = rows.prefetch_related("topic_rows").order_by("pk").iterator(chunk_size=CHUNK)
    for row in stream:
        # What a spreadsheet would run gets an apostrophe before it.
        yield [guarded(str(COLUMNS[name][1](row))) for name in columns]


class _Line:
    """A file that gives each line back."""

    def write(self, line: str) -> str:
        return line


def _csv(lines: Iterator[list[str]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield "\ufeff"  # by which Excel knows UTF-8
    for line in lines:
        yield writer.writerow(line)


def _spreadsheet(lines: Iterator[list[str]]) -> Any:
    """A file on disk, row by row, so that memory stays flat."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("subscribers")
    for line in lines:
        cells = [WriteOnlyCell(sheet, value=value) for value in line]
        for cell in cells:
            cell.data_type = "s"  # text, whatever it looks like
        sheet.append(cells)
    output = TemporaryFile()  # noqa: SIM115 - the response closes it
    book.save(output)
    output.seek(0)
    return output


def _moment(value: datetime | None) -> str:
    return value.isoformat(timespec="seconds") if value else ""
