"""The screens of a submission behind its link. Each send saves, also what has errors; a GET changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone, translation
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from contacts.errors import AccessLinkError, LinkExpired
from core.public_forms import link_page
from deeds.models import DeedSubmission
from deeds.pictures.services import picture_of
from deeds.screening import flag_message, flags
from deeds.submitting import sending
from deeds.submitting.access import Access, open_submission, page_path
from deeds.submitting.drafting import save_part
from deeds.submitting.errors import ChangedMeanwhile, NotReady, SubmissionClosed
from deeds.submitting.forms.begin import OrganisationForm
from deeds.submitting.forms.check import CheckForm
from deeds.submitting.forms.facts import AuthorForm, FactsForm, TopicsForm
from deeds.submitting.forms.steps import StepForm
from deeds.submitting.forms.words import DeedForm, StoryForm, TranslationForm, other_languages
from deeds.submitting.preview import preview
from deeds.submitting.rules import has_organisation, missing
from deeds.submitting.views import responses
from deeds.submitting.views.meanwhile import differences
from deeds.submitting.views.trail import extras, trail

MakeForm = Callable[[Any, DeedSubmission], StepForm]


@dataclass(frozen=True)
class Step:
    """One screen: how it is called, its form, and where on the trail it stands ("" for the ones nobody needs)."""

    key: str
    title: str
    make_form: MakeForm
    template: str = "step.html"
    mark: str = ""
    lead: str = ""


def _plain(form: type[StepForm]) -> MakeForm:
    return lambda data, submission: form(data, submission=submission)


def steps(submission: DeedSubmission, *, asked: str = "") -> dict[str, Step]:
    """Every screen of a submission by its name in the address."""

    def organisation(data: Any, submission: DeedSubmission) -> StepForm:
        return OrganisationForm(data, submission=submission, asked=asked)

    found = [
        Step("organisation", _("Which organisation?"), organisation, "organisation.html", "who"),
        Step("deed", _("The deed"), _plain(DeedForm), mark="deed"),
        Step(
            "story",
            _("What we did, and what others should know"),
            _plain(StoryForm),
            lead=_("Fill in what you have at hand. Nothing here is required."),
        ),
        Step(
            "topics",
            _("Sectors, themes and client groups"),
            _plain(TopicsForm),
            lead=_("Readers find the deed by these."),
        ),
        Step(
            "facts",
            _("Time, place and people"),
            _plain(FactsForm),
            lead=_("Fill in what you have at hand. Nothing here is required."),
        ),
        Step(
            "author",
            _("Your name and role"),
            _plain(AuthorForm),
            lead=_("Nobody sees them unless you tick it. Your address is never shown."),
        ),
        Step("check", _("Check and send"), _plain(CheckForm), "check.html", "check"),
        *(_translation_step(code, submission) for code in other_languages(submission)),
    ]
    return {step.key: step for step in found}


def _translation_step(code: str, submission: DeedSubmission) -> Step:
    lead = _("Your own words, not a machine's: as short as you like.")
    if code in submission.other_bases:
        lead = _("What the page in this language says now. What you did is not here: editors translate it.")
    name = get_language_info(code)["name_local"].capitalize()
    return Step(
        f"in-{code}",
        _("The same in another language: %(language)s") % {"language": name},
        lambda data, submission: TranslationForm(data, submission=submission, language=code),
        "translation.html",
        lead=lead,
    )


@link_page
def step(request: HttpRequest, token: str, step: str) -> HttpResponse:
    now = timezone.now()
    try:
        access = open_submission(token=token, now=now)
    except AccessLinkError as error:
        return responses.link_problem(request, is_expired=isinstance(error, LinkExpired))
    with translation.override(access.submission.language):
        screen = steps(access.submission, asked=request.GET.get("q", "")[:200]).get(step)
        if screen is None or not access.submission.is_open:
            return responses.see(page_path(token))
        if request.method == "POST":
            return _save(request, access, screen, now)
        return _show(request, access, screen, screen.make_form(None, access.submission))


def next_step(submission: DeedSubmission) -> str:
    """The first screen on which something is still missing."""
    if not has_organisation(submission):
        return "organisation"
    return "deed" if {"title", "goal", "result"} & set(missing(submission)) else "check"


def _save(request: HttpRequest, access: Access, screen: Step, now: datetime) -> HttpResponse:
    submission, is_autosave = access.submission, "autosave" in request.POST
    form = screen.make_form(request.POST, submission)
    is_valid = form.is_valid()
    if not responses.may_save(submission.reference, now):
        form.add_error(
            None, _("This draft has been saved very many times within an hour. Try again in an hour.")
        )
        return _said(form, 429) if is_autosave else _show(request, access, screen, form, status=429)
    try:
        if access.is_by_mail:
            sending.confirm_address(submission=submission, now=now)
        if screen.key == "check" and is_valid and not is_autosave:
            return _send(request, access, screen, form, now)
        saved = save_part(submission=submission, part=form.part(), revision=form.seen_revision, now=now)
    except ChangedMeanwhile as changed:
        return _changed(request, access, screen, form, changed.submission, is_autosave=is_autosave)
    except SubmissionClosed:
        return responses.see(page_path(access.token))
    if is_autosave:
        moment = time_format(localtime(now), "TIME_FORMAT")
        return JsonResponse({"revision": saved.revision, "said": _("Saved at %(time)s.") % {"time": moment}})
    if not is_valid:
        form.show_revision(saved.revision)
        return _show(request, access, screen, form, status=422)
    return responses.see(page_path(access.token, next_step(saved)))


def _send(request: HttpRequest, access: Access, screen: Step, form: StepForm, now: datetime) -> HttpResponse:
    assert isinstance(form, CheckForm)  # noqa: S101 — the screen's own form
    try:
        sending.send_in(
            submission=access.submission,
            part=form.part(),
            revision=form.seen_revision,
            acceptance=form.acceptance,
            now=now,
        )
    except NotReady:
        form.add_error(None, _("Something is still missing or too long. The list above says what."))
        return _show(request, access, screen, form, status=422)
    return responses.see(page_path(access.token))


def _changed(
    request: HttpRequest,
    access: Access,
    screen: Step,
    form: StepForm,
    stored: DeedSubmission,
    *,
    is_autosave: bool,
) -> HttpResponse:
    """Another device saved meanwhile: what was typed stays in the form, what stands in the draft is shown above it."""
    if is_autosave:
        said = _("Not saved: this page was changed on another device. Press the button to compare.")
        return JsonResponse({"said": said}, status=409)
    theirs = screen.make_form(None, stored)
    form.show_revision(stored.revision)
    context = {"differences": differences(form, theirs), "changed_at": stored.changed_at}
    return _show(request, access, screen, form, status=409, **context)


def _said(form: StepForm, status: int) -> HttpResponse:
    return JsonResponse({"said": " ".join(map(str, form.non_field_errors()))}, status=status)


def _show(
    request: HttpRequest, access: Access, screen: Step, form: StepForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    submission = access.submission
    context: dict[str, Any] = {
        "form": form,
        "screen": screen,
        "submission": submission,
        "home_path": page_path(access.token),
        "check_path": page_path(access.token, "check"),
        "trail": trail(screen.mark) if screen.mark else None,
        "is_complete": next_step(submission) == "check",
        **more,
    }
    if screen.key == "check":
        context |= _check_context(access)
    return responses.page(request, screen.template, context, language=submission.language, status=status)


def _check_context(access: Access) -> dict[str, Any]:
    submission = access.submission
    return {
        "preview": preview(submission),
        "picture": picture_of(submission),
        "token": access.token,
        "extras": extras(submission, access.token),
        "paths": {name: page_path(access.token, name) for name in ("organisation", "deed", "topics")},
        "flagged": [flag_message(flag) for flag in flags(submission.texts)],
        "lacking": [_name_of(name) for name in missing(submission)],
    }


def _name_of(name: str) -> str:
    """A field's label for what `missing` names: "goal", or "sv.goal" for another language."""
    language, _dot, field = name.rpartition(".")
    labels = {"organisation": _("Organisation"), "themes": _("Themes")}
    form = StoryForm if field in StoryForm.base_fields else DeedForm
    label = labels.get(field) or str(form.base_fields[field].label)
    return f"{label} ({get_language_info(language)['name_local']})" if language else label
