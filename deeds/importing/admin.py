"""The administrator's screens: choose a file, match its columns, read what would happen, take it in."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse_lazy
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from core.tables import MOST_BYTES, NotReadable
from deeds.importing.jobs import NotNow, begin_import, discard_import, match_columns, take_in_rows
from deeds.importing.matching import REQUIRED, TARGETS, label_of
from deeds.models import DeedImport, DeedImportRow

MAY_IMPORT = "tekotori_deeds.add_deedimport"
ROWS_A_PAGE = 100
EXAMPLES = 3
NOTED = "noted"  # rows that would be taken in, with something to read first


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("deeds.jsonl or deeds.csv of this or another site, or any table: .xlsx or .csv, at most 20 MB."),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty. Choose another."),
        },
    )  # fmt: skip

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("The file is larger than 20 MB. Divide it."))
        return file


class ColumnsForm(forms.Form):
    """Which column says what: one list of columns for each thing that a deed says."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language of the texts"), choices=settings.WAGTAIL_CONTENT_LANGUAGES
    )

    published_on = forms.DateField(
        label=gettext_lazy("Day of publishing, where the table has none"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy(
            "Without it such deeds count as published on the day you take them in, also in a campaign that is open then."
        ),
        error_messages={"invalid": gettext_lazy("Choose a day.")},
    )

    def __init__(self, *args: Any, job: DeedImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = [(str(place), name or f"({place + 1})") for place, name in enumerate(job.columns)]
        for target in TARGETS:
            is_needed = target in REQUIRED
            self.fields[target] = forms.ChoiceField(
                label=capfirst(label_of(target)),
                required=is_needed,
                choices=[("", _("choose a column") if is_needed else _("not in the table")), *columns],
                initial=str(job.matches.get(target, "")),
                error_messages={"required": _("Choose the column that says: %(name)s.") % {"name": label_of(target)}},
            )  # fmt: skip
        # Below the columns, of which one may say it.
        self.order_fields([name for name in self.fields if name != "published_on"])

    def clean_published_on(self) -> date | None:
        day: date | None = self.cleaned_data["published_on"]
        if day and not date(1900, 1, 1) <= day <= timezone.localdate():
            raise ValidationError(_("Choose a day that has been."))
        return day

    @property
    def matches(self) -> dict[str, int]:
        return {target: int(self.cleaned_data[target]) for target in TARGETS if self.cleaned_data.get(target)}


class ImportItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(MAY_IMPORT))


def menu_item() -> ImportItem:
    return ImportItem(
        _("Import deeds"), reverse_lazy("deed_imports"), name="deed-imports", icon_name="upload", order=900
    )


def admin_urls() -> list[URLPattern]:
    return [
        path("deeds/import/", choose, name="deed_imports"),
        path("deeds/import/<int:pk>/", show, name="deed_import"),
    ]


def register() -> None:
    hooks.register("register_admin_urls", admin_urls)
    hooks.register("register_settings_menu_item", menu_item)


def _administrator(request: HttpRequest) -> Any:
    if not request.user.has_perm(MAY_IMPORT):
        raise PermissionDenied
    return request.user


def choose(request: HttpRequest) -> HttpResponse:
    """A file, and the imports of the last month."""
    user = _administrator(request)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            job = begin_import(
                name=file.name, data=file.read(), user=user, spoken=get_language() or "fi", now=timezone.now()
            )
        except NotReadable as problem:
            form.add_error("file", str(problem))
        else:
            return redirect("deed_import", job.pk)
    context = {
        "header_title": _("Import deeds"),
        "header_icon": "upload",
        "form": form,
        "jobs": DeedImport.objects.select_related("created_by").annotate(total=Count("rows")),
    }
    return TemplateResponse(
        request, "deeds/admin/importing/choose.html", context, status=422 if form.errors else 200
    )


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One import at its step; the buttons lead to the next."""
    _administrator(request)
    job = get_object_or_404(DeedImport, pk=pk)
    action = request.POST.get("action", "") if request.method == "POST" else ""
    initial = {"language": job.language or "fi", "published_on": job.published_on}
    form = ColumnsForm(request.POST if action == "match" else None, job=job, initial=initial)
    if action and (answer := _act(request, job, action, form)):
        return answer
    context = {
        "header_title": _("Import deeds: %(name)s") % {"name": job.name},
        "header_icon": "upload",
        "job": job,
        "form": form,
        "examples": _examples(job) if job.is_table else [],
        "may_match": job.is_table and job.state in {job.State.MATCHING, job.State.CHECKED},
        **_report(job, request.GET),
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, "deeds/admin/importing/show.html", context, status=status)


def _act(request: HttpRequest, job: DeedImport, action: str, form: ColumnsForm) -> HttpResponse | None:
    """The answer to a button; None where the form has to be filled in again."""
    now = timezone.now()
    try:
        if action == "discard":
            discard_import(job=job)
            messages.success(request, _("The file was forgotten. Deeds that were taken in stay."))
            return redirect("deed_imports")
        if action == "take":
            take_in_rows(job=job, now=now)
        elif action == "match":
            if not form.is_valid():
                return None
            said = {name: form.cleaned_data[name] for name in ("language", "published_on")}
            match_columns(job=job, matches=form.matches, **said, now=now)
    except ValidationError as problem:
        form.add_error(None, problem)
        return None
    except NotNow:
        messages.warning(request, _("The import is at another step already. Nothing was changed."))
    return redirect("deed_import", job.pk)


def _examples(job: DeedImport) -> list[tuple[str, list[str]]]:
    """Each column with what stands in its first rows."""
    rows = [row.values for row in job.rows.all()[:EXAMPLES]]
    return [
        (name, [row[place][:80] for row in rows if place < len(row) and row[place]])
        for place, name in enumerate(job.columns)
    ]


def _report(job: DeedImport, query: Any) -> dict[str, Any]:
    counted = dict(
        job.rows.exclude(outcome="").order_by().values_list("outcome").annotate(number=Count("pk"))
    )
    outcome = query.get("outcome", "")
    rows = job.rows.exclude(outcome="")
    noted = rows.exclude(outcome=DeedImportRow.Outcome.REFUSED).exclude(notes=[])
    if outcome in DeedImportRow.Outcome.values:
        rows = rows.filter(outcome=outcome)
    elif outcome == NOTED:
        rows = noted
    page = Paginator(rows, ROWS_A_PAGE).get_page(query.get("page"))
    labels = _labels(job)
    waiting = DeedImportRow.Step.WAITING if job.state == job.State.CHECKING else DeedImportRow.Step.TRIED
    total = job.rows.count()
    return {
        "counts": [(code, label, counted.get(code, 0)) for code, label in labels.items()],
        "outcome": outcome,
        "rows": page,
        "lines": [(row, _called(job, row), labels.get(row.outcome, "")) for row in page],
        "noted": noted.count() if job.state == job.State.CHECKED else 0,
        "total": total,
        "left": job.rows.filter(step=waiting).count() if job.is_running else 0,
        "undated": _undated(job) if job.state == job.State.CHECKED else 0,
        "takable": sum(counted.get(code, 0) for code in ("created", "updated")),
    }


def _undated(job: DeedImport) -> int:
    """How many would count as published now, since nothing says when they were."""
    rows = job.rows.filter(outcome=DeedImportRow.Outcome.CREATED)
    if not job.is_table:
        return rows.filter(values__published_at=None).count()
    place = job.matches.get("published_at")
    if job.published_on:
        return 0
    return rows.count() if place is None else rows.filter(**{f"values__{place}": ""}).count()


def _labels(job: DeedImport) -> dict[str, str]:
    """What becomes of rows, or what would."""
    words = {str(code): str(label) for code, label in DeedImportRow.Outcome.choices}
    if job.state in {job.State.CHECKING, job.State.CHECKED}:
        words |= {
            "created": _("would be created"),
            "updated": _("would be updated"),
            "unchanged": _("would stay as it is"),
            "refused": _("would be left out"),
        }
    return words


def _called(job: DeedImport, row: DeedImportRow) -> str:
    """The title that a row gives its deed, so that nobody has to count rows."""
    if job.is_table:
        place = job.matches.get("title")
        return str(row.values[place]) if place is not None and place < len(row.values) else ""
    page = row.values.get("pages", {}).get(row.values.get("language"), {})
    return str(page.get("title", ""))
