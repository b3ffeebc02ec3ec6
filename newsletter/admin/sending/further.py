"""Further runs of what has gone. Each says in words whom it reaches, and is held like every send."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from newsletter.admin.sending.access import issue_for, user_of
from newsletter.admin.sending.forms import NumberForm
from newsletter.errors import AlreadyDispatched, HasErrors, NobodyToSendTo
from newsletter.services.following import (
    correction_audience,
    failures,
    joined_since,
    send_again,
    send_correction,
    send_to_joined,
)


class AgainForm(forms.Form):
    """Whoever probably got the mail gets it again only when this is ticked."""

    uncertain = forms.BooleanField(required=False)


def again(request: HttpRequest, pk: int, dispatch: int) -> HttpResponse:
    """To those who failed: a GET says whom, a POST sends."""
    issue = issue_for(request, pk, "send_issue")
    run = get_object_or_404(issue.dispatches.exclude(frozen_at=None).filter(follows=None), pk=dispatch)
    if request.method != "POST":
        context = {"issue": issue, "run": run, "failures": failures(run), "form": AgainForm()}
        return TemplateResponse(request, "newsletter/admin/again.html", context)
    form = AgainForm(request.POST)
    with_uncertain = form.is_valid() and form.cleaned_data["uncertain"]
    try:
        send_again(run=run, with_uncertain=with_uncertain, user=user_of(request), now=timezone.now())
    except (HasErrors, NobodyToSendTo, AlreadyDispatched) as error:
        _say(request, error)
    return redirect("newsletter_send", pk=pk)


def joined(request: HttpRequest, pk: int) -> HttpResponse:
    """To those who joined since: a GET says whom, a POST sends."""
    issue = issue_for(request, pk, "send_issue")
    people = joined_since(issue, timezone.now())
    form = _number_form(request, total=sum(people.values()))
    if not form.is_valid():
        words = {
            "subtitle": _("To those who joined since"),
            "goes_to": _(
                "The same mails, as they were approved, go to those who confirmed their subscription after the issue went:"
            ),
            "nobody": _("Nobody has joined since who would get it."),
        }
        context = {"issue": issue, "people": list(people.items()), "form": form, **words}
        return TemplateResponse(request, "newsletter/admin/further_run.html", context)
    try:
        send_to_joined(issue=issue, user=user_of(request), now=timezone.now())
    except (HasErrors, NobodyToSendTo, AlreadyDispatched) as error:
        _say(request, error)
    return redirect("newsletter_send", pk=pk)


def correction(request: HttpRequest, pk: int) -> HttpResponse:
    """A correction to those who got it: a GET says whom, a POST sends."""
    issue = issue_for(request, pk, "send_issue")
    reached = correction_audience(issue, timezone.now())
    people = [(language, count.people) for language, count in reached.items() if count.people]
    form = _number_form(request, total=sum(number for _language, number in people))
    if not form.is_valid():
        words = {
            "subtitle": _("A correction to those who got it"),
            "goes_to": _(
                "The approved correction goes to those who got the mail, in the language that they got:"
            ),
            "nobody": _(
                "There is no approved correction that would reach somebody. Write in the text what is corrected, "
                "and have it approved."
            ),
        }
        context = {"issue": issue, "people": people, "form": form, **words}
        return TemplateResponse(request, "newsletter/admin/further_run.html", context)
    try:
        send_correction(issue=issue, user=user_of(request), now=timezone.now())
    except (HasErrors, NobodyToSendTo, AlreadyDispatched) as error:
        _say(request, error)
    return redirect("newsletter_send", pk=pk)


def _number_form(request: HttpRequest, *, total: int) -> NumberForm:
    return NumberForm(request.POST if request.method == "POST" else None, total=total)


def _say(request: HttpRequest, error: Exception) -> None:
    if isinstance(error, AlreadyDispatched):
        messages.error(request, _("Such a send is under way already. Wait until it is through."))
    elif isinstance(error, HasErrors):
        messages.error(
            request, _("Nothing was sent: the checks find errors in the mail that went. Look below.")
        )
    else:
        messages.error(request, _("There is nobody to send it to."))
