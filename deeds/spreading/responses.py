"""What the pages behind links share: their language, their limits, and what they say when a link does not work."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from core import public_forms
from core.public_forms import PublicForm, allow
from mail.addresses import address_key

HOUR, DAY = 3600, 86400
PER_NETWORK_AN_HOUR, PER_SITE_AN_HOUR, PER_ADDRESS_A_DAY = 30, 600, 5


def page(
    request: HttpRequest, template: str, context: dict[str, Any], *, language: str, status: int = 200
) -> HttpResponse:
    """A page in the given language, whatever the browser prefers."""
    with translation.override(language):
        html = render_to_string(f"deeds/spreading/{template}", context, request=request)
    response = HttpResponse(html, status=status)
    response["Content-Language"] = language
    return response


def known_language(code: str | None) -> str:
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def network_may(request: HttpRequest, form: PublicForm, now: datetime) -> bool:
    """Whether this network and the site as a whole are still within an hour's forms."""
    return public_forms.network_may(
        request,
        form,
        scope="adoption",
        per_network=PER_NETWORK_AN_HOUR,
        per_site=PER_SITE_AN_HOUR,
        now=now,
    )


def address_may(address: str, now: datetime) -> bool:
    """Whether an address may get another of these mails today; the page does not tell."""
    return allow("adoption.address", address_key(address), PER_ADDRESS_A_DAY, DAY, now=now)
