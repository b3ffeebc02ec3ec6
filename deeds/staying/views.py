"""The page behind the mail that asks what stayed. A GET changes nothing; who has answered sees that."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from contacts.errors import AccessLinkError
from core.public_forms import link_page
from deeds.authoring.responses import link_problem, page
from deeds.errors import DeedNotPublished, FollowUpAnswered
from deeds.languages import shown_in
from deeds.models import FollowUp
from deeds.staying import services
from deeds.staying.access import LINK_FOR, open_follow_up
from deeds.staying.forms import AdopterForm, AuthorForm
from deeds.terms import current_terms


@link_page
def stayed(request: HttpRequest, token: str) -> HttpResponse:
    now = timezone.now()
    try:
        follow_up = open_follow_up(token=token, now=now)
    except AccessLinkError as error:
        return link_problem(request, error)
    shown = (
        next(iter(shown_in([follow_up.deed], follow_up.language)), None) if follow_up.deed.is_live else None
    )
    with translation.override(follow_up.language):
        context: dict[str, Any] = {
            "follow_up": follow_up,
            "deed": follow_up.deed,
            "shown": shown,
            "ends_at": follow_up.asked_at + LINK_FOR,
        }
        has_answered = follow_up.answered_at is not None
        # An author's answer lies with the moderators; an adopter's is two choices, which a wrong click may have made.
        if shown is None or (has_answered and follow_up.adoption_id is None):
            return _closed(request, context, follow_up)
        form = _form(follow_up, request, now)
        try:
            if form.is_bound and form.is_valid() and _answer(form, follow_up, now):
                return _answered(request, context, follow_up)
        except FollowUpAnswered:  # on another device, between opening and answering
            return stayed(request, token)
        template = "answered" if has_answered else "stayed"
        return _page(
            request, template, context | {"form": form}, follow_up, status=422 if form.is_bound else 200
        )


def _closed(request: HttpRequest, context: dict[str, Any], follow_up: FollowUp) -> HttpResponse:
    """Answered before, or the deed has left: words that come now are not taken, and shown so that nobody loses them."""
    unsent = _unsent(request, follow_up)
    template = "answered" if follow_up.answered_at is not None else "gone"
    return _page(request, template, context | {"unsent": unsent}, follow_up, status=409 if unsent else 200)


def _unsent(request: HttpRequest, follow_up: FollowUp) -> list[str]:
    stage, stayed, changed = (request.POST.get(name, "") for name in ("stage", "stayed", "changed"))
    if services.was_sent(follow_up=follow_up, stage=stage, stayed=stayed, changed=changed):
        return []
    return [text for text in (stayed, changed) if text.strip()]


def _answered(request: HttpRequest, context: dict[str, Any], follow_up: FollowUp) -> HttpResponse:
    follow_up.refresh_from_db(fields=["stage", "kept", "answered_at"])
    form = _adopter_form(None, follow_up) if follow_up.adoption_id is not None else None
    return _page(request, "answered", context | {"form": form}, follow_up)


def _form(follow_up: FollowUp, request: HttpRequest, now: datetime) -> AuthorForm | AdopterForm:
    data = request.POST if request.method == "POST" else None
    if follow_up.adoption_id is None:
        return AuthorForm(data, initial={"stage": follow_up.deed.stage}, terms=current_terms(now=now))
    return _adopter_form(data, follow_up)


def _adopter_form(data: Any, follow_up: FollowUp) -> AdopterForm:
    return AdopterForm(data, initial={"stage": follow_up.stage, "kept": follow_up.kept})


def _answer(form: AuthorForm | AdopterForm, follow_up: FollowUp, now: datetime) -> bool:
    """False where the form says what to correct. Raises FollowUpAnswered."""
    words = form.cleaned_data
    try:
        if isinstance(form, AuthorForm):
            services.answer_as_author(
                follow_up=follow_up,
                stage=words["stage"],
                stayed=words["stayed"],
                changed=words["changed"],
                acceptance=form.acceptance,
                now=now,
            )
        else:
            services.answer_as_adopter(follow_up=follow_up, stage=words["stage"], kept=words["kept"], now=now)
    except DeedNotPublished:
        form.add_error(None, _("The deed has left the square meanwhile, so the answer was not sent."))
        return False
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def _page(
    request: HttpRequest, template: str, context: dict[str, Any], follow_up: FollowUp, *, status: int = 200
) -> HttpResponse:
    return page(request, f"staying/{template}.html", context, language=follow_up.language, status=status)
