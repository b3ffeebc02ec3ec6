"""Decisions on what authors send in: publish, return, refuse. One conditional UPDATE lets one of two editors decide."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Locale

from core.html import clean_characters, visible
from deeds.authoring.retiring import accept_retirement
from deeds.errors import AlreadyDecided, ChangedMeanwhile, IndexNotTranslated, NothingToApply
from deeds.models import Deed, DeedAuthor, DeedIndexPage, DeedLead, DeedSubmission, Ground
from deeds.models.moderation import Decision, snapshot
from deeds.moderating import letters
from deeds.moderating.converting import deed_fields, leads, translations
from deeds.moderating.recording import record_decision
from deeds.pictures.services import picture_of, publish_picture
from deeds.screening.guard import refuse_identity_codes
from deeds.services import create_deed, publish_deed, set_lead, translate_deed
from deeds.submitting.organisations import settle_organisation
from deeds.versioning.correcting import apply_correction, current_version
from deeds.versioning.merging import Choice

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

State = DeedSubmission.State


@dataclass(frozen=True)
class Merge:
    """How a moderator merged a correction, and into which version of the page."""

    choices: Mapping[str, Choice]
    seen_version: int
    seen_others: Mapping[str, int] = field(default_factory=dict)


# How an accepted submission of a kind becomes public; it answers with the deed. A room that owns a kind adds its own.
Applier = Callable[[DeedSubmission, Merge | None, "AbstractBaseUser | None", datetime], Deed]
appliers: dict[str, Applier] = {}


@transaction.atomic
def approve_submission(
    *,
    submission: DeedSubmission,
    revision: int,
    merge: Merge | None = None,
    user: "AbstractBaseUser | None",
    now: datetime,
) -> Deed:
    """Accept and publish in one step, in every language that the author wrote; the author is told.

    `revision` is what the moderator read; a correction comes with its `merge` and raises as `apply_correction`. Raises AlreadyDecided, ChangedMeanwhile, NothingToApply, IndexNotTranslated,
    UnknownCodes, or ValidationError where the texts make no deed; then nothing is written.
    """
    row = _claim(submission, revision, State.ACCEPTED, now)
    apply = appliers.get(row.kind)
    if apply is None:
        raise NothingToApply(kind=row.kind)
    deed = apply(row, merge, user, now)
    decision = _record(row, Decision.Kind.APPROVED, user, now, deed=deed)
    letters.send_approved(submission=row, deed=deed, decision=decision, now=now)
    return deed


@transaction.atomic
def return_submission(
    *, submission: DeedSubmission, revision: int, note: str, user: "AbstractBaseUser | None", now: datetime
) -> Decision:
    """Give it back to the author with a note on what to add or change. Raises as `approve_submission`."""
    note = required_words(note, "note", _("Tell the author what to add or change."))
    row = _claim(submission, revision, State.RETURNED, now)
    decision = _record(row, Decision.Kind.RETURNED, user, now, reason=note)
    letters.send_returned(submission=row, decision=decision, now=now)
    return decision


@transaction.atomic
def refuse_submission(
    *,
    submission: DeedSubmission,
    revision: int,
    ground: str,
    reason: str,
    user: "AbstractBaseUser | None",
    now: datetime,
) -> Decision:
    """Refuse it, with a ground and the reasons in the author's language. Raises as `approve_submission`."""
    reason = required_words(reason, "reason", _("Write the reasons in the author's language."))
    ground = valid_ground(ground)
    row = _claim(submission, revision, State.REFUSED, now)
    decision = _record(row, Decision.Kind.REFUSED, user, now, ground=ground, reason=reason)
    letters.send_refused(submission=row, decision=decision, now=now)
    return decision


def valid_ground(ground: str) -> str:
    if ground not in Ground.values:
        raise ValidationError({"ground": _("Choose the ground.")})
    return ground


def required_words(text: str, field: str, message: str) -> str:
    """The words as they are kept. Raises ValidationError for none, and for an identity code in them."""
    text = visible(clean_characters(text).strip())
    if not text:
        raise ValidationError({field: message})
    refuse_identity_codes(**{field: text})
    return text


