"""Following from a deed's page, and everything that one reader follows. A GET changes nothing."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from core.links import BadLink
from core.public_forms import link_page, public_form
from deeds.authoring.views import shown_deed
from deeds.choosing import Choices
from deeds.models import Deed
from deeds.saving import services
from deeds.saving.addresses import ALL, MANAGE_AGE, STOP_ALL, manage_url, read_link, stop_all_url
from deeds.saving.forms import FollowForm
from deeds.saving.responses import address_may, gone, link_problem, network_may, page, see, too_many
from deeds.saving.wording import DEED, followed_in_words, ways_to_follow


@public_form
def follow(request: HttpRequest, language: str, number: int) -> HttpResponse:
    shown, now = shown_deed(number, language), timezone.now()
    with translation.override(language):
        data = request.POST if request.method == "POST" else None
        form = FollowForm(data, ways=ways_to_follow(shown.deed, language), now=now)
        status = 422 if form.is_bound else 200
        if form.is_bound and form.is_valid():
            if network_may(request, form, now):
                _ask(form, shown.deed, language)
                return see(reverse("deeds:follow_sent", args=[language, number]))
            form.add_error(None, too_many())
            status = 429
        context = {"form": form, "shown": shown}
        return page(request, "follow.html", context, language=language, status=status)


@require_safe
def sent(request: HttpRequest, language: str, number: int) -> HttpResponse:
    return page(request, "follow_sent.html", {"shown": shown_deed(number, language)}, language=language)


def _ask(form: FollowForm, deed: Deed, language: str) -> None:
    address = form.cleaned_data["address"]
    wish = {"address": address, "language": language, "every": form.cleaned_data["every"], "now": form.now}
    # The page does not tell whether an address has had its mails of the day.
    if not address_may(address, form.now):
        return
    if form.cleaned_data["what"] == DEED:
        services.follow_deed(deed=deed, **wish)
    else:
        services.ask_search(choices=Choices.parse(form.cleaned_data["what"]), **wish)


@link_page
def everything(request: HttpRequest, token: str) -> HttpResponse:
    """All that one reader follows; a POST stops one of it."""
    now = timezone.now()
    try:
        subject, language = read_link(purpose=ALL, token=token, now=now, max_age=MANAGE_AGE)
    except BadLink as error:
        return link_problem(request, error, token)
    rows = list(services.followed_by(subject=subject))
    wanted = request.POST.get("stop", "") if request.method == "POST" else ""
    is_stopped = wanted in {row.reference for row in rows} and services.stop_search(reference=wanted)
    rows = [row for row in rows if not (is_stopped and row.reference == wanted)]
    if not rows:
        return gone(request, language=language)
    context = {
        "lines": [(row, followed_in_words(row), manage_url(row, now=now)) for row in rows],
        "is_stopped": is_stopped,
        "stop_all_url": stop_all_url(rows[0], now=now),
    }
    return page(request, "everything.html", context, language=language)


@link_page
def stop_all(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button; a POST stops all at once, also the one that a mail program sends by itself."""
    try:
        subject, language = read_link(purpose=STOP_ALL, token=token, now=timezone.now())
    except BadLink as error:
        return link_problem(request, error, token)
    rows = list(services.followed_by(subject=subject))
    if request.method == "POST":
        services.stop_all(subject=subject)
        return gone(request, language=language)
    if not rows:
        return gone(request, language=language)
    context = {"followed": [followed_in_words(row) for row in rows]}
    return page(request, "stop_all.html", context, language=language)
