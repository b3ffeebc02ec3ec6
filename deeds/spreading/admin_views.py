"""The screen on which an adoption is accepted or refused."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pages import LANGUAGE_NAMES
from deeds.models import Adoption
from deeds.moderating.wording import decided_already
from deeds.screening.guard import WordsForm
from deeds.spreading.adopting import accept_adoption, refuse_adoption
from deeds.spreading.errors import AdoptionImpossible, AlreadyDecided
from deeds.spreading.forms import sentence

LIST = "wagtailsnippets_tekotori_deeds_adoption:list"


class RefuseForm(WordsForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The person gets it by mail. Write it in their language."),
        error_messages={"required": gettext_lazy("Write the reason: the person gets it by mail.")},
    )


def decide_adoption(request: HttpRequest, pk: int) -> HttpResponse:
    """Facts, one button that accepts, and a form that refuses with a reason."""
    if not request.user.has_perm("tekotori_deeds.decide_adoption"):
        raise PermissionDenied
    rows = Adoption.objects.select_related(
        "deed", "organisation__merged_into", "resulting_deed", "decided_by"
    )
    adoption = get_object_or_404(rows.exclude(state=Adoption.State.ASKED), pk=pk)
    refusing = request.method == "POST" and request.POST.get("action") == "refuse"
    form = RefuseForm(request.POST if refusing else None)
    if request.method == "POST" and (not refusing or form.is_valid()):
        return _decide(request, adoption, form if refusing else None)
    context = {
        "header_title": _("Adoption: %(organisation)s") % {"organisation": adoption.organisation.label},
        "header_icon": "group",
        "list_url": reverse(LIST),
        "adoption": adoption,
        "language_name": LANGUAGE_NAMES.get(adoption.language, adoption.language),
        "form": form,
    }
    return TemplateResponse(request, "deeds/admin/decide_adoption.html", context)


def _decide(request: HttpRequest, adoption: Adoption, form: RefuseForm | None) -> HttpResponse:
    user: Any = request.user  # signed in: the view has checked a permission
    try:
        if form is None:
            accept_adoption(adoption=adoption, user=user, now=timezone.now())
            messages.success(request, _("The adoption is shown, and the person is told."))
        else:
            reason = form.cleaned_data["reason"]
            refuse_adoption(adoption=adoption, reason=reason, user=user, now=timezone.now())
            messages.success(request, _("The adoption is not shown, and the person gets your reason."))
    except AlreadyDecided:
        adoption.refresh_from_db()
        told = decided_already(user=user, by=adoption.decided_by_id, at=adoption.decided_at)
        messages.warning(request, told)
    except AdoptionImpossible as error:
        messages.error(request, sentence(error.problem))
        return redirect("decide_adoption", adoption.pk)
    return redirect(LIST)