def _claim(submission: DeedSubmission, revision: int, state: str, now: datetime) -> DeedSubmission:
    """Take the decision: of two editors exactly one changes the row, and only what was read is decided on."""
    waiting = DeedSubmission.objects.filter(pk=submission.pk, state=State.PENDING)
    if not waiting.filter(revision=revision).update(state=state, decided_at=now, changed_at=now):
        if waiting.exists():
            raise ChangedMeanwhile(reference=submission.reference)
        raise AlreadyDecided(what=submission.reference)
    return DeedSubmission.objects.select_related("contact", "organisation__merged_into", "deed").get(
        pk=submission.pk
    )


def _record(
    row: DeedSubmission,
    kind: str,
    user: "AbstractBaseUser | None",
    now: datetime,
    *,
    deed: Deed | None = None,
    ground: str = "",
    reason: str = "",
) -> Decision:
    return record_decision(
        kind=kind,
        submission=row,
        deed=deed or row.deed,
        contact=row.contact,
        ground=ground,
        reason=reason,
        language=row.language,
        seen=snapshot(row),
        waited_since=row.submitted_at,
        user=user,
        now=now,
    )


def publish_new(
    row: DeedSubmission, merge: Merge | None, user: "AbstractBaseUser | None", now: datetime
) -> Deed:
    """The deed of a new submission: its page, its translations or leads, its author."""
    organisation = settle_organisation(submission=row, user=user, now=now)
    if organisation is None:
        raise ValidationError(_("The submission names no organisation. Return it to the author."))
    index = DeedIndexPage.objects.filter(locale__language_code=row.language, alias_of__isnull=True).first()
    if index is None:
        raise IndexNotTranslated(language=row.language)
    picture = picture_of(row)
    image = (
        publish_picture(picture=picture, page_title=row.title, user=user, now=now)
        if picture is not None
        else None
    )
    fields = deed_fields(row, organisation=organisation.code, image=image)
    page = create_deed(parent=index, fields=fields, user=user, now=now)
    publish_deed(page=page, user=user, submission=row, now=now)
    deed = Deed.objects.get(source_page=page)
    _publish_languages(row, deed, user, now)
    _name_author(row, deed, now)
    row.deed = deed
    row.save(update_fields=["deed"])
    return deed


def _publish_languages(
    row: DeedSubmission, deed: Deed, user: "AbstractBaseUser | None", now: datetime
) -> None:
    for language, texts in translations(row).items():
        locale = Locale.objects.get(language_code=language)
        translate_deed(deed=deed, locale=locale, texts=texts, user=user, submission=row, now=now)
    for language, (title, text) in leads(row).items():
        locale = Locale.objects.get(language_code=language)
        set_lead(deed=deed, locale=locale, title=title, text=text, origin=DeedLead.Origin.AUTHOR, now=now)


def _name_author(row: DeedSubmission, deed: Deed, now: datetime) -> None:
    """Who sent it in, shown only if ticked; co-authors who were invited come along."""
    DeedAuthor.objects.filter(submission=row, deed__isnull=True).update(deed=deed)
    if row.contact is None or DeedAuthor.objects.filter(deed=deed, contact=row.contact).exists():
        return
    DeedAuthor.objects.create(
        deed=deed,
        submission=row,
        contact=row.contact,
        name=row.author_name,
        role=row.author_role,
        is_shown=row.shows_name and bool(row.author_name),
        is_main=True,
        accepted_at=now,
    )


def retire(row: DeedSubmission, merge: Merge | None, user: "AbstractBaseUser | None", now: datetime) -> Deed:
    return accept_retirement(submission=row, user=user, now=now)


def correct(row: DeedSubmission, merge: Merge | None, user: "AbstractBaseUser | None", now: datetime) -> Deed:
    """Without a merge nothing is chosen, which a correction refuses while there is something to choose."""
    merge = merge or Merge({}, current_version(row.deed).number if row.deed else 0)
    return apply_correction(
        submission=row,
        choices=merge.choices,
        seen_version=merge.seen_version,
        seen_others=merge.seen_others,
        user=user,
        now=now,
    )


appliers[DeedSubmission.Kind.NEW] = publish_new
appliers[DeedSubmission.Kind.CORRECTION] = correct
appliers[DeedSubmission.Kind.RETIREMENT] = retire
