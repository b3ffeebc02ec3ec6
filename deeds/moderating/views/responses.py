"""What the public pages of moderation share: their language, and what they say when a link does not work."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _


def page(
    request: HttpRequest, template: str, context: dict[str, Any], *, language: str, status: int = 200
) -> HttpResponse:
    """A page in the given language, whatever the browser prefers."""
    with translation.override(language):
        html = render_to_string(f"deeds/moderating/{template}", context, request=request)
    response = HttpResponse(html, status=status)
    response["Content-Language"] = language
    return response


def link_problem(request: HttpRequest, *, is_old: bool) -> HttpResponse:
    """A link that is too old or was altered. Never 404, which the language redirect would catch."""
    language = known_language(translation.get_language())
    with translation.override(language):
        text = (
            _("For your safety the link works for a limited time only. Nothing has changed.")
            if is_old
            else _("Part of the address is missing or has changed. Open the link in the mail once more.")
        )
    return page(
        request, "link_problem.html", {"text": text}, language=language, status=410 if is_old else 400
    )


def known_language(code: str | None) -> str:
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
