"""What readers see of earlier versions: /t/<number>/versions/…. Nothing of a deed that is not published."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from deeds.languages import best_page
from deeds.models import Deed, DeedPage, DeedVersion
from deeds.versioning.reading import public_page, version_differences, version_lines, version_words
from deeds.views import gone_page, preferred_languages


@require_safe
def versions(request: HttpRequest, number: int) -> HttpResponseBase:
    """Lead to the versions of the page in the reader's best language."""
    deed = _known(number)
    languages = preferred_languages(request)
    page = best_page(deed, languages) if deed.is_live else None
    if page is None:
        response: HttpResponseBase = gone_page(request, deed, languages[0])
    else:
        response = redirect("deed_version_list", number=number, language=page.locale.language_code)
    patch_vary_headers(response, ["Accept-Language"])
    return response


@require_safe
def version_list(request: HttpRequest, number: int, language: str) -> HttpResponse:
    return _page(request, number, language, "version_list.html", lambda deed, page: _list(deed, language))


@require_safe
def version(request: HttpRequest, number: int, language: str, version: int) -> HttpResponse:
    def context(deed: Deed, page: DeedPage) -> dict[str, Any]:
        found = _version(deed, language, version)
        return {"version": found, "fields": version_words(found)}

    return _page(request, number, language, "version.html", context)


@require_safe
def compare(request: HttpRequest, number: int, language: str) -> HttpResponse:
    """Two versions, `from` and `to`, the older one first whichever way round they were asked for."""

    def context(deed: Deed, page: DeedPage) -> dict[str, Any]:
        asked = sorted(_number(request.GET.get(name, "")) for name in ("from", "to"))
        before, after = (_version(deed, language, each) for each in asked)
        differences = version_differences(before, after)
        return {**_list(deed, language), "before": before, "after": after, "differences": differences}

    return _page(request, number, language, "compare.html", context)


def _list(deed: Deed, language: str) -> dict[str, Any]:
    return {"lines": version_lines(deed, language)}


def _page(request: HttpRequest, number: int, language: str, template: str, context: Any) -> HttpResponse:
    """A page in the language of the versions, or what happened to the deed."""
    deed = _known(number)
    if not deed.is_live:
        return gone_page(request, deed, language if translation.check_for_language(language) else "fi")
    page = public_page(deed, language)
    if page is None:
        raise Http404
    with translation.override(language):
        values = {"deed": deed, "deed_page": page, "language": language, **context(deed, page)}
        response = render(request, f"deeds/versions/{template}", values)
    response["Content-Language"] = language
    return response


def _known(number: int) -> Deed:
    # A draft that never was published is nobody's business.
    return get_object_or_404(Deed.objects.exclude(state=Deed.State.DRAFT), number=number)


def _version(deed: Deed, language: str, number: int) -> DeedVersion:
    return get_object_or_404(DeedVersion, deed=deed, language=language, number=number)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 9):
        raise Http404
    return int(text)
