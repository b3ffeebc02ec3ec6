"""Reporting a deed, and confirming that one wants the answer."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from contacts.errors import AccessLinkError, LinkUnknown
from contacts.services import look_up_access_link, use_access_link
from core.public_forms import allow, link_page, network_may, public_form
from deeds.languages import shown_in
from deeds.models import Deed, DeedNotice
from deeds.moderating.access import ANSWER
from deeds.moderating.forms import ReportForm
from deeds.moderating.notices import confirm_answer, receive_notice
from deeds.moderating.views.responses import known_language, link_problem, page
from mail.addresses import address_key

HOUR, DAY = 3600, 86400
PER_NETWORK_AN_HOUR, PER_SITE_AN_HOUR, PER_ADDRESS_A_DAY = 20, 500, 5


@public_form
def report(request: HttpRequest, language: str, number: int) -> HttpResponse:
    deed = _deed(language, number)
    now = timezone.now()
    with translation.override(language):
        form = ReportForm(request.POST if request.method == "POST" else None, now=now, auto_id="report-%s")
        status = 422 if form.is_bound else 200
        if form.is_bound and form.is_valid():
            if _may(request, form):
                _receive(form, deed, language)
                return _see(reverse("deeds:reported", kwargs={"language": language, "number": number}))
            form.add_error(None, _too_many())
            status = 429
        shown = next(iter(shown_in([deed], language)), None)
        context = {"form": form, "deed": deed, "shown": shown, "page_language": language}
        return page(request, "report.html", context, language=language, status=status)


@require_safe
def reported(request: HttpRequest, language: str, number: int) -> HttpResponse:
    return page(request, "reported.html", {"deed": _deed(language, number)}, language=language)


@link_page
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The reporter's link: a button asks for the answer."""
    now = timezone.now()
    act = use_access_link if request.method == "POST" else look_up_access_link
    try:
        link = act(purpose=ANSWER, token=token, now=now)
    except AccessLinkError as error:
        return link_problem(request, is_old=not isinstance(error, LinkUnknown))
    notice = DeedNotice.objects.select_related("deed").filter(reference=link.reference).first()
    if notice is None:
        return link_problem(request, is_old=True)
    if request.method == "POST":
        confirm_answer(notice=notice, now=now)
    context = {"notice": notice, "is_confirmed": request.method == "POST" or notice.confirmed_at is not None}
    return page(request, "answer.html", context, language=known_language(notice.language))


def _deed(language: str, number: int) -> Deed:
    if language not in dict(settings.LANGUAGES):
        raise Http404
    deed: Deed = get_object_or_404(Deed.objects.live(), number=number)
    return deed


def _may(request: HttpRequest, form: ReportForm) -> bool:
    return network_may(
        request,
        form,
        scope="deeds.report",
        per_network=PER_NETWORK_AN_HOUR,
        per_site=PER_SITE_AN_HOUR,
        now=form.now,
    )


def _receive(form: ReportForm, deed: Deed, language: str) -> None:
    """Keep it; an address that has had its mails for today is left out, and the page does not tell."""
    data = form.cleaned_data
    address = data["address"]
    if address and not allow(
        "deeds.report.address", address_key(address), PER_ADDRESS_A_DAY, DAY, now=form.now
    ):
        address = ""
    receive_notice(
        deed=deed, ground=data["ground"], text=data["text"], language=language, address=address, now=form.now
    )


def _too_many() -> str:
    return _(
        "Very many reports have come from your network within an hour. Nothing is lost: send this one again in an hour."
    )


def _see(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response
