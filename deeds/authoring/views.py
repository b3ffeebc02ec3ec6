"""The author's page of a deed, behind a link that came by mail, and the way to ask for that link."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from contacts.errors import AccessLinkError
from contacts.services import find_contact
from core.numbers import read_number
from core.public_forms import allow, link_page, public_form
from deeds.authoring import access, authors, letters
from deeds.authoring.forms import AskLinkForm, InviteForm, NameForm, RetirementForm
from deeds.authoring.responses import DAY, address_may, asking, link_problem, page, see
from deeds.errors import RetirementAsked, TooManyAuthors
from deeds.languages import Shown, shown_in
from deeds.models import Deed, DeedAuthor
from deeds.relay import threads
from deeds.submitting.access import browser_token, page_path
from deeds.versioning.correcting import open_correction, start_correction
from deeds.versioning.reading import version_lines

INVITATIONS_A_DAY = 10
SCOPE = "deeds.author"


@public_form
def ask_link(request: HttpRequest, language: str, number: int) -> HttpResponse:
    """The answer is the same whether the address is an author's or not."""
    shown = shown_deed(number, language)
    return asking(
        request,
        "authoring/ask_link.html",
        form_class=AskLinkForm,
        shown=shown,
        language=language,
        scope=SCOPE,
        act=partial(_send_link, deed=shown.deed),
        done="deeds:author_asked",
    )


@require_safe
def link_asked(request: HttpRequest, language: str, number: int) -> HttpResponse:
    context = {"shown": shown_deed(number, language)}
    return page(request, "authoring/link_asked.html", context, language=language)


