"""The page of a submission behind its link: where it is, and what its author can do. A GET changes nothing."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from contacts.errors import AccessLinkError, LinkExpired
from core.public_forms import link_page
from deeds.models import DeedSubmission
from deeds.models.moderation import Decision
from deeds.submitting import sending
from deeds.submitting.access import Access, browser_token, open_submission, page_path
from deeds.submitting.errors import MailsUsedUp, SubmissionClosed
from deeds.submitting.forms.begin import LinkAgainForm
from deeds.submitting.letters import MOST_MAILS
from deeds.submitting.organisations import name_of
from deeds.submitting.views import responses
from deeds.submitting.views.steps import next_step
from deeds.submitting.waiting import usual_wait_in_words

State = DeedSubmission.State


@link_page
def submission(request: HttpRequest, token: str) -> HttpResponse:
    now = timezone.now()
    try:
        access = open_submission(token=token, now=now)
    except AccessLinkError as error:
        return responses.link_problem(request, is_expired=isinstance(error, LinkExpired))
    with translation.override(access.submission.language):
        if request.method != "POST":
            return _page(request, access)
        return _act(request, access, request.POST.get("action", ""), now)


@link_page
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """The question before withdrawing, and the answer."""
    now = timezone.now()
    try:
        access = open_submission(token=token, now=now)
    except AccessLinkError as error:
        return responses.link_problem(request, is_expired=isinstance(error, LinkExpired))
    row = access.submission
    with translation.override(row.language):
        if row.state not in sending.CAN_WITHDRAW:
            return responses.see(page_path(token))
        if request.method != "POST":
            context = {"submission": row, "home_path": page_path(token)}
            return responses.page(request, "withdraw.html", context, language=row.language)
        _try(sending.withdraw, access, now)
        return responses.see(page_path(token))


def _act(request: HttpRequest, access: Access, action: str, now: datetime) -> HttpResponse:
    if action == "link":
        return _send_link_again(request, access, now)
    if access.is_by_mail and action in {"continue", "confirm"}:
        _try(sending.confirm_address, access, now)
    if action == "undo":
        _try(sending.undo_withdrawal, access, now)
    if action == "take-back":
        _try(sending.take_back, access, now)
    if action in {"continue", "take-back"}:
        return responses.see(page_path(access.token, next_step(access.submission)))
    return responses.see(page_path(access.token))


def _try(service: Any, access: Access, now: datetime) -> None:
    """A button of a page that has gone stale does nothing; the page that follows says how things are."""
    try:
        service(submission=access.submission, now=now)
    except SubmissionClosed:
        return


def _send_link_again(request: HttpRequest, access: Access, now: datetime) -> HttpResponse:
    form = LinkAgainForm(request.POST)
    if not form.is_valid():
        return _page(request, access, form=form, status=422)
    address = form.cleaned_data["address"]
    if responses.address_may(address, now):
        try:
            row = sending.send_link_again(submission=access.submission, address=address, now=now)
        except (MailsUsedUp, SubmissionClosed):
            return responses.see(page_path(access.token))
        if row.contact_id != access.submission.contact_id:
            return responses.see(page_path(browser_token(submission=row, now=now)))
        return responses.see(page_path(access.token))
    form.add_error("address", responses.no_more_mails())
    return _page(request, access, form=form, status=429)


def _page(
    request: HttpRequest, access: Access, *, form: LinkAgainForm | None = None, status: int = 200
) -> HttpResponse:
    row = access.submission
    context = {
        "submission": row,
        "view": _view(row),
        "is_by_mail": access.is_by_mail,
        "facts": _facts(row),
        "decision": _decision(row),
        "form": form or LinkAgainForm(),
        "can_mail": row.confirmed_at is None and row.mails_sent < MOST_MAILS,
        "can_withdraw": row.state in sending.CAN_WITHDRAW,
        "withdraw_path": page_path(access.token, "withdraw"),
        "deed_url": row.deed.get_absolute_url() if row.deed and row.deed.is_live else "",
        "language": row.language,
    }
    return responses.page(request, "submission.html", context, language=row.language, status=status)


def _view(row: DeedSubmission) -> str:
    """Which words the page shows: the state, or that it waits for the address."""
    return "waits" if row.waits_for_address else str(row.state)


def _decision(row: DeedSubmission) -> Decision | None:
    """What the moderators wrote when they returned or refused it, until it is sent in again."""
    if row.state not in {State.RETURNED, State.REFUSED}:
        return None
    return row.decisions.filter(kind=row.state).order_by("-decided_at", "-pk").first()


def _facts(row: DeedSubmission) -> list[tuple[str, str]]:
    """Reference, whose, since when, with whom, how long it usually takes."""
    is_waiting = row.state == State.PENDING
    pairs = [
        (_("Title"), row.title),
        (_("Organisation"), name_of(row, row.language)),
        (_("Reference"), row.reference),
        (_("Last saved"), _moment(row.changed_at) if row.is_open else ""),
        (_("Kept until"), _day(row.expires_at)),
        (_("Received"), _moment(row.submitted_at)),
        (_("With whom"), _("With the moderators of this site") if is_waiting else ""),
        (_("Usual time to a decision"), usual_wait_in_words() if is_waiting else ""),
        (_("Decided"), _day(row.decided_at)),
    ]
    return [(label, value) for label, value in pairs if value]


def _moment(moment: datetime | None) -> str:
    return date_format(localtime(moment), "DATETIME_FORMAT") if moment else ""


def _day(moment: datetime | None) -> str:
    return date_format(localtime(moment), "DATE_FORMAT") if moment else ""
