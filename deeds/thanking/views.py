"""Thanking for a deed: a form with an address, and the page behind the link in the mail. A GET changes nothing."""

from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import links
from core.public_forms import link_page, public_form
from deeds.authoring.responses import address_may, asking, page
from deeds.authoring.views import shown_deed
from deeds.errors import DeedNotPublished
from deeds.languages import shown_in
from deeds.models import Deed
from deeds.thanking import services
from deeds.thanking.forms import ThankForm

SCOPE = "deeds.thanks"


@public_form
def thank(request: HttpRequest, language: str, number: int) -> HttpResponse:
    shown = shown_deed(number, language)
    return asking(
        request,
        "thanking/thank.html",
        form_class=ThankForm,
        shown=shown,
        language=language,
        scope=SCOPE,
        act=partial(_ask, deed=shown.deed, language=language),
        done="deeds:thanks_sent",
    )


def _ask(form: ThankForm, *, deed: Deed, language: str) -> None:
    address = form.cleaned_data["address"]
    # The page does not tell whether an address has had its mails of the day.
    if address_may(address, form.now, scope=SCOPE):
        services.ask_thanks(deed=deed, address=address, language=language, now=form.now)


@require_safe
def sent(request: HttpRequest, language: str, number: int) -> HttpResponse:
    context = {"shown": shown_deed(number, language)}
    return page(request, "thanking/sent.html", context, language=language)


@link_page
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    now = timezone.now()
    try:
        thanking = services.look_up_thanking(token=token, now=now)
    except links.BadLink as error:
        return _too_old(request) if error.expired else _altered(request)
    except Deed.DoesNotExist:
        return _altered(request)
    context: dict[str, Any] = {"deed": thanking.deed, "done": _act(request, thanking, now)}
    context["has_thanked"] = services.has_thanked(thanking)
    deed = Deed.objects.select_related("organisation__merged_into").get(pk=thanking.deed.pk)
    context["shown"] = next(iter(shown_in([deed], thanking.language)), None) if deed.is_live else None
    context["total"] = deed.thanks.count()
    return page(request, "thanking/confirm.html", context, language=thanking.language)


def _act(request: HttpRequest, thanking: services.Thanking, now: datetime) -> str:
    """What was done: "thanked", also of who had before, "taken_back", or nothing."""
    if request.method != "POST":
        return ""
    if request.POST.get("action") == "take_back":
        services.take_back(thanking=thanking)
        return "taken_back"
    with suppress(DeedNotPublished):  # the page says so: it asks for the deed once more
        services.thank(thanking=thanking, now=now)
        return "thanked"
    return ""


def _too_old(request: HttpRequest) -> HttpResponse:
    def words() -> tuple[str, str]:
        return _("This link is too old"), _(
            "It works for seven days. You can thank again on the deed's page."
        )

    return _problem(request, words, 410)


def _altered(request: HttpRequest) -> HttpResponse:
    def words() -> tuple[str, str]:
        return (
            _("This link does not work"),
            _(
                "Part of the address is missing or has changed. Open the link in the mail once more, or copy all of it."
            ),
        )

    return _problem(request, words, 400)


def _problem(request: HttpRequest, words: Any, status: int) -> HttpResponse:
    """Never 404, which the language redirect would catch."""
    code = translation.get_language()
    language = code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(language):
        title, text = words()
    return page(
        request, "authoring/problem.html", {"title": title, "text": text}, language=language, status=status
    )