def shown_deed(number: int, language: str) -> Shown:
    """A published deed as a reader of the language sees it."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    rows = Deed.objects.live().select_related("organisation__merged_into")
    shown = shown_in([get_object_or_404(rows, number=number)], language)
    if not shown:
        raise Http404
    return shown[0]


def _send_link(form: AskLinkForm, *, deed: Deed) -> None:
    address = form.cleaned_data["address"]
    contact = find_contact(address=address)
    author = contact and deed.authors.filter(contact=contact, accepted_at__isnull=False).first()
    if author and address_may(address, form.now, scope=SCOPE):
        letters.send_author_link(author=author, now=form.now)


@link_page
def author_page(request: HttpRequest, token: str) -> HttpResponse:
    """A GET changes nothing; each button says what it does."""
    now = timezone.now()
    try:
        author = access.open_author(token=token, now=now)
    except AccessLinkError as error:
        return link_problem(request, error)
    language = access.language_of(author.contact)
    with translation.override(language):
        action = request.POST.get("action", "") if request.method == "POST" else ""
        forms = _forms(author, request, action)
        if action == "correct" and author.deed is not None and author.deed.is_live:
            return _correct(author, now)
        if action == "thread":
            return _open_thread(author, request.POST.get("thread", ""), now)
        done = _act(author, action, forms, now)
        if action == "leave":
            return page(request, "authoring/left.html", {"author": author}, language=language)
        if done:
            forms = _forms(author, request, "")
        status = 422 if action and not done else 200
        context = {**_context(author, language), **forms, "done": done}
        return page(request, "authoring/author.html", context, language=language, status=status)


def _correct(author: DeedAuthor, now: datetime) -> HttpResponse:
    """Begin or go on with a correction, in the screens in which deeds are written."""
    draft = open_correction(author) or start_correction(author=author, now=now)
    response = HttpResponseRedirect(page_path(browser_token(submission=draft, now=now)))
    response.status_code = 303
    return response


def _open_thread(author: DeedAuthor, reference: str, now: datetime) -> HttpResponse:
    thread = get_object_or_404(threads.threads_of(author), reference=reference)
    return see("deeds:thread", threads.issue(thread, threads.Side.AUTHOR, now=now))


def _take_messages(author: DeedAuthor, forms: dict[str, Any], now: datetime) -> str:
    threads.set_takes_messages(author=author, takes=True)
    return _("Readers may write to you again.")


def _stop_messages(author: DeedAuthor, forms: dict[str, Any], now: datetime) -> str:
    threads.set_takes_messages(author=author, takes=False)
    return _(
        "Readers can no longer write to you about this deed. Open conversations go on until you stop them."
    )


def _forms(author: DeedAuthor, request: HttpRequest, action: str) -> dict[str, Any]:
    def data(name: str) -> Any:
        return request.POST if action == name else None

    assert author.deed is not None  # noqa: S101 — the link names a deed
    return {
        "name_form": NameForm(data("names"), author=author, auto_id="name-%s"),
        "invite_form": InviteForm(data("invite"), auto_id="invite-%s"),
        "retirement_form": RetirementForm(data("retire"), deed=author.deed, auto_id="retire-%s"),
        "invitation": read_number(request.POST.get("invitation", "")) or 0,
    }


def _context(author: DeedAuthor, language: str) -> dict[str, Any]:
    deed = author.deed
    assert deed is not None  # noqa: S101 — the link names a deed
    shown = next(iter(shown_in([deed], language)), None) if deed.is_live else None
    others = list(deed.authors.exclude(pk=author.pk).order_by("-is_main", "pk"))
    return {
        "author": author,
        "deed": deed,
        "shown": shown,
        "others": others,
        "lines": version_lines(deed, shown.page_language) if shown else [],
        "correction": open_correction(author),
        "threads": list(threads.threads_of(author)),
        "waiting": authors.waiting_retirement(deed),
        "language": language,
    }


Act = Callable[[DeedAuthor, dict[str, Any], datetime], str]


def _act(author: DeedAuthor, action: str, forms: dict[str, Any], now: datetime) -> str:
    """Do what was asked and say so; "" where a form needs correcting or nothing was asked."""
    act = ACTIONS.get(action)
    return act(author, forms, now) if act is not None else ""


def _set_names(author: DeedAuthor, forms: dict[str, Any], now: datetime) -> str:
    form = forms["name_form"]
    if not form.is_valid():
        return ""
    authors.set_shown(author=author, now=now, **form.cleaned_data)
    return _("Saved.")


def _invite(author: DeedAuthor, forms: dict[str, Any], now: datetime) -> str:
    form = forms["invite_form"]
    if not form.is_valid():
        return ""
    if not allow("deeds.invite", str(author.pk), INVITATIONS_A_DAY, DAY, now=now):
        form.add_error("address", _("You have sent many invitations today. Send this one tomorrow."))
        return ""
    try:
        if address_may(form.cleaned_data["address"], now, scope="deeds.invite"):
            authors.invite_author(by=author, address=form.cleaned_data["address"], now=now)
    except TooManyAuthors:
        form.add_error("address", _("A deed has at most ten authors. Take back an invitation first."))
        return ""
    return _("The invitation is on its way, unless the person is an author of this deed already.")


def _take_back(author: DeedAuthor, forms: dict[str, Any], now: datetime) -> str:
    assert author.deed is not None  # noqa: S101 — the link names a deed
    pending = author.deed.authors.filter(accepted_at=None, pk=forms["invitation"]).first()
    if pending is not None:
        authors.remove_author(author=pending, now=now)
    return _("The invitation is taken back.")


def _retire(author: DeedAuthor, forms: dict[str, Any], now: datetime) -> str:
    form = forms["retirement_form"]
    if not form.is_valid():
        return ""
    try:
        authors.ask_retirement(author=author, now=now, **form.cleaned_data)
    except RetirementAsked:
        form.add_error(None, _("A request to retire this deed waits for a moderator already."))
        return ""
    return _("A moderator decides on it, usually within three working days. You hear from us.")


def _keep(author: DeedAuthor, forms: dict[str, Any], now: datetime) -> str:
    assert author.deed is not None  # noqa: S101 — the link names a deed
    authors.withdraw_retirement(deed=author.deed, now=now)
    return _("The request to retire the deed is taken back.")


def _leave(author: DeedAuthor, forms: dict[str, Any], now: datetime) -> str:
    authors.remove_author(author=author, now=now)
    return ""


ACTIONS: dict[str, Act] = {
    "names": _set_names,
    "invite": _invite,
    "retire": _retire,
    "keep": _keep,
    "take_back": _take_back,
    "take_messages": _take_messages,
    "stop_messages": _stop_messages,
    "leave": _leave,
}


@link_page
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks; POST accepts or declines."""
    now = timezone.now()
    try:
        author = access.open_invitation(token=token, now=now)
    except AccessLinkError as error:
        return link_problem(request, error)
    language = access.language_of(author.contact)
    with translation.override(language):
        action = request.POST.get("action", "") if request.method == "POST" else ""
        if action == "decline" and author.accepted_at is None:
            authors.remove_author(author=author, now=now)
            return page(request, "authoring/declined.html", {}, language=language)
        form = NameForm(request.POST if action == "accept" else None, author=author)
        if form.is_bound and form.is_valid():
            author = authors.accept_invitation(author=author, now=now, **form.cleaned_data)
        status = 422 if form.is_bound and not form.is_valid() else 200
        shown = next(iter(shown_in([author.deed], language)), None) if author.deed else None
        context = {"author": author, "form": form, "deed": author.deed, "shown": shown, "language": language}
        return page(request, "authoring/invitation.html", context, language=language, status=status)
