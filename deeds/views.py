"""The permanent address of a deed: /t/<number>."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_safe

from core.pages import page_url
from deeds.front import front_index
from deeds.languages import Shown, best_page, shown_in
from deeds.models import Decision, Deed


def preferred_languages(request: HttpRequest) -> list[str]:
    """The site's languages in the order in which the reader's browser asks for them, then the site's own order."""
    known = [code for code, _name in settings.LANGUAGES]
    asked = [
        code[:2] for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    ]
    return list(dict.fromkeys([*(code for code in asked if code in known), *known]))


@require_safe
def deed_by_number(request: HttpRequest, number: int) -> HttpResponseBase:
    """Lead to the page in the reader's best language; say what happened to a deed that is no longer published."""
    # A draft that never was published is nobody's business.
    deed = get_object_or_404(Deed.objects.exclude(state=Deed.State.DRAFT), number=number)
    languages = preferred_languages(request)
    page = best_page(deed, languages) if deed.is_live else None
    response = redirect(page_url(page, request)) if page else gone_page(request, deed, languages[0])
    patch_vary_headers(response, ["Accept-Language"])
    return response


def gone_page(request: HttpRequest, deed: Deed, language: str) -> HttpResponse:
    """What happened to a deed that is no longer published; nothing of what it said."""
    with translation.override(language):
        context = {
            "deed": deed,
            "replacement": _replacement(deed, language),
            "index": front_index(language),
            "restriction": Decision.objects.hiding(deed).first(),
        }
        response = render(request, "deeds/deed_gone.html", context, status=410)
    response["Content-Language"] = language
    return response


def _replacement(deed: Deed, language: str) -> Shown | None:
    """What took the place of a deed, while that is published; the reader's language comes first."""
    other = deed.replaced_by
    while other is not None and other.state == Deed.State.RETIRED:
        other = other.replaced_by  # a replacement was live when it was named, so the chain has no circle
    return next(iter(shown_in([other], language)), None) if other is not None and other.is_live else None
