"""What the buttons of the screen do: each parses, calls one service, and leads back to the screen."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from mail.errors import MailError
from newsletter.admin.sending.access import issue_for, user_of
from newsletter.admin.sending.forms import ApproveForm, SendForm
from newsletter.admin.sending.screen import context_of
from newsletter.errors import AlreadyDispatched, HasErrors, NotApproved, NothingToSend
from newsletter.models import Dispatch, DispatchState, Issue
from newsletter.models.pages import FROZEN_MAIL_POLICY
from newsletter.services.approving import approve_issue
from newsletter.services.compiling import without_tokens
from newsletter.services.dispatching import cancel_dispatch, start_dispatch


def _screen(request: HttpRequest, issue: Issue, send_form: SendForm | None = None) -> HttpResponse:
    return TemplateResponse(request, "newsletter/admin/send.html", context_of(issue, send_form))


@require_GET
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """Each language with its mails, findings and audience, and what can be done next."""
    return _screen(request, issue_for(request, pk))


@require_GET
def compilation(request: HttpRequest, pk: int, compilation: int, part: str) -> HttpResponse:
    """One frozen mail for the frame on the screen: `part` is html or text."""
    frozen = get_object_or_404(issue_for(request, pk).compilations, pk=compilation)
    if part == "text":
        return HttpResponse(without_tokens(frozen.text), content_type="text/plain; charset=utf-8")
    response = HttpResponse(without_tokens(frozen.html))
    response["Content-Security-Policy"] = FROZEN_MAIL_POLICY
    return response


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    issue = issue_for(request, pk, "approve_issue")
    form = ApproveForm(request.POST, languages=issue.languages)
    if not form.is_valid():
        messages.error(request, _("Nothing was approved: choose a language."))
        return redirect("newsletter_send", pk=pk)
    try:
        approve_issue(
            issue=issue,
            user=user_of(request),
            languages=form.cleaned_data["languages"],
            now=timezone.now(),
        )
    except (HasErrors, NothingToSend):
        messages.error(request, _("The issue was not approved: mend the errors below first."))
    else:
        messages.success(request, _("Approved as it stands. An edit of a language will undo this for it."))
    return redirect("newsletter_send", pk=pk)


@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    issue = issue_for(request, pk, "send_issue")
    offered = context_of(issue)["send_form"]
    if offered is None:
        messages.error(request, _("Nothing was sent: no language is approved that has not gone yet."))
        return redirect("newsletter_send", pk=pk)
    form = SendForm(request.POST, people=offered.people_by_language)
    if not form.is_valid():
        return _screen(request, issue, form)
    _start(request, issue, form)
    return redirect("newsletter_send", pk=pk)


def _start(request: HttpRequest, issue: Issue, form: SendForm) -> None:
    try:
        dispatch = start_dispatch(
            issue=issue,
            user=user_of(request),
            languages=form.cleaned_data["languages"],
            at=form.cleaned_data["at"],
            now=timezone.now(),
        )
    except NotApproved:
        messages.error(request, _("The issue was edited after it was approved. Approve it again, then send."))
    except AlreadyDispatched:
        messages.error(request, _("The issue has been sent already, or waits for its time."))
    except MailError as error:
        # Nothing was written. The reason is technical, but better than none.
        messages.error(request, _("The issue was not sent: %(reason)s") % {"reason": error})
    else:
        messages.success(request, _sent_message(dispatch))


def _sent_message(dispatch: Dispatch) -> str:
    if dispatch.state == DispatchState.SCHEDULED:
        return _("The issue will be sent at the time you chose.")
    people = sum(language.audience for language in dispatch.languages.all())
    return (
        ngettext("The issue is on its way to %d person.", "The issue is on its way to %d people.", people)
        % people
    )


@require_POST
def cancel(request: HttpRequest, pk: int, dispatch: int) -> HttpResponse:
    issue = issue_for(request, pk, "send_issue")
    run = get_object_or_404(issue.dispatches, pk=dispatch)
    if cancel_dispatch(dispatch=run, now=timezone.now()):
        messages.success(request, _("Sending is stopped. Whoever has not got the issue yet will not get it."))
    else:
        messages.error(request, _("There is nothing to stop: the issue is not being sent."))
    return redirect("newsletter_send", pk=pk)
