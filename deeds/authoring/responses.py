"""What the pages of authors, and of those who write to them, share: language, limits, and links that do not work."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from contacts.errors import AccessLinkError, LinkExpired
from core import public_forms
from core.public_forms import PublicForm, allow
from deeds.languages import Shown
from mail.addresses import address_key

HOUR, DAY = 3600, 86400
PER_NETWORK_AN_HOUR, PER_SITE_AN_HOUR, PER_ADDRESS_A_DAY = 30, 600, 5


def page(
    request: HttpRequest, template: str, context: dict[str, Any], *, language: str, status: int = 200
) -> HttpResponse:
    """A page in the given language, whatever the browser prefers."""
    with translation.override(language):
        html = render_to_string(f"deeds/{template}", context, request=request)
    response = HttpResponse(html, status=status)
    response["Content-Language"] = language
    return response


def link_problem(request: HttpRequest, error: AccessLinkError) -> HttpResponse:
    """Says what is wrong with a link. Never 404, which the language redirect would catch."""
    code = translation.get_language()
    language = code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    is_old = isinstance(error, LinkExpired)
    with translation.override(language):
        text = (
            _("For your safety the link works for a limited time only. Ask for a new one on the deed's page.")
            if is_old
            else _(
                "Part of the address is missing or has changed, or what it led to has ended. "
                "Open the link in the mail once more, or copy all of it."
            )
        )
        title = _("This link is too old") if is_old else _("This link does not work")
    context = {"title": title, "text": text}
    return page(request, "authoring/problem.html", context, language=language, status=410 if is_old else 400)


def see(name: str, *args: object) -> HttpResponse:
    """Lead to a page after a form was sent, so that a reload sends nothing again."""
    response = HttpResponseRedirect(reverse(name, args=args))
    response.status_code = 303
    return response


def asking(
    request: HttpRequest,
    template: str,
    *,
    form_class: type[PublicForm],
    shown: Shown,
    language: str,
    scope: str,
    act: Callable[[Any], None],
    done: str,
) -> HttpResponse:
    """A form by which somebody asks something about a deed: `act` does it, then the page named `done` follows."""
    now = timezone.now()
    with translation.override(language):
        form = form_class(request.POST if request.method == "POST" else None, now=now)
        status = 422 if form.is_bound else 200
        if form.is_bound and form.is_valid():
            if network_may(request, form, now, scope=scope):
                act(form)
                return see(done, language, shown.deed.number)
            form.add_error(None, too_many())
            status = 429
        context = {"form": form, "shown": shown}
        return page(request, template, context, language=language, status=status)


def network_may(request: HttpRequest, form: PublicForm, now: datetime, *, scope: str) -> bool:
    """Whether this network and the site as a whole are still within an hour's forms."""
    return public_forms.network_may(
        request,
        form,
        scope=scope,
        per_network=PER_NETWORK_AN_HOUR,
        per_site=PER_SITE_AN_HOUR,
        now=now,
    )


def address_may(address: str, now: datetime, *, scope: str, limit: int = PER_ADDRESS_A_DAY) -> bool:
    """Whether an address may get another of these mails today; the page does not tell."""
    return allow(f"{scope}.address", address_key(address), limit, DAY, now=now)


def too_many() -> str:
    return _("Very many forms have come from your network within an hour. Send this one again in an hour.")
