"""The screen of a published deed: its leads, what restricts it, and what was decided about it."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Locale

from core.pages import LANGUAGE_NAMES
from deeds.errors import AlreadyDecided, DeedsError
from deeds.models import Deed, DeedLead, DeedPage
from deeds.models.moderation import Decision
from deeds.moderating.admin.forms import LeadForm, ReasonForm, RestrictForm
from deeds.moderating.admin.queue_views import moderator
from deeds.moderating.admin.version_views import languages_with_versions
from deeds.moderating.proposing import can_propose, propose_lead
from deeds.moderating.restricting import authors_of, language_of_author, lift_restriction, restrict_deed
from deeds.services import set_lead


@dataclass(frozen=True)
class LanguageState:
    """What a deed has in one language, and the form for its lead where it has no page."""

    locale: Locale
    name: str
    page: DeedPage | None
    lead: DeedLead | None
    form: forms.Form | None
    can_propose: bool


@require_safe
def deed(request: HttpRequest, number: int) -> HttpResponse:
    moderator(request)
    return _screen(request, _deed(number))


@require_POST
def restrict(request: HttpRequest, number: int) -> HttpResponse:
    user, row = moderator(request), _deed(number)
    form = RestrictForm(request.POST, auto_id="restrict-%s")
    if not form.is_valid():
        return _screen(request, row, restrict_form=form)
    try:
        restrict_deed(deed=row, user=user, now=timezone.now(), **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return _screen(request, row, restrict_form=form)
    except AlreadyDecided:
        messages.error(request, _("That is hidden already. Nothing was changed."))
    else:
        told = _("Hidden. The authors get the reasons and can appeal.")
        messages.success(
            request, told if authors_of(row) else _("Hidden. Nobody is told: it has no authors.")
        )
    return redirect("deed_moderated", number=number)


@require_POST
def lift(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    user, row = moderator(request), _deed(number)
    decision = get_object_or_404(row.decisions.filter(kind=Decision.Kind.RESTRICTED), pk=pk)
    form = ReasonForm(request.POST, auto_id=f"lift-{pk}-%s")
    if not form.is_valid():
        return _screen(request, row, lift_form=form)
    try:
        lift_restriction(decision=decision, reason=form.cleaned_data["reason"], user=user, now=timezone.now())
    except AlreadyDecided:
        messages.error(request, _("The restriction is lifted already. Nothing was changed."))
    else:
        messages.success(request, _("Shown again, and the authors are told."))
    return redirect("deed_moderated", number=number)


@require_POST
def lead(request: HttpRequest, number: int, language: str) -> HttpResponse:
    """Save a lead, which means that a person has read it, or ask the machine for one."""
    moderator(request)
    row, locale = _deed(number), get_object_or_404(Locale, language_code=language)
    if request.POST.get("action") == "propose":
        return _propose(request, row, locale)
    form = LeadForm(request.POST, auto_id=f"lead-{language}-%s")
    if not form.is_valid():
        return _screen(request, row, lead_forms={language: form})
    set_lead(deed=row, locale=locale, now=timezone.now(), **form.cleaned_data)
    messages.success(request, _("The lead is saved, and readers see it from now on."))
    return redirect("deed_moderated", number=number)


def _propose(request: HttpRequest, row: Deed, locale: Locale) -> HttpResponse:
    try:
        propose_lead(deed=row, locale=locale, now=timezone.now())
    except DeedsError:
        messages.error(request, _("There is no translator for this language. Write the lead yourself."))
    else:
        messages.success(
            request, _("Read the proposal and correct it. Readers see it once you have saved it.")
        )
    return redirect("deed_moderated", number=row.number)


def _deed(number: int) -> Deed:
    rows = Deed.objects.exclude(state=Deed.State.DRAFT)
    rows = rows.select_related("organisation__merged_into", "source_page__locale")
    found: Deed = get_object_or_404(rows, number=number)
    return found


def _screen(
    request: HttpRequest,
    row: Deed,
    *,
    restrict_form: forms.Form | None = None,
    lift_form: forms.Form | None = None,
    lead_forms: dict[str, forms.Form] | None = None,
) -> HttpResponse:
    holding = list(row.decisions.filter(kind=Decision.Kind.RESTRICTED, lifted_at__isnull=True))
    context: dict[str, Any] = {
        "header_title": row.title,
        "deed": row,
        "language_name": LANGUAGE_NAMES.get(language_of_author(row), ""),
        "languages": _languages(row, lead_forms or {}),
        "holding": [
            (decision, lift_form or ReasonForm(auto_id=f"lift-{decision.pk}-%s")) for decision in holding
        ],
        "restrict_form": restrict_form
        or RestrictForm(initial={"part": "whole", "origin": "own"}, auto_id="restrict-%s"),
        "notices": row.notices.all(),
        "version_languages": languages_with_versions(row),
        "decisions": row.decisions.select_related("decided_by").all(),
    }
    status = 422 if (restrict_form or lift_form or lead_forms) else 200
    return TemplateResponse(request, "deeds/admin/moderation/deed.html", context, status=status)


def _languages(row: Deed, given: dict[str, forms.Form]) -> list[LanguageState]:
    pages = {
        page.locale_id: page
        for page in DeedPage.objects.live().filter(translation_key=row.translation_key, alias_of__isnull=True)
    }
    leads = {found.locale_id: found for found in row.leads.all()}
    return [
        _language(row, locale, pages.get(locale.pk), leads.get(locale.pk), given)
        for locale in Locale.objects.order_by("pk")
    ]


def _language(
    row: Deed,
    locale: Locale,
    page: DeedPage | None,
    found: DeedLead | None,
    given: dict[str, forms.Form],
) -> LanguageState:
    code = locale.language_code
    form = None
    if page is None and row.is_live:
        initial = {"title": found.title, "text": found.text} if found else {}
        form = given.get(code) or LeadForm(initial=initial, auto_id=f"lead-{code}-%s")
    proposes = form is not None and can_propose(row, locale)
    return LanguageState(locale, LANGUAGE_NAMES.get(code, code), page, found, form, proposes)
