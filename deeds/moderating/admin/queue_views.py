"""The queue in the admin, and the screen on which a submission is read and decided."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.numbers import read_number
from core.pages import LANGUAGE_NAMES
from deeds.errors import (
    AlreadyDecided,
    ChangedMeanwhile,
    ChoicesMissing,
    DeedNotPublished,
    DeedsError,
    DraftInTheWay,
    PageChangedMeanwhile,
    StoryNotPlain,
    StoryOutOfStep,
)
from deeds.models import DeedSubmission
from deeds.moderating.admin.forms import DecisionForm, RefuseForm, ReturnForm
from deeds.moderating.appeals import MODERATE
from deeds.moderating.changes import before_of, changes, differences
from deeds.moderating.deciding import Merge, approve_submission, refuse_submission, return_submission
from deeds.moderating.looking import alike_of
from deeds.moderating.queue import (
    SENT_IN,
    SORTS,
    Choice,
    neighbours,
    row_of,
    rows_of,
    waiting,
    with_what_a_row_needs,
)
from deeds.moderating.screen import columns, fact_lines, flag_lines, links
from deeds.moderating.views.responses import known_language
from deeds.moderating.wording import decided_already
from deeds.pictures.services import picture_of
from deeds.screening.guard import is_refusal
from deeds.versioning.correcting import Correction, correction_of, with_choices
from deeds.versioning.merging import Choice as Chosen
from deeds.versioning.merging import choices_from

SEE_ADDRESSES = "tekotori_contacts.view_addresses"


def moderator(request: HttpRequest) -> User:
    """Who asks; raises PermissionDenied for whoever may not moderate."""
    if not isinstance(request.user, User) or not request.user.has_perm(MODERATE):
        raise PermissionDenied
    return request.user


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    moderator(request)
    choice = Choice.read(request.GET)
    page, rows = rows_of(choice, number=request.GET.get("page", "1"), now=timezone.now())
    rest = request.GET.copy()
    rest.pop("page", None)
    context = {
        "header_title": _("Moderation"),
        "tab": "queue",
        "waiting": waiting(),
        "choice": choice,
        "page": page,
        "rows": rows,
        "rest": rest.urlencode(),
        "states": [(value, DeedSubmission.State(value).label) for value in SENT_IN],
        "kinds": DeedSubmission.Kind.choices,
        "languages": [(code, LANGUAGE_NAMES.get(code, code)) for code, _name in settings.LANGUAGES],
        "sorts": [(value, label) for value, (label, _order) in SORTS.items()],
    }
    return TemplateResponse(request, "deeds/admin/moderation/queue.html", context)


@require_safe
def submission(request: HttpRequest, pk: int) -> HttpResponse:
    moderator(request)
    return _screen(request, _sent_in(pk))


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    user, row = moderator(request), _sent_in(pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _screen(request, row)
    try:
        deed = approve_submission(
            submission=row,
            revision=form.cleaned_data["revision"],
            merge=_merge(request.POST) if row.kind == DeedSubmission.Kind.CORRECTION else None,
            user=user,
            now=timezone.now(),
        )
    except ValidationError as error:
        messages.error(request, _not_published(error))
        return _decide_again(request, pk)
    except (AlreadyDecided, ChangedMeanwhile) as error:
        return _refused(request, row, error)
    except DeedsError as error:
        _refused(request, row, error)
        return _decide_again(request, pk, is_seen=not isinstance(error, PageChangedMeanwhile))
    done = (
        _("“%(title)s” is published, and its author is told.")
        if deed.is_live
        else _("“%(title)s” is retired, and its author is told.")
    )
    messages.success(request, done % {"title": deed.title})
    return redirect("deed_moderated", number=deed.number)


@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    user, row = moderator(request), _sent_in(pk)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _screen(request, row, return_form=form)
    try:
        return_submission(submission=row, user=user, now=timezone.now(), **form.cleaned_data)
    except DeedsError as error:
        return _refused(request, row, error)
    messages.success(request, _("Returned to the author, who gets your note by mail."))
    return _next(row)


@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    user, row = moderator(request), _sent_in(pk)
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return _screen(request, row, refuse_form=form)
    try:
        refuse_submission(submission=row, user=user, now=timezone.now(), **form.cleaned_data)
    except DeedsError as error:
        return _refused(request, row, error)
    messages.success(request, _("Refused. The author gets the reasons and can appeal."))
    return _next(row)


def _decide_again(request: HttpRequest, pk: int, *, is_seen: bool = True) -> HttpResponse:
    """The screen with the merged texts as they were typed, and, where the same was seen, with what was ticked."""
    typed = choices_from(request.POST)
    choices = typed if is_seen else {code: Chosen("", choice.text) for code, choice in typed.items()}
    return _screen(request, _sent_in(pk), choices=choices)


def _sent_in(pk: int) -> DeedSubmission:
    rows = with_what_a_row_needs(DeedSubmission.objects.filter(state__in=SENT_IN))
    found: DeedSubmission = get_object_or_404(rows, pk=pk)
    return found


def _screen(
    request: HttpRequest,
    row: DeedSubmission,
    *,
    return_form: forms.Form | None = None,
    refuse_form: forms.Form | None = None,
    choices: Mapping[str, Chosen] | None = None,
) -> HttpResponse:
    before = before_of(row)
    changed = changes(row, before) if before else []
    seen = {"revision": row.revision}
    earlier, later = neighbours(row)
    context: dict[str, Any] = {
        "header_title": row.title or row.reference,
        "row": row_of(row, now=timezone.now()),
        "submission": row,
        "correction": _correction(row, choices or {}),
        "can_decide": row.state == DeedSubmission.State.PENDING,
        "columns": columns(row, changed, before),
        "changed": differences(row, before, changed, language=known_language(get_language()))
        if before
        else [],
        "is_resubmitted": before is not None,
        "flags": flag_lines(row),
        "alike": alike_of(row),
        "facts": fact_lines(row),
        "links": links(row),
        "picture": picture_of(row),
        "decisions": row.decisions.select_related("decided_by").all(),
        "language_name": LANGUAGE_NAMES.get(row.language, row.language),
        "address": row.contact.address if row.contact and request.user.has_perm(SEE_ADDRESSES) else "",
        "earlier": earlier,
        "later": later,
        "return_form": return_form or ReturnForm(initial=seen, auto_id="return-%s"),
        "refuse_form": refuse_form or RefuseForm(initial=seen, auto_id="refuse-%s"),
    }
    status = 422 if (return_form or refuse_form or choices is not None) else 200
    return TemplateResponse(request, "deeds/admin/moderation/submission.html", context, status=status)


def _refused(request: HttpRequest, row: DeedSubmission, error: DeedsError) -> HttpResponse:
    """Why nothing was decided, in the moderator's language."""
    if isinstance(error, AlreadyDecided):
        last = row.decisions.order_by("-pk").first()
        by, at = (last.decided_by_id, last.decided_at) if last else (None, None)
        text = decided_already(user=request.user, by=by, at=at)
    elif isinstance(error, ChangedMeanwhile):
        text = _("The author has changed the text since you read it. Read it again before you decide.")
    elif isinstance(error, PageChangedMeanwhile):
        text = _("The deed's page has changed since you looked at it. Decide on the fields once more.")
    elif isinstance(error, ChoicesMissing):
        text = _("Choose for each field what is published, then press the button again.")
    elif isinstance(error, DraftInTheWay):
        text = _("The deed's page has a draft that is not published. Publish or discard it first.")
    elif isinstance(error, StoryOutOfStep):
        text = _(
            "What was done is told in other paragraphs in %(language)s than in the original. Translate it in the "
            "editor first, or keep what stands now in that language."
        ) % {"language": LANGUAGE_NAMES.get(error.language, error.language)}
    elif isinstance(error, StoryNotPlain):
        text = _(
            "What was done holds pictures, tables or formatting, which its text would lose. Keep what stands now, and "
            "change it in the page's editor."
        )
    else:
        text = _("It could not be published: %(reason)s") % {"reason": error}
    messages.error(request, text)
    return redirect("deed_submission", pk=row.pk)


