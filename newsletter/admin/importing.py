"""The screens of an import: choose a file, say what its columns mean, read what would happen, take it in, undo it."""

import csv
from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from core.tables import NotReadable
from newsletter.admin.importing_forms import ColumnsForm, FileForm
from newsletter.errors import NothingToUndo
from newsletter.importing import jobs
from newsletter.importing.jobs import NotNow
from newsletter.importing.words import sentences
from newsletter.models import SubscriberImport

MAY_IMPORT = "tekotori_newsletter.import_subscribers"
SHOWN_REFUSALS = 50
TRIAL_WORDS = {
    "added": gettext_lazy("would be added"),
    "known": gettext_lazy("read or left here already, and keep what they chose"),
    "suppressed": gettext_lazy("left or were erased, or mail came back: never mailed again"),
    "doubled": gettext_lazy("stand in the file more than once"),
    "refused": gettext_lazy("would be refused"),
}
RUN_WORDS = TRIAL_WORDS | {"added": gettext_lazy("added"), "refused": gettext_lazy("refused")}


def urls() -> list[URLPattern]:
    base = "newsletter/subscriptions/import/"
    return [
        path(base, choose, name="newsletter_imports"),
        path(f"{base}<int:pk>/", show, name="newsletter_import"),
        path(f"{base}<int:pk>/refused.csv", refused, name="newsletter_import_refused"),
    ]


def _user(request: HttpRequest) -> Any:
    if not request.user.has_perm(MAY_IMPORT):
        raise PermissionDenied
    return request.user


def _header(last: str = "") -> dict[str, Any]:
    crumbs = [
        {"url": reverse("newsletter_subscriptions:index"), "label": _("Subscribers")},
        {"url": reverse("newsletter_imports"), "label": _("Import subscribers")},
    ]
    return {
        "header_title": last or _("Import subscribers"),
        "header_icon": "upload",
        "breadcrumbs_items": [*crumbs, *([{"url": "", "label": last}] if last else [])],
    }


def choose(request: HttpRequest) -> HttpResponse:
    """A file, and the imports of the last month."""
    user = _user(request)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            job = jobs.begin_import(
                newsletter=form.cleaned_data["newsletter"],
                name=file.name,
                file=file.file,
                user=user,
                now=timezone.now(),
            )
        except NotReadable as problem:
            form.add_error("file", str(problem))
        else:
            return redirect("newsletter_import", job.pk)
    found = SubscriberImport.objects.select_related("newsletter", "created_by", "operation")
    context = {**_header(), "form": form, "jobs": found}
    status = 422 if form.errors else 200
    return TemplateResponse(request, "newsletter/admin/importing/choose.html", context, status=status)


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One import at its step; the buttons lead to the next."""
    user = _user(request)
    job = get_object_or_404(SubscriberImport.objects.select_related("newsletter", "operation"), pk=pk)
    action = request.POST.get("action", "") if request.method == "POST" else ""
    form = ColumnsForm(request.POST if action == "match" else None, job=job)
    if action and (answer := _act(request, job, action, form, user)):
        return answer
    context = _header(job.name) | {"job": job, "form": form, **_report(job)}
    if job.may_match:
        context["samples"] = list(_columns(job))
    status = 422 if form.errors else 200
    return TemplateResponse(request, "newsletter/admin/importing/show.html", context, status=status)


def _act(
    request: HttpRequest, job: SubscriberImport, action: str, form: ColumnsForm, user: Any
) -> HttpResponse | None:
    """The answer to a button; None where the form has to be filled in again."""
    now = timezone.now()
    steps: dict[str, Callable[[], None]] = {
        "sheet": lambda: jobs.choose_sheet(job=job, sheet=_sheet(request), now=now),
        "match": lambda: jobs.match_columns(job=job, choices=form.choices(), now=now),
        "take": lambda: jobs.take_in(job=job, user=user, now=now),
        "stop": lambda: jobs.stop_import(job=job, now=now),
        "go-on": lambda: jobs.go_on(job=job, now=now),
        "undo": lambda: jobs.undo_import(job=job, user=user, now=now),
        "forget": lambda: jobs.forget_import(job=job, now=now),
    }
    if action == "match" and not form.is_valid():
        return None
    try:
        steps[action]()
    except (NotNow, NothingToUndo, KeyError):
        messages.warning(request, _("The import is at another step already. Nothing was changed."))
    except NotReadable as problem:
        messages.error(request, str(problem))
    if action == "forget":
        messages.success(request, _("The file was forgotten. Subscribers that it added stay."))
        return redirect("newsletter_imports")
    return redirect("newsletter_import", job.pk)


def _sheet(request: HttpRequest) -> int:
    chosen = request.POST.get("sheet", "")
    return int(chosen) if chosen.isascii() and chosen.isdigit() else -1


def _columns(job: SubscriberImport) -> Iterator[tuple[str, list[str]]]:
    """Each column with what stands in the first rows."""
    rows = jobs.samples(job=job)
    for place, name in enumerate(job.columns):
        yield name, [row[place][:60] if place < len(row) else "" for row in rows]


def _report(job: SubscriberImport) -> dict[str, Any]:
    words = TRIAL_WORDS if job.state in {job.State.TRYING, job.State.TRIED} else RUN_WORDS
    operation = job.operation
    gone = operation.changed - operation.restored - operation.kept if operation else 0
    rows = list(job.refusals.all()[: SHOWN_REFUSALS + 1])
    return {
        "counts": [(name, label, job.counts[name]) for name, label in words.items()],
        "refusals": [(row.number, *sentences(row.codes)) for row in rows[:SHOWN_REFUSALS]],
        "has_more": len(rows) > SHOWN_REFUSALS,
        "gone": max(gone, 0),
        "is_live": job.is_running or bool(operation and operation.state == operation.State.UNDOING),
    }


@require_GET
def refused(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """Every row that is not taken in, as a CSV that spreadsheets open; whose it is stands in the editor's own file."""
    _user(request)
    job = get_object_or_404(SubscriberImport, pk=pk)
    response = StreamingHttpResponse(_refused_lines(job), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{job.pk}-refused.csv"'
    return response


class _Line:
    """A file that gives each line back."""

    def write(self, line: str) -> str:
        return line


def _refused_lines(job: SubscriberImport) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow([_("Row"), _("What is wrong"), _("What to do")])
    for row in job.refusals.iterator(chunk_size=2000):
        yield writer.writerow([row.number, *sentences(row.codes)])
