"""What the subscriber's pages share: their language, their limits, and what they say when a link does not work."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from core import public_forms
from core.public_forms import PublicForm, allow
from mail.addresses import address_key
from newsletter.models import Newsletter

HOUR, DAY = 3600, 86400
# A webinar's whole audience may sit behind one office's address, so the network's limit is wide.
PER_NETWORK_AN_HOUR, PER_SITE_AN_HOUR, PER_ADDRESS_A_DAY = 60, 3000, 5


@dataclass(frozen=True)
class Problem:
    """Why a link does nothing: `status` is never 404, which the language redirect would catch."""

    title: str
    text: str
    status: int


def altered() -> Problem:
    return Problem(
        title=_("This link does not work"),
        text=_(
            "Part of the address is missing or has changed, or what it was for is long gone. "
            "Open the link in the mail once more, or copy all of it."
        ),
        status=400,
    )


def too_old() -> Problem:
    return Problem(
        title=_("This link is too old"),
        text=_("For your safety the link works for a limited time only. Nothing has changed."),
        status=410,
    )


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    language: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """A page in the given language, whatever the browser prefers; by default in the browser's."""
    language = language or known_language(translation.get_language())
    with translation.override(language):
        html = render_to_string(f"newsletter/{template}", context, request=request)
    response = HttpResponse(html, status=status)
    response["Content-Language"] = language
    return response


def problem_page(
    request: HttpRequest,
    problem: Problem,
    *,
    newsletter: Newsletter | None = None,
    language: str | None = None,
    can_ask_link: bool = False,
) -> HttpResponse:
    """Says what is wrong with a link and leads on: to signing up, or to a new link."""
    context = {
        "problem": problem,
        "newsletter": newsletter or Newsletter.objects.first(),
        "page_language": known_language(language or translation.get_language()),
        "can_ask_link": can_ask_link,
    }
    return page(request, "link_problem.html", context, language=language, status=problem.status)


def known_language(code: str | None) -> str:
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def newsletter_and_language(slug: str, language: str) -> tuple[Newsletter, str]:
    if language not in dict(settings.LANGUAGES):
        raise Http404
    return get_object_or_404(Newsletter, slug=slug), language


def network_may(request: HttpRequest, form: PublicForm, now: datetime) -> bool:
    """Whether this network and the site as a whole are still within an hour's forms."""
    return public_forms.network_may(
        request,
        form,
        scope="newsletter",
        per_network=PER_NETWORK_AN_HOUR,
        per_site=PER_SITE_AN_HOUR,
        now=now,
    )


def address_may(address: str, now: datetime) -> bool:
    """Whether an address may get another of these mails today; the page must not tell, or it tells who is known."""
    return allow("newsletter.address", address_key(address), PER_ADDRESS_A_DAY, DAY, now=now)


def too_many() -> str:
    return _(
        "Very many forms have come from your network within an hour. Nothing is lost: send this one again in an hour."
    )
