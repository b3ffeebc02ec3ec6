"""The screen on which an issue is looked at, checked, approved and sent."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from mail.errors import MailError
from newsletter.admin.words import hint
from newsletter.errors import AlreadyDispatched, HasErrors, NotApproved, NothingToSend
from newsletter.models import Compilation, Dispatch, DispatchState, Issue
from newsletter.models.pages import FROZEN_MAIL_POLICY
from newsletter.preflight import Finding, Severity
from newsletter.services.approving import approve_issue, approved_compilations, check_compilations
from newsletter.services.audience import AudienceCount, count_audience
from newsletter.services.compiling import compile_issue, without_tokens
from newsletter.services.dispatching import cancel_dispatch, start_dispatch
from newsletter.services.progress import state_now, states_by_language

OPEN_STATES = (DispatchState.SCHEDULED, DispatchState.SENDING)


class SendForm(forms.Form):
    """When to send, and the number of people typed as a promise that it was read."""

    at = forms.DateTimeField(required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))
    people = forms.IntegerField(min_value=0)

    def __init__(self, *args: Any, expected: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected

    def clean_people(self) -> int:
        people: int = self.cleaned_data["people"]
        if people != self.expected:
            raise forms.ValidationError(
                _("The issue goes to %(expected)d people now. Look at the table and type that number.")
                % {"expected": self.expected}
            )
        return people

    def clean_at(self) -> datetime | None:
        at: datetime | None = self.cleaned_data["at"]
        if at and at < timezone.now():
            raise forms.ValidationError(
                _("This time has passed. Choose a later one, or leave it empty to send now.")
            )
        return at


@dataclass(frozen=True, slots=True)
class LanguageCheck:
    """One language on the screen: the frozen mail, what was found in it, and who would get it (None once it went)."""

    compilation: Compilation
    findings: list[tuple[Finding, str]]
    audience: AudienceCount | None

    @property
    def has_errors(self) -> bool:
        return any(finding.severity is Severity.ERROR for finding, _hint in self.findings)


def _issue(request: HttpRequest, pk: int, permission: str = "change_issue") -> Issue:
    """The issue as last edited; the row itself shows what readers see."""
    if not request.user.has_perm(f"tekotori_newsletter.{permission}"):
        raise PermissionDenied
    issue: Issue = get_object_or_404(Issue, pk=pk).get_latest_revision_as_object()
    return issue


def _user(request: HttpRequest) -> User:
    """Who asks: an account, since the admin lets nobody else in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _open_dispatch(issue: Issue) -> Dispatch | None:
    return issue.dispatches.exclude(state=DispatchState.CANCELLED).prefetch_related("languages").first()


def _frozen(issue: Issue, dispatch: Dispatch | None, now: datetime) -> list[Compilation]:
    """What was sent, or else the issue as it stands."""
    if dispatch:
        return [part.compilation for part in dispatch.languages.select_related("compilation").order_by("pk")]
    try:
        return compile_issue(issue=issue, now=now)
    except NothingToSend:
        return []


def _language_checks(issue: Issue, dispatch: Dispatch | None, now: datetime) -> list[LanguageCheck]:
    compilations = _frozen(issue, dispatch, now)
    by_language: dict[str, list[tuple[Finding, str]]] = {}
    for finding in check_compilations(compilations):
        by_language.setdefault(finding.language, []).append((finding, hint(finding)))
    return [
        LanguageCheck(
            compilation,
            by_language.get(compilation.language, []),
            None if issue.sent_at else _audience(issue, compilation, now),
        )
        for compilation in compilations
    ]


def _without_letter(issue: Issue, checks: Sequence[LanguageCheck], now: datetime) -> dict[str, int]:
    """Languages of the site in which the issue says nothing, with how many people would get it if it did."""
    topics = {topic for check in checks for topic in check.compilation.topics}
    missing = [code for code, _name in settings.LANGUAGES if code not in issue.languages]
    counted = {
        code: count_audience(newsletter=issue.newsletter, language=code, topics=topics, now=now).people
        for code in missing
    }
    return {code: people for code, people in counted.items() if people}


def _audience(issue: Issue, compilation: Compilation, now: datetime) -> AudienceCount:
    return count_audience(
        newsletter=issue.newsletter, language=compilation.language, topics=compilation.topics, now=now
    )


