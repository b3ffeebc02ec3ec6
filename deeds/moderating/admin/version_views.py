"""The screen on which words are taken out of earlier versions of a deed."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.numbers import read_number
from core.pages import LANGUAGE_NAMES
from deeds.errors import VersionStands
from deeds.models import Deed, DeedVersion
from deeds.moderating.admin.forms import RedactForm
from deeds.moderating.admin.queue_views import moderator
from deeds.moderating.redacting import earlier_versions, redact_versions
from deeds.versioning.reading import removal_days
from deeds.versioning.values import FIELDS


@dataclass(frozen=True)
class Text:
    """One text of a version: `value` is how the form calls it."""

    value: str
    label: str
    words: str
    is_chosen: bool


def versions(request: HttpRequest, number: int, language: str) -> HttpResponse:
    """A GET shows the texts of all earlier versions; a POST takes out the chosen ones."""
    user = moderator(request)
    deed = get_object_or_404(Deed.objects.exclude(state=Deed.State.DRAFT), number=number)
    earlier = earlier_versions(deed, language)
    if not earlier:
        raise Http404
    form = RedactForm(request.POST or None, initial={"origin": "own"})
    chosen = set(request.POST.getlist("take"))
    if form.is_valid() and _redact(deed, language, chosen, form, user):
        messages.success(request, _("Removed. Readers see that, and the authors get the reasons."))
        return redirect("deed_moderated", number=number)
    context: dict[str, Any] = {
        "header_title": deed.title,
        "deed": deed,
        "form": form,
        "language": language,
        "language_name": LANGUAGE_NAMES.get(language, language),
        "versions": [_shown(version, chosen) for version in earlier],
    }
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "deeds/admin/moderation/versions.html", context, status=status)


def _redact(deed: Deed, language: str, chosen: set[str], form: RedactForm, user: User) -> bool:
    choices = [value.partition(":") for value in chosen]
    try:
        redact_versions(
            deed=deed,
            language=language,
            choices=[
                (read, code) for number, _colon, code in choices if (read := read_number(number)) is not None
            ],
            user=user,
            now=timezone.now(),
            **form.cleaned_data,
        )
    except ValidationError as error:
        form.add_error(None, error)
    except VersionStands:
        form.add_error(None, _("The deed was changed meanwhile. Choose once more from what stands here now."))
    return form.is_valid()


def _texts(version: DeedVersion) -> list[tuple[str, str]]:
    return [
        (field.code, str(capfirst(str(field.label))))
        for field in FIELDS
        if field.is_text and version.values.get(field.code)
    ]


def _shown(version: DeedVersion, chosen: set[str]) -> tuple[DeedVersion, list[Text], list[tuple[str, Any]]]:
    """A version with the texts that are there and those that were removed before."""
    labels = {field.code: str(capfirst(str(field.label))) for field in FIELDS}
    texts = [
        Text(value, label, str(version.values[code]), value in chosen)
        for code, label in _texts(version)
        for value in [f"{version.number}:{code}"]
    ]
    return version, texts, [(labels[code], day) for code, day in removal_days(version).items()]


def languages_with_versions(deed: Deed) -> list[tuple[str, str]]:
    """The languages in which a deed has earlier versions: code and name."""
    codes = deed.versions.filter(number__gt=1).order_by("language").values_list("language", flat=True)
    return [(code, LANGUAGE_NAMES.get(code, code)) for code in dict.fromkeys(codes)]
