"""The pages of saved searches, and of whatever is followed behind the links of its mails. A GET changes nothing; what stands behind a link works without any cookie."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from contacts.errors import LinkExpired, LinkUnknown, LinkUsed
from core.links import BadLink
from core.pages import page_url
from core.public_forms import link_page, public_form
from deeds.choosing import Choices
from deeds.front import front_index
from deeds.models import SavedSearch
from deeds.saving import services
from deeds.saving.addresses import MANAGE, MANAGE_AGE, STOP, feed_path, list_url, read_link
from deeds.saving.feeding import search_document
from deeds.saving.forms import EveryForm, SaveSearchForm
from deeds.saving.responses import (
    address_may,
    altered,
    gone,
    link_problem,
    network_may,
    page,
    see,
    too_many,
    too_old,
)
from deeds.saving.wording import followed_in_words, in_words, names_what_is_not_there
from syndication.feeds import FORMATS
from syndication.views import answer, public


@public_form
def save_search(request: HttpRequest, language: str) -> HttpResponse:
    choices, now = _choices(request, language), timezone.now()
    if names_what_is_not_there(choices, language):
        raise Http404
    with translation.override(language):
        data = request.POST if request.method == "POST" else None
        form = SaveSearchForm(data, searched=choices.words, now=now)
        status = 200
        if form.is_bound and form.is_valid():
            if network_may(request, form, form.now):
                _ask(form, choices, language)
                return see(reverse("deeds:search_sent", args=[language]))
            form.add_error(None, too_many())
            status = 429
        elif form.is_bound:
            status = 422
        context = {"form": form, "words": in_words(choices, language), **_ways(choices, language)}
        return page(request, "save.html", context, language=language, status=status)


@require_safe
def sent(request: HttpRequest, language: str) -> HttpResponse:
    if language not in dict(settings.LANGUAGES):
        raise Http404
    return page(request, "sent.html", {"index": front_index(language)}, language=language)


@link_page
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    act = services.confirm_search if request.method == "POST" else services.look_up_search
    try:
        search = act(token=token, now=timezone.now())
    except LinkUsed as used:
        found = SavedSearch.objects.select_related("deed").filter(reference=used.reference).first()
        return _search_page(request, found) if found else gone(request)
    except LinkExpired:
        return too_old(request)
    except (LinkUnknown, SavedSearch.DoesNotExist):
        return altered(request)
    return _search_page(request, search)


@link_page
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """How often, and stopping."""
    try:
        reference, language = read_link(purpose=MANAGE, token=token, now=timezone.now(), max_age=MANAGE_AGE)
    except BadLink as error:
        return link_problem(request, error, token)
    search = SavedSearch.objects.select_related("deed").filter(reference=reference).first()
    if search is None:
        return gone(request, language=language)
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
        reference, language = read_link(purpose=STOP, token=token, now=timezone.now())
    except BadLink as error:
        return link_problem(request, error, token)
    search = SavedSearch.objects.select_related("deed").filter(reference=reference).first()
    if search is None:
        return gone(request, language=language)
    if request.method == "POST":
        services.stop_search(reference=reference)
        return gone(request, language=search.language)
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


def _ask(form: SaveSearchForm, choices: Choices, language: str) -> None:
    address, every = form.cleaned_data["address"], form.cleaned_data["every"]
    # The page does not tell whether an address has had its mails of the day.
    if address_may(address, form.now):
        services.ask_search(choices=choices, address=address, language=language, every=every, now=form.now)


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
    context = {"search": search, "words": followed_in_words(search), "list_url": list_url(search)}
    if search.deed is None:
        with translation.override(search.language):
            context["feeds"] = _ways(Choices.parse(search.query), search.language)["feeds"]
    return page(request, "search.html", context | more, language=search.language, status=status)
