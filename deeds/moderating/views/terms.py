"""The terms of publishing for everybody: what holds now, and every version before and after."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from core.html import absolute_url, expand
from core.pages import PageLanguage
from deeds.models import TermsVersion
from deeds.terms import current_terms


@require_safe
def terms(request: HttpRequest, language: str, label: str = "") -> HttpResponse:
    """A version in a language; without a label the one that holds now."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    current = current_terms(now=timezone.now())
    shown = get_object_or_404(TermsVersion, label=label) if label else current
    context = {
        "shown": shown,
        "text": mark_safe(expand(shown.text_in(language))) if shown else "",  # noqa: S308 — expand cleans it
        "current": current,
        "versions": TermsVersion.objects.all(),
        "page_languages": _page_languages(language, label),
        "page_language": language,
    }
    with translation.override(language):
        response = render(request, "deeds/terms.html", context)
    response["Content-Language"] = language
    return response


def _page_languages(language: str, label: str) -> list[PageLanguage]:
    """The same page in each language, for the switcher and the head."""
    return [
        PageLanguage(code, absolute_url(_address(code, label)), "", is_current=code == language)
        for code, _name in settings.LANGUAGES
    ]


def _address(language: str, label: str) -> str:
    if label:
        return reverse("deeds:terms_version", kwargs={"language": language, "label": label})
    return reverse("deeds:terms", kwargs={"language": language})
