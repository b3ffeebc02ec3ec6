"""What the pages of following share: their language, their limits, and what they say when a link does not work."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core import public_forms
from core.links import BadLink
from core.public_forms import PublicForm, allow
from deeds.saving.addresses import read_link
from mail.addresses import address_key

HOUR, DAY = 3600, 86400
PER_NETWORK_AN_HOUR, PER_SITE_AN_HOUR, PER_ADDRESS_A_DAY = 30, 600, 5


def network_may(request: HttpRequest, form: PublicForm, now: datetime) -> bool:
    """Whether this network and the site as a whole are still within an hour's forms."""
    return public_forms.network_may(
        request,
        form,
        scope="search",
        per_network=PER_NETWORK_AN_HOUR,
        per_site=PER_SITE_AN_HOUR,
        now=now,
    )


def address_may(address: str, now: datetime) -> bool:
    """Whether an address may get another of these mails today; the page does not tell."""
    return allow("search.address", address_key(address), PER_ADDRESS_A_DAY, DAY, now=now)


def too_many() -> str:
    return _("Very many forms have come from your network within an hour. Send this one again in an hour.")


def see(path: str) -> HttpResponse:
    response = HttpResponseRedirect(path)
    response.status_code = 303
    return response


def gone(request: HttpRequest, *, language: str = "") -> HttpResponse:
    def words() -> tuple[str, str]:
        return (
            _("We write no more about this"),
            _("What you followed here is stopped, and what we held of it is forgotten."),
        )

    return problem(request, words, 200, language=language)


def link_problem(request: HttpRequest, error: BadLink, token: str) -> HttpResponse:
    """Of a link that is too old nothing but its age is wrong, so it still tells its mail's language."""
    if not error.expired:
        return altered(request)
    return too_old(request, language=read_link(purpose=error.purpose, token=token, now=timezone.now())[1])


def too_old(request: HttpRequest, *, language: str = "") -> HttpResponse:
    def words() -> tuple[str, str]:
        return (
            _("This link is too old"),
            _(
                "For your safety the link works for a limited time only. Ask to follow once more, and we mail a new one."
            ),
        )

    return problem(request, words, 410, language=language)


def altered(request: HttpRequest) -> HttpResponse:
    def words() -> tuple[str, str]:
        return (
            _("This link does not work"),
            _(
                "Part of the address is missing or has changed. Open the link in the mail once more, or copy all of it."
            ),
        )

    return problem(request, words, 400)


def problem(request: HttpRequest, words: Any, status: int, *, language: str = "") -> HttpResponse:
    """Never 404, which the language redirect would catch."""
    chosen = language or (translation.get_language() or "")[:2]
    known = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(known):
        title, text = words()
    return page(request, "problem.html", {"title": title, "text": text}, language=known, status=status)


def page(
    request: HttpRequest, template: str, context: dict[str, Any], *, language: str, status: int = 200
) -> HttpResponse:
    """A page in the given language, whatever the browser prefers."""
    with translation.override(language):
        html = render_to_string(f"deeds/saving/{template}", context, request=request)
    response = HttpResponse(html, status=status)
    response["Content-Language"] = language
    return response