def _merge(data: Mapping[str, str]) -> Merge:
    others = [name.removeprefix("seen-") for name in data if name.startswith("seen-")]
    seen_others = {language: _number(data, f"seen-{language}") for language in others}
    return Merge(choices_from(data), _number(data, "seen_version"), seen_others)


def _number(data: Mapping[str, str], name: str) -> int:
    return read_number(data.get(name, "")) or 0


def _correction(row: DeedSubmission, choices: Mapping[str, Chosen]) -> Correction | None:
    """The sides to decide on; None for what is no correction, or of a deed that nobody can read any more."""
    if row.kind != DeedSubmission.Kind.CORRECTION or row.state != DeedSubmission.State.PENDING:
        return None
    try:
        return with_choices(correction_of(row, language=known_language(get_language())), choices)
    except DeedNotPublished:
        return None


def _not_published(error: ValidationError) -> str:
    reasons = " ".join(error.messages)
    if is_refusal(part for parts in getattr(error, "error_dict", {}).values() for part in parts):
        return _("It was not published. %(reasons)s") % {"reasons": reasons}
    return _("It was not published, since the text makes no whole deed: %(reasons)s") % {"reasons": reasons}


def _next(row: DeedSubmission) -> HttpResponse:
    """On to what waits next, else back to the queue."""
    earlier, later = neighbours(row)
    following = later or earlier
    return redirect("deed_submission", pk=following.pk) if following else redirect("deed_queue")