def _progress(dispatch: Dispatch | None) -> dict[str, Any]:
    """How far the outbox has come, for the bar and the table."""
    if dispatch is None:
        return {}
    state = state_now(dispatch)
    by_language = states_by_language(dispatch)
    states = sum(by_language.values(), Counter())
    waiting = states["queued"] + states["sending"] + states["deferred"]
    return {
        "parts": [
            (part, sorted(by_language.get(part.language, Counter()).items()))
            for part in dispatch.languages.order_by("pk")
        ],
        "done": states.total() - waiting,
        "total": states.total(),
        "state": state,
        "can_cancel": state in OPEN_STATES,
    }


def _context(issue: Issue, form: SendForm | None = None) -> dict[str, Any]:
    dispatch = _open_dispatch(issue)
    now = timezone.now()
    checks = _language_checks(issue, dispatch, now)
    expected = sum(check.audience.people for check in checks if check.audience)
    return {
        "issue": issue,
        "checks": checks,
        "without_letter": {} if dispatch or issue.sent_at else _without_letter(issue, checks, now),
        "has_errors": any(check.has_errors for check in checks),
        "approved": approved_compilations(issue),
        "dispatch": dispatch,
        "is_archived": dispatch is None and issue.sent_at is not None,
        "expected": expected,
        "form": form or SendForm(expected=expected),
        **_progress(dispatch),
    }


@require_GET
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """Each language with its mail, findings and audience; below, what can be done next."""
    return TemplateResponse(request, "newsletter/admin/send.html", _context(_issue(request, pk)))


@require_GET
def compilation(request: HttpRequest, pk: int, language: str, part: str) -> HttpResponse:
    """The frozen mail for the frame on the screen: `part` is html or text."""
    issue = _issue(request, pk)
    frozen = issue.compilations.filter(language=language).first()
    if frozen is None:
        raise Http404
    if part == "text":
        return HttpResponse(without_tokens(frozen.text), content_type="text/plain; charset=utf-8")
    response = HttpResponse(without_tokens(frozen.html))
    response["Content-Security-Policy"] = FROZEN_MAIL_POLICY
    return response


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    issue = _issue(request, pk, "approve_issue")
    try:
        approve_issue(issue=issue, user=_user(request), now=timezone.now())
    except (HasErrors, NothingToSend):
        messages.error(request, _("The issue was not approved: mend the errors below first."))
    else:
        messages.success(request, _("The issue is approved as it stands. An edit will undo this."))
    return redirect("newsletter_send", pk=pk)


@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    issue = _issue(request, pk, "send_issue")
    context = _context(issue)
    form = SendForm(request.POST, expected=context["expected"])
    if not form.is_valid():
        return TemplateResponse(request, "newsletter/admin/send.html", {**context, "form": form})
    try:
        dispatch = start_dispatch(
            issue=issue, user=_user(request), at=form.cleaned_data["at"], now=timezone.now()
        )
    except NotApproved:
        messages.error(request, _("The issue was edited after it was approved. Approve it again, then send."))
    except AlreadyDispatched:
        messages.error(request, _("The issue has been sent already, or waits for its time."))
    except MailError as error:
        # Nothing was written. The reason is technical, but better than none.
        messages.error(request, _("The issue was not sent: %(reason)s") % {"reason": error})
    else:
        people = sum(language.audience for language in dispatch.languages.all())
        messages.success(request, _sent_message(dispatch, people))
    return redirect("newsletter_send", pk=pk)


def _sent_message(dispatch: Dispatch, people: int) -> str:
    if dispatch.state == DispatchState.SCHEDULED:
        return _("The issue will be sent at the time you chose.")
    return (
        ngettext("The issue is on its way to %d person.", "The issue is on its way to %d people.", people)
        % people
    )


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    issue = _issue(request, pk, "send_issue")
    dispatch = _open_dispatch(issue)
    if dispatch and cancel_dispatch(dispatch=dispatch, now=timezone.now()):
        messages.success(request, _("Sending is stopped. Whoever has not got the issue yet will not get it."))
    else:
        messages.error(request, _("There is nothing to stop: the issue is not being sent."))
    return redirect("newsletter_send", pk=pk)
