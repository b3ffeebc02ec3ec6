"""Retiring a deed for a reason that its addresses say from then on, and bringing it back."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import ledger
from core.html import clean_words
from deeds.errors import DeedNotPublished, DeedNotRetired, NumberTaken
from deeds.models import Deed, DeedPage, DeedSubmission
from deeds.publication import index_deed, new_deed
from deeds.screening.guard import identity_errors
from deeds.services import publish_deed
from deeds.terms import MODERATION

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

REASON_LENGTH = 600


@transaction.atomic
def retire_deed(
    *,
    deed: Deed,
    reason: str,
    ground: str = Deed.Ground.OTHER,
    replaced_by: Deed | None = None,
    user: "AbstractBaseUser | None",
    now: datetime,
) -> Deed:
    """Take a deed out of use in every language. Its addresses stay, say why, and lead to what took its place.

    Retiring a retired deed corrects the reason. Raises DeedNotPublished for a draft, and ValidationError where the
    ground asks for words or another deed that is missing; then nothing is written.
    """
    deed = Deed.objects.select_for_update().get(pk=deed.pk)
    if deed.state == Deed.State.DRAFT:
        raise DeedNotPublished(number=deed.number)
    if replaced_by is not None:
        replaced_by.refresh_from_db()  # it may have been withdrawn since it was chosen
    reason = clean_words((reason.strip(),))[0]
    check_ground(deed=deed, ground=ground, reason=reason, replaced_by=replaced_by)
    languages = _withdraw_pages(deed, user) or deed.retired_languages
    deed.refresh_from_db()
    deed.state, deed.retired_at, deed.changed_at = Deed.State.RETIRED, deed.retired_at or now, now
    deed.retired_ground, deed.retired_reason, deed.replaced_by = ground, reason, replaced_by
    deed.retired_languages = languages
    deed.save()
    index_deed(deed)
    _record("deed_retired", deed, now)
    return deed


@transaction.atomic
def take_over_retired(
    *,
    number: int,
    ground: str,
    reason: str,
    replaced_by: Deed | None,
    published_at: datetime | None,
    retired_at: datetime,
    now: datetime,
) -> Deed:
    """A deed that was retired where it comes from: its number and why, without a page. Raises NumberTaken, ValidationError."""
    if Deed.objects.filter(number=number).exists():
        raise NumberTaken(number=number)
    reason = clean_words(reason.strip())
    if errors := identity_errors({"reason": reason}):
        raise ValidationError(dict(errors))
    deed = new_deed(
        number=number,
        now=retired_at,
        state=Deed.State.RETIRED,
        published_at=published_at,
        retired_at=retired_at,
        retired_ground=ground,
        retired_reason=reason,
        replaced_by=replaced_by,
    )
    index_deed(deed)
    _record("deed_retired", deed, now)
    return deed


def check_ground(*, deed: Deed, ground: str, reason: str, replaced_by: Deed | None) -> None:
    """Raises ValidationError, by field, where a ground lacks what it needs or the reason holds an identity code."""
    errors: dict[str, Any] = {**identity_errors({"reason": reason})}
    if ground not in Deed.Ground.values:
        errors["ground"] = _("Choose why the deed is retired.")
    if ground == Deed.Ground.OTHER and not reason:
        errors["reason"] = _("Write the reason in a sentence: readers see it.")
    if len(reason) > REASON_LENGTH:
        errors["reason"] = _("Write the reason in at most 600 characters.")
    if ground == Deed.Ground.REPLACED and replaced_by is None:
        errors["replaced_by"] = _("Choose the deed that has taken its place.")
    elif ground != Deed.Ground.REPLACED and replaced_by is not None:
        errors["replaced_by"] = _("Another deed is named only where it has taken the place of this one.")
    elif replaced_by is not None and (replaced_by.pk == deed.pk or not replaced_by.is_live):
        errors["replaced_by"] = _("Choose another deed that is published.")
    if errors:
        raise ValidationError(errors)


def _withdraw_pages(deed: Deed, user: "AbstractBaseUser | None") -> list[str]:
    """Unpublish the source page, and with it its translations; in which languages readers had a page."""
    if deed.source_page is None or not deed.source_page.live:
        return []
    live = DeedPage.objects.live().filter(translation_key=deed.translation_key, alias_of__isnull=True)
    languages = sorted(live.values_list("locale__language_code", flat=True))
    deed.source_page.unpublish(user=user)
    return languages


@transaction.atomic
def bring_back_deed(*, deed: Deed, user: "AbstractBaseUser | None", now: datetime) -> Deed:
    """Publish a retired deed again as readers saw it last, in the languages that were withdrawn with it.

    A draft written since stays in the page's history. Raises DeedNotRetired, and DeedNotPublished when its page was
    deleted.
    """
    deed = Deed.objects.select_for_update().get(pk=deed.pk)
    if deed.state != Deed.State.RETIRED:
        raise DeedNotRetired(number=deed.number)
    if deed.source_page is None:
        raise DeedNotPublished(number=deed.number)
    for page in [deed.source_page, *_withdrawn_translations(deed)]:
        page.save_revision(user=user)
        publish_deed(page=page, user=user, now=now)
    deed.refresh_from_db()
    _record("deed_brought_back", deed, now)
    return deed


def _withdrawn_translations(deed: Deed) -> list[DeedPage]:
    pages = DeedPage.objects.filter(
        translation_key=deed.translation_key,
        alias_of__isnull=True,
        locale__language_code__in=deed.retired_languages,
    )
    return [page for page in pages.order_by("pk") if page.pk != deed.source_page_id]


def accept_retirement(*, submission: DeedSubmission, user: "AbstractBaseUser | None", now: datetime) -> Deed:
    """Retire the deed for the reason that its author gave; what becomes of the submission is the queue's to say.

    Its facts are {"ground", "reason", "replaced_by": number or 0}. Raises as `retire_deed`.
    """
    if submission.deed is None:
        raise ValidationError(_("This request names no deed any more."))
    facts = submission.facts
    return retire_deed(
        deed=submission.deed,
        ground=facts.get("ground", ""),
        reason=facts.get("reason", ""),
        replaced_by=Deed.objects.filter(number=facts.get("replaced_by") or 0).first(),
        user=user,
        now=now,
    )


def _record(kind: str, deed: Deed, now: datetime) -> None:
    """In the ledger of moderation: which deed and on what ground; the words stay with the row."""
    facts = {"number": deed.number, "ground": deed.retired_ground}
    if deed.replaced_by is not None:
        facts["replaced_by"] = deed.replaced_by.number
    ledger.append(chain=MODERATION, kind=kind, subject=uuid.uuid4().hex, facts=facts, now=now)
