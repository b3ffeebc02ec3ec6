"""Reports and appeals in the admin: what waits and what was decided, and the screen of one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.pages import LANGUAGE_NAMES
from deeds.errors import AlreadyDecided, NeedsAnother
from deeds.models import Appeal, DeedNotice
from deeds.models.moderation import Decision
from deeds.moderating.admin.forms import AppealDecisionForm, NoticeForm
from deeds.moderating.admin.queue_views import moderator
from deeds.moderating.appeals import decide_appeal, others_may_decide
from deeds.moderating.grounds import basis
from deeds.moderating.notices import act_on_notice, keep_deed, needs_answer, reporter
from deeds.moderating.queue import PER_PAGE, waiting
from deeds.moderating.restricting import language_of_author
from deeds.moderating.wording import decided_already


def notices(request: HttpRequest) -> HttpResponse:
    """What waits first, then what was decided, the newest first."""
    moderator(request)
    rows = DeedNotice.objects.select_related("deed__organisation").order_by("-state", "-received_at", "-pk")
    return _list(request, "notices", rows)


def appeals(request: HttpRequest) -> HttpResponse:
    moderator(request)
    rows = Appeal.objects.select_related("decision__deed", "decision__submission", "decision__decided_by")
    return _list(request, "appeals", rows.order_by("-state", "-received_at", "-pk"))


def decisions(request: HttpRequest) -> HttpResponse:
    """Everything that was decided, the newest first."""
    moderator(request)
    rows = Decision.objects.select_related("deed", "submission", "decided_by").defer("seen", "hidden")
    return _list(request, "decisions", rows)


def _list(request: HttpRequest, tab: str, rows: Any) -> HttpResponse:
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page", "1"))
    context = {
        "header_title": _("Moderation"),
        "tab": tab,
        "waiting": waiting(),
        "page": page,
        "rows": page.object_list,
    }
    return TemplateResponse(request, f"deeds/admin/moderation/{tab}.html", context)


def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """A report with its deed; a POST decides."""
    user = moderator(request)
    row = get_object_or_404(
        DeedNotice.objects.select_related("deed__organisation", "deed__source_page__locale", "contact"), pk=pk
    )
    form = NoticeForm(
        request.POST if request.method == "POST" else None,
        needs_answer=needs_answer(row),
        initial={"ground": row.ground},
        auto_id="notice-%s",
    )
    is_decided = request.method == "POST" and form.is_valid() and _decide_notice(request, row, form, user)
    if is_decided:
        return redirect("deed_notices")
    context = {
        "header_title": _("Report on deed %(number)d") % {"number": row.deed.number},
        "notice": row,
        "form": form,
        "author_language": LANGUAGE_NAMES.get(language_of_author(row.deed), ""),
        "reporter_language": LANGUAGE_NAMES.get(row.language, row.language),
        "gets_answer": reporter(row) is not None,
        "decisions": row.decisions.select_related("decided_by"),
    }
    status = 422 if form.is_bound and form.errors else 200
    return TemplateResponse(request, "deeds/admin/moderation/notice.html", context, status=status)


def _decide_notice(request: HttpRequest, row: DeedNotice, form: NoticeForm, user: Any) -> bool:
    """Whether the list is next: False leaves the reasons beside the form."""
    data = form.cleaned_data
    given = {"notice": row, "reason": data["reason"], "answer": data.get("answer", ""), "user": user}
    try:
        if data["outcome"] == "keep":
            keep_deed(**given, now=timezone.now())
        else:
            act_on_notice(**given, part=data["outcome"], ground=data["ground"], now=timezone.now())
    except ValidationError as error:
        form.add_error(None, " ".join(error.messages))
        return False
    except AlreadyDecided:
        messages.error(
            request, _("That is decided already, or the deed is hidden already. Nothing was saved.")
        )
    else:
        messages.success(request, _("Decided. Everyone whom it concerns is told."))
    return True


def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """An appeal with the decision that it is about; a POST decides."""
    user = moderator(request)
    rows = Appeal.objects.select_related(
        "decision__deed", "decision__submission", "decision__decided_by", "contact"
    )
    row = get_object_or_404(rows, pk=pk)
    form: forms.Form = AppealDecisionForm(
        request.POST if request.method == "POST" else None, auto_id="appeal-%s"
    )
    if request.method == "POST" and form.is_valid():
        return _decide_appeal(request, row, form, user)
    context = {
        "header_title": _("An appeal"),
        "appeal": row,
        "about": row.decision,
        "basis": basis(row.decision.ground),
        "form": form,
        "is_own": row.decision.decided_by_id == user.pk and others_may_decide(user),
        "language_name": LANGUAGE_NAMES.get(row.language, row.language),
        "outcome": _outcome(row),
    }
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "deeds/admin/moderation/appeal.html", context, status=status)


def _outcome(row: Appeal) -> Decision | None:
    kinds = [Decision.Kind.CONFIRMED, Decision.Kind.OVERTURNED]
    return row.decision.later_decisions.filter(kind__in=kinds).first()


def _decide_appeal(request: HttpRequest, row: Appeal, form: forms.Form, user: Any) -> HttpResponse:
    data = form.cleaned_data
    try:
        decide_appeal(
            appeal=row,
            is_upheld=data["outcome"] == "uphold",
            reason=data["reason"],
            user=user,
            now=timezone.now(),
        )
    except NeedsAnother:
        messages.error(request, _("You made the decision that is appealed. Another moderator decides this."))
    except AlreadyDecided:
        row.refresh_from_db()
        outcome = _outcome(row)
        by = outcome.decided_by_id if outcome else None
        messages.error(request, decided_already(user=user, by=by, at=row.decided_at))
    else:
        messages.success(request, _("Decided. The author is told."))
    return redirect("deed_appeals")
