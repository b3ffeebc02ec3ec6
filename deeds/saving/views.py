"""The pages of saved searches. A GET changes nothing; what stands behind a link works without any cookie."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from contacts.errors import LinkExpired, LinkUnknown, LinkUsed
from core import links
from core.pages import page_url
from core.public_forms import allow, link_page, network_key, public_form
from deeds.choosing import Choices
from deeds.front import front_index
from deeds.models import SavedSearch
from deeds.saving import services
from deeds.saving.addresses import MANAGE, MANAGE_AGE, STOP, feed_path, list_url
from deeds.saving.feeding import search_document
from deeds.saving.forms import EveryForm, SaveSearchForm
from deeds.saving.wording import in_words
from mail.addresses import address_key
from syndication.feeds import FORMATS
from syndication.views import answer, public

HOUR, DAY = 3600, 86400
PER_NETWORK_AN_HOUR, PER_SITE_AN_HOUR, PER_ADDRESS_A_DAY = 30, 600, 5


@public_form
def save_search(request: HttpRequest, language: str) -> HttpResponse:
    choices, now = _choices(request, language), timezone.now()
    with translation.override(language):
        data = request.POST if request.method == "POST" else None
        form = SaveSearchForm(data, searched=choices.words, now=now)
        status = 200
        if form.is_bound and form.is_valid():
            if _network_may(request, form):
                _ask(form, choices, language)
                return _see(reverse("deeds:search_sent", args=[language]))
            form.add_error(
                None,
                _(
                    "Very many forms have come from your network within an hour. Send this one again in an hour."
                ),
            )
            status = 429
        elif form.is_bound:
            status = 422
        context = {"form": form, "words": in_words(choices, language), **_ways(choices, language)}
        return _page(request, "save.html", context, language=language, status=status)


@require_safe
def sent(request: HttpRequest, language: str) -> HttpResponse:
    if language not in dict(settings.LANGUAGES):
        raise Http404
    return _page(request, "sent.html", {"index": front_index(language)}, language=language)


@link_page
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    act = services.confirm_search if request.method == "POST" else services.look_up_search
    try:
        search = act(token=token, now=timezone.now())
    except LinkUsed as used:
        found = SavedSearch.objects.filter(reference=used.reference).first()
        return _search_page(request, found) if found else _gone(request)
    except LinkExpired:
        return _too_old(request)
    except (LinkUnknown, SavedSearch.DoesNotExist):
        return _altered(request)
    return _search_page(request, search)


@link_page
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """How often, and stopping."""
    try:
        reference = links.read(purpose=MANAGE, token=token, now=timezone.now(), max_age=MANAGE_AGE)
    except links.BadLink as error:
        return _too_old(request) if error.expired else _altered(request)
    search = SavedSearch.objects.filter(reference=str(reference)).first()
    if search is None:
        return _gone(request)
    with translation.override(search.language):
        form = EveryForm(request.POST if request.method == "POST" else None, initial={"every": search.every})
        is_saved = form.is_bound and form.is_valid()
        if is_saved:
            search = services.change_search(search=search, every=form.cleaned_data["every"])
    return _search_page(request, search, form=form, is_saved=is_saved, status=422 if form.errors else 200)


@link_page
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button; a POST stops at once, also the one that a mail program sends by itself."""
    try:
        reference = str(links.read(purpose=STOP, token=token, now=timezone.now()))
    except links.BadLink:
        return _altered(request)
    search = SavedSearch.objects.filter(reference=reference).first()
    if search is None:
        return _gone(request)
    if request.method == "POST":
        services.stop_search(reference=reference)
        return _gone(request, language=search.language)
    return _search_page(request, search, is_stopping=True)


@require_safe
def feed(request: HttpRequest, language: str, file_format: str) -> HttpResponse:
    if file_format not in FORMATS:
        raise Http404
    document = search_document(_choices(request, language), language, file_format)
    if document is None:
        raise Http404
    with translation.override(language):
        return public(answer(request, document), language)


def _choices(request: HttpRequest, language: str) -> Choices:
    if language not in dict(settings.LANGUAGES):
        raise Http404
    return Choices.read(request.GET)


def _network_may(request: HttpRequest, form: SaveSearchForm) -> bool:
    network = network_key(request, now=form.now)
    return allow("search.network", network, PER_NETWORK_AN_HOUR, HOUR, now=form.now) and allow(
        "search.site", "", PER_SITE_AN_HOUR, HOUR, now=form.now
    )


def _ask(form: SaveSearchForm, choices: Choices, language: str) -> None:
    address, every = form.cleaned_data["address"], form.cleaned_data["every"]
    # The page does not tell whether an address has had its mails of the day.
    if allow("search.address", address_key(address), PER_ADDRESS_A_DAY, DAY, now=form.now):
        services.ask_search(choices=choices, address=address, language=language, every=every, now=form.now)


def _see(path: str) -> HttpResponse:
    response = HttpResponseRedirect(path)
    response.status_code = 303
    return response


def _ways(choices: Choices, language: str) -> dict[str, Any]:
    index = front_index(language)
    return {
        "list_url": f"{page_url(index)}{choices.url}" if index else "/",
        "feeds": [(name, feed_path(language, choices.query, key)) for key, name in FEED_NAMES.items()],
    }


FEED_NAMES = {"rss": "RSS", "atom": "Atom", "json": "JSON Feed"}


def _search_page(
    request: HttpRequest, search: SavedSearch, *, status: int = 200, **more: Any
) -> HttpResponse:
    with translation.override(search.language):
        choices = Choices.parse(search.query)
        context = {
            "search": search,
            "words": in_words(choices, search.language),
            **_ways(choices, search.language),
        }
        context["list_url"] = list_url(search)
    return _page(request, "search.html", context | more, language=search.language, status=status)


def _gone(request: HttpRequest, *, language: str = "") -> HttpResponse:
    def words() -> tuple[str, str]:
        return (
            _("This search is stopped"),
            _("We write no more about it, and what we held of it is forgotten."),
        )

    return _problem(request, words, 200, language=language)


def _too_old(request: HttpRequest) -> HttpResponse:
    def words() -> tuple[str, str]:
        return (
            _("This link is too old"),
            _(
                "For your safety the link works for a limited time only. Save the search again, and we mail a new one."
            ),
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


def _problem(request: HttpRequest, words: Any, status: int, *, language: str = "") -> HttpResponse:
    """Never 404, which the language redirect would catch."""
    chosen = language or (translation.get_language() or "")[:2]
    known = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(known):
        title, text = words()
    return _page(request, "problem.html", {"title": title, "text": text}, language=known, status=status)


def _page(
    request: HttpRequest, template: str, context: dict[str, Any], *, language: str, status: int = 200
) -> HttpResponse:
    """A page in the given language, whatever the browser prefers."""
    with translation.override(language):
        html = render_to_string(f"deeds/saving/{template}", context, request=request)
    response = HttpResponse(html, status=status)
    response["Content-Language"] = language
    return response
