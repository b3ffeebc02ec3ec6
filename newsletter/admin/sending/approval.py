"""Approving on the screen, directly or as a step of a workflow, and sending back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from newsletter.admin.sending.access import issue_for, user_of
from newsletter.admin.sending.forms import ApproveForm, SendBackForm
from newsletter.errors import ApprovalRefused, HasErrors, NotAcknowledged, NothingToSend
from newsletter.preflight import RULES
from newsletter.services.approving import approve_issue, send_back

REFUSALS = {
    "changed": gettext_lazy(
        "Nothing was approved: the issue has changed since you saw it. Look at it again."
    ),
    "author": gettext_lazy("Nothing was approved: you edited the issue last, so somebody else approves it."),
    "submit": gettext_lazy("Nothing was approved: the issue has to be submitted first, with its text."),
    "turn": gettext_lazy("Nothing was done: the issue waits for somebody else, or was decided already."),
}


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    issue = issue_for(request, pk, "approve_issue")
    form = ApproveForm(request.POST, languages=issue.languages, unchecked=[(rule.id, "") for rule in RULES])
    if not form.is_valid():
        messages.error(request, _("Nothing was approved: choose a language."))
        return redirect("newsletter_send", pk=pk)
    try:
        approved = approve_issue(
            issue=issue,
            user=user_of(request),
            languages=form.cleaned_data["languages"],
            shown=request.POST.getlist("shown"),
            acknowledged=form.cleaned_data["acknowledged"],
            comment=form.cleaned_data["comment"],
            now=timezone.now(),
        )
    except (HasErrors, NothingToSend):
        messages.error(request, _("The issue was not approved: mend the errors below first."))
    except NotAcknowledged:
        messages.error(
            request,
            _("The issue was not approved: say of what could not be checked that you have looked at it."),
        )
    except ApprovalRefused as refusal:
        messages.error(request, str(REFUSALS[refusal.why]))
    else:
        done = _("Approved as it stands. An edit of a language will undo this for it.")
        messages.success(request, done if approved else _("Approved. It goes on to the next step."))
    return redirect("newsletter_send", pk=pk)


@require_POST
def back(request: HttpRequest, pk: int) -> HttpResponse:
    issue = issue_for(request, pk, "approve_issue")
    form = SendBackForm(request.POST)
    if not form.is_valid():
        messages.error(
            request, _("Say what is to be changed, so that the author knows. Nothing was sent back.")
        )
        return redirect("newsletter_send", pk=pk)
    try:
        send_back(issue=issue, user=user_of(request), comment=form.cleaned_data["comment"])
    except ApprovalRefused as refusal:
        messages.error(request, str(REFUSALS[refusal.why]))
    else:
        messages.success(request, _("Sent back to its author with your comment."))
    return redirect("newsletter_send", pk=pk)
