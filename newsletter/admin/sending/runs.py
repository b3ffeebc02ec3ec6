"""The buttons of a run, and its numbers while it is under way."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from newsletter.admin.sending.access import issue_for, user_of
from newsletter.admin.sending.screen import runs_of
from newsletter.services.controlling import cancel_dispatch, pause_dispatch, resume_dispatch
from newsletter.services.scheduling import undo


@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The runs alone: what the script of the screen asks for every two seconds."""
    issue = issue_for(request, pk)
    return TemplateResponse(
        request, "newsletter/admin/runs.html", {"issue": issue, **runs_of(issue, timezone.now())}
    )


@require_POST
def take_back(request: HttpRequest, pk: int, dispatch: int) -> HttpResponse:
    issue = issue_for(request, pk, "send_issue")
    run = issue.dispatches.filter(pk=dispatch).first()
    if run and undo(dispatch=run, user=user_of(request), now=timezone.now()):
        messages.success(request, _("Taken back: nobody gets anything of it."))
    else:
        messages.error(request, _("It was too late to take it back, or somebody had done so already."))
    return redirect("newsletter_send", pk=pk)


@require_POST
def pause(request: HttpRequest, pk: int, dispatch: int) -> HttpResponse:
    issue = issue_for(request, pk, "send_issue")
    run = get_object_or_404(issue.dispatches, pk=dispatch)
    if pause_dispatch(dispatch=run, user=user_of(request), now=timezone.now()):
        messages.success(request, _("Sending is paused. Nothing more goes until somebody lets it go on."))
    else:
        messages.error(request, _("There is nothing to pause: the issue is not being sent."))
    return redirect("newsletter_send", pk=pk)


@require_POST
def resume(request: HttpRequest, pk: int, dispatch: int) -> HttpResponse:
    issue = issue_for(request, pk, "send_issue")
    run = get_object_or_404(issue.dispatches, pk=dispatch)
    if resume_dispatch(dispatch=run, user=user_of(request), now=timezone.now()):
        messages.success(request, _("Sending goes on where it was paused."))
    else:
        messages.error(request, _("There is nothing to let go on: the run is not paused."))
    return redirect("newsletter_send", pk=pk)


def cancel(request: HttpRequest, pk: int, dispatch: int) -> HttpResponse:
    """Stopping cannot be undone, so it is asked for once more: a GET asks, a POST stops."""
    issue = issue_for(request, pk, "send_issue")
    run = get_object_or_404(issue.dispatches, pk=dispatch)
    if request.method != "POST":
        context = {"issue": issue, "run": runs_of(issue, timezone.now(), [run])["runs"][0]}
        return TemplateResponse(request, "newsletter/admin/stop.html", context)
    if cancel_dispatch(dispatch=run, user=user_of(request), now=timezone.now()):
        messages.success(request, _("Sending is stopped. Whoever has not got the issue yet will not get it."))
    else:
        messages.error(request, _("There is nothing to stop: the issue is not being sent."))
    return redirect("newsletter_send", pk=pk)
