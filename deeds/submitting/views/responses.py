"""What the pages of a submission share: the author's language, limits, and what they say when a link does not work."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from core import public_forms
from core.public_forms import PublicForm, allow
from mail.addresses import address_key

HOUR, DAY = 3600, 86400
# A workshop of sixty may write its deeds behind one office's address.
PER_NETWORK_AN_HOUR, PER_SITE_AN_HOUR, PER_ADDRESS_A_DAY = 60, 3000, 5
SAVES_AN_HOUR = 1200  # of one draft: one every three seconds


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    language: str,
    status: int = 200,
) -> HttpResponse:
    """A page in the author's language, whatever the browser prefers; kept by no cache, for it holds a draft."""
    with translation.override(language):
        html = render_to_string(f"deeds/submitting/{template}", dict(context), request=request)
    response = HttpResponse(html, status=status)
    response["Content-Language"] = language
    response["Cache-Control"] = "no-store"
    return response


def see(path: str) -> HttpResponse:
    """To the next page, at its content: the keyboard goes on there and not in the menu."""
    response = HttpResponseRedirect(f"{path}#main")
    response.status_code = 303
    return response


def link_problem(request: HttpRequest, *, is_expired: bool) -> HttpResponse:
    """The link is altered, too old, or what it led to is gone; never 404, which the language redirect would catch."""
    language = known_language(translation.get_language())
    context = {"is_expired": is_expired, "page_language": language}
    return page(request, "link_problem.html", context, language=language, status=410 if is_expired else 400)


def known_language(code: str | None) -> str:
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def network_may(request: HttpRequest, form: PublicForm, now: datetime) -> bool:
    """Whether this network and the site as a whole are still within an hour's new drafts."""
    return public_forms.network_may(
        request,
        form,
        scope="deeds.begin",
        per_network=PER_NETWORK_AN_HOUR,
        per_site=PER_SITE_AN_HOUR,
        now=now,
    )


def address_may(address: str, now: datetime) -> bool:
    """Whether an address may get another mail today. Counted for every address that is typed, known or not, so that
    a page that says so tells nothing of anybody."""
    return allow("deeds.begin.address", address_key(address), PER_ADDRESS_A_DAY, DAY, now=now)


def no_more_mails() -> str:
    return _("No mail was sent: at most five a day go to one address. Have the link sent tomorrow morning.")


def may_save(reference: str, now: datetime) -> bool:
    return allow("deeds.save", reference, SAVES_AN_HOUR, HOUR, now=now)


def too_many() -> str:
    return _(
        "Very many forms have come from your network within an hour. Nothing is lost: send this one again in an hour."
    )
