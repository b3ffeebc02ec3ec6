"""What the buttons of the screen do: each parses, calls one service, and leads back to the screen."""

from datetime import timedelta
from math import ceil

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mail.errors import MailError
from newsletter import conf
from newsletter.admin.sending.access import issue_for, user_of
from newsletter.admin.sending.forms import ConfirmForm, WhenForm
from newsletter.admin.sending.screen import LanguageCheck, context_of, segment_words
from newsletter.errors import AlreadyDispatched, HasErrors, NotApproved
from newsletter.models import Issue
from newsletter.models.pages import FROZEN_MAIL_POLICY
from newsletter.services import link_checking
from newsletter.services.compiling import without_tokens
from newsletter.services.likeness import likenesses
from newsletter.services.scheduling import schedule


@require_GET
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """Each language with its mails, findings and audience, and what can be done next."""
    return TemplateResponse(
        request, "newsletter/admin/send.html", context_of(issue_for(request, pk), user_of(request))
    )


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
def check_links(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask anew what answers at the links of the issue; the screen shows how far it is."""
    waiting = link_checking.begin(issue=issue_for(request, pk), again=True)
    if not waiting:
        messages.success(request, _("No link of the issue leads to another site: there is nothing to ask."))
    return redirect("newsletter_send", pk=pk)


@require_GET
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """What will happen, in words, before the last button."""
    issue = issue_for(request, pk, "send_issue")
    context = context_of(issue, user_of(request))
    offered = context["send_form"]
    if offered is None:
        return _nothing_to_send(request, pk)
    form = WhenForm(request.GET, people=offered.people)
    if not form.is_valid():
        return TemplateResponse(request, "newsletter/admin/send.html", {**context, "send_form": form})
    return _dialog(request, issue, context["checks"], form, ConfirmForm(people=offered.people))


@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    issue = issue_for(request, pk, "send_issue")
    context = context_of(issue, user_of(request))
    offered = context["send_form"]
    if offered is None:
        return _nothing_to_send(request, pk)
    form = ConfirmForm(request.POST, people=offered.people)
    if form.is_valid():
        _schedule(request, issue, form)
        return redirect("newsletter_send", pk=pk)
    when = WhenForm(request.POST, people=offered.people)
    if when.is_valid():
        return _dialog(request, issue, context["checks"], when, form)
    return TemplateResponse(request, "newsletter/admin/send.html", {**context, "send_form": when})


def _nothing_to_send(request: HttpRequest, pk: int) -> HttpResponse:
    messages.error(request, _("Nothing was sent: no language is approved that has not gone yet."))
    return redirect("newsletter_send", pk=pk)


def _dialog(
    request: HttpRequest, issue: Issue, checks: list[LanguageCheck], when: WhenForm, form: ConfirmForm
) -> HttpResponse:
    mails = [check.first for check in checks if check.language in when.times]
    context = {
        "issue": issue,
        "lines": [(language, when.people[language], at) for language, at in when.times.items()],
        "likenesses": likenesses(issue=issue, mails=mails, now=timezone.now()),
        "segment_words": segment_words(issue),
        "hold_minutes": ceil(conf.hold() / timedelta(minutes=1)),
        "total": when.total,
        "must_type": when.total >= conf.typed_from(),
        "when": when,
        "form": form,
    }
    return TemplateResponse(request, "newsletter/admin/confirm.html", context)


def _schedule(request: HttpRequest, issue: Issue, form: ConfirmForm) -> None:
    try:
        schedule(issue=issue, user=user_of(request), times=form.times, now=timezone.now())
    except HasErrors:
        messages.error(
            request, _("The issue was not sent: an error came up since it was approved. Mend it below.")
        )
    except NotApproved:
        messages.error(request, _("The issue was edited after it was approved. Approve it again, then send."))
    except AlreadyDispatched:
        messages.error(request, _("The issue has been sent already, or waits for its time."))
    except MailError as error:
        # Nothing was written. The reason is technical, but better than none.
        messages.error(request, _("The issue was not sent: %(reason)s") % {"reason": error})
