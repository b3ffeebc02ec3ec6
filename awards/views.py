"""The jury's pages: for jurors who have signed in, outside Wagtail's admin."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awards import services
from awards.errors import AlreadyNominated, AwardError, DeedNotPublished, WindowClosed
from awards.forms import NominationForm
from awards.jury import find_deeds, nominations_of, open_rounds, rounds_of_juror
from awards.models import Nomination
from deeds.languages import shown_in
from deeds.models import Deed

View = Callable[..., HttpResponse]
read_or_send = require_http_methods(["GET", "HEAD", "POST"])


def juror_page(view: View) -> View:
    """Signed-in jurors only; no cache keeps their answer."""

    @never_cache
    @login_required
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(services.NOMINATE):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return wrapped


def _juror(request: HttpRequest) -> User:
    return cast(User, request.user)  # `juror_page` has let nobody else in


def _language() -> str:
    return get_language() or "fi"


def _done(key: str) -> str:
    """What has just happened, as a sentence; nothing for a key that is none of ours."""
    sentences = {
        "nominated": _("The deed is nominated."),
        "withdrawn": _("The nomination is withdrawn. You can take it back below while its category is open."),
        "restored": _("The nomination stands again."),
    }
    return sentences.get(key, "")


def refusal(error: AwardError) -> str:
    """Why the rules refuse, as a sentence for the juror."""
    if isinstance(error, WindowClosed):
        return _("This category is not open now, so nothing was changed.")
    if isinstance(error, AlreadyNominated):
        return _("You have nominated this deed in this category already.")
    if isinstance(error, DeedNotPublished):
        return _("This deed is not published any more, so it can't be nominated.")
    raise PermissionDenied from error


def _overview(request: HttpRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    now, language, text = timezone.now(), _language(), request.GET.get("q", "").strip()
    rounds = open_rounds(now=now)
    context = {
        "open_rounds": rounds,
        "rounds": rounds_of_juror(juror=request.user, language=language, now=now),
        "text": text,
        "found": find_deeds(text, language) if rounds and text else [],
        "done": _done(request.GET.get("done", "")),
        "problem": problem,
    }
    return render(request, "awards/jury/overview.html", context, status=status)


@juror_page
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """My nominations, the open rounds, and the search for deeds to nominate."""
    return _overview(request)


@juror_page
@require_safe
def print_view(request: HttpRequest) -> HttpResponse:
    """My standing nominations with goal, result and reason, laid out for paper."""
    now = timezone.now()
    rounds = rounds_of_juror(juror=request.user, language=_language(), now=now, withdrawn=False)
    return render(request, "awards/jury/print.html", {"rounds": rounds, "now": now})


@juror_page
@read_or_send
def nominate(request: HttpRequest, number: int) -> HttpResponse:
    """The form that nominates one deed."""
    now = timezone.now()
    deed = get_object_or_404(Deed.objects.live(), number=number)
    shown = next(iter(shown_in([deed], _language())), None)
    if shown is None:
        raise Http404
    form = NominationForm(request.POST or None, deed=deed, juror=request.user, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            services.nominate(deed=deed, juror=_juror(request), now=now, **form.cleaned_data)
        except AwardError as error:
            form.add_error(None, refusal(error))
        else:
            return redirect(f"{reverse('awards:overview')}?done=nominated")
    mine = nominations_of(juror=request.user).standing().filter(deed=deed)
    context = {"deed": deed, "shown": shown, "form": form, "mine": mine}
    return render(request, "awards/jury/nominate.html", context)


@juror_page
@read_or_send
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks whether to withdraw a nomination; the answer withdraws it."""
    nomination = _own(request, pk)
    if request.method != "POST":
        return render(request, "awards/jury/withdraw.html", {"nomination": nomination})
    return _change(request, services.withdraw, nomination, "withdrawn")


@juror_page
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a withdrawal back."""
    return _change(request, services.restore, _own(request, pk), "restored")


def _own(request: HttpRequest, pk: int) -> Nomination:
    """Another juror's nomination is as unknown as none."""
    return get_object_or_404(nominations_of(juror=request.user), pk=pk)


def _change(
    request: HttpRequest, service: Callable[..., Nomination], nomination: Nomination, done: str
) -> HttpResponse:
    try:
        service(nomination=nomination, juror=request.user, now=timezone.now())
    except AwardError as error:
        return _overview(request, problem=refusal(error), status=409)
    return redirect(f"{reverse('awards:overview')}?done={done}")
