"""Hiding a published deed or its picture, and showing it again. What was hidden is kept, so that lifting restores it."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.images import get_image_model

from contacts.models import Contact
from deeds.errors import AlreadyDecided
from deeds.models import Deed, DeedAuthor, DeedNotice, DeedPage
from deeds.models.moderation import Decision, Part
from deeds.moderating import letters
from deeds.moderating.deciding import required_words, valid_ground
from deeds.moderating.recording import record_decision
from deeds.screening.guard import refuse_identity_codes
from deeds.services import publish_deed

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


@transaction.atomic
def restrict_deed(
    *,
    deed: Deed,
    part: str,
    ground: str,
    reason: str,
    origin: str = Decision.Origin.OWN,
    notice: DeedNotice | None = None,
    user: "AbstractBaseUser | None",
    now: datetime,
) -> Decision:
    """Hide a live deed, or its picture, with ground and reasons; its authors are told.

    Raises AlreadyDecided where that is hidden already or the deed is not live.
    """
    reason = required_words(reason, "reason", _("Write the reasons in the author's language."))
    ground = valid_ground(ground)
    if part not in Part.values:
        raise ValidationError({"part": _("Choose what is hidden.")})
    # The row's lock: of two editors the second finds the deed hidden.
    locked = Deed.objects.select_for_update().get(pk=deed.pk)
    if not locked.is_live or Decision.objects.hiding(locked, part).exists():
        raise AlreadyDecided(what=f"Deed {locked.number}")
    hidden = _hide_picture(locked, user, now) if part == Part.PICTURE else _hide(locked, user)
    decision = record_decision(
        kind=Decision.Kind.RESTRICTED,
        origin=origin,
        deed=locked,
        notice=notice,
        ground=ground,
        part=part,
        reason=reason,
        language=language_of_author(locked),
        contact=next(iter(authors_of(locked)), None),
        hidden=hidden,
        waited_since=notice.received_at if notice else None,
        user=user,
        now=now,
    )
    letters.send_restricted(deed=locked, authors=authors_of(locked), decision=decision, now=now)
    return decision


@transaction.atomic
def lift_restriction(
    *,
    decision: Decision,
    reason: str,
    origin: str = Decision.Origin.OWN,
    tells: bool = True,
    user: "AbstractBaseUser | None",
    now: datetime,
) -> Decision:
    """Show again what a decision hid, and tell the authors. Raises AlreadyDecided where it is lifted already."""
    refuse_identity_codes(reason=reason)
    open_ones = Decision.objects.filter(pk=decision.pk, kind=Decision.Kind.RESTRICTED, lifted_at__isnull=True)
    if not open_ones.update(lifted_at=now):
        raise AlreadyDecided(what=f"Restriction {decision.pk}")
    deed = Deed.objects.select_for_update().get(decisions=decision)
    _show_again(deed, decision, user, now)
    lifted = record_decision(
        kind=Decision.Kind.LIFTED,
        origin=origin,
        deed=deed,
        about=decision,
        part=decision.part,
        reason=reason.strip(),
        language=decision.language,
        contact=decision.contact,
        waited_since=decision.decided_at,
        user=user,
        now=now,
    )
    if tells:
        letters.send_lifted(deed=deed, authors=authors_of(deed), decision=lifted, now=now)
    return lifted


def authors_of(deed: Deed) -> list[Contact]:
    rows = DeedAuthor.objects.filter(deed=deed, accepted_at__isnull=False, contact__isnull=False)
    return [author.contact for author in rows.select_related("contact") if author.contact]


def language_of_author(deed: Deed) -> str:
    """In which its author wrote and is answered, else that of its source page."""
    submission = deed.submissions.exclude(language="").order_by("pk").first()
    if submission is not None:
        return submission.language
    return deed.source_page.locale.language_code if deed.source_page else "fi"


def _hide(deed: Deed, user: "AbstractBaseUser | None") -> dict[str, Any]:
    live = DeedPage.objects.live().filter(translation_key=deed.translation_key, alias_of__isnull=True)
    pages = list(live.order_by("pk").values_list("pk", flat=True))
    if deed.source_page is not None:
        deed.source_page.unpublish(user=user)  # its translations follow
    return {"pages": pages}


def _hide_picture(deed: Deed, user: "AbstractBaseUser | None", now: datetime) -> dict[str, Any]:
    pages = DeedPage.objects.live().filter(translation_key=deed.translation_key, image__isnull=False)
    hidden = {
        str(page.pk): {name: getattr(page, name) for name in ("image_id", "image_alt", "image_credit")}
        for page in pages
    }
    if not hidden:
        raise ValidationError({"part": _("The deed has no picture.")})
    for page in pages:
        _publish_as_it_stands(page, {"image_id": None, "image_alt": "", "image_credit": ""}, user, now)
    return {"pictures": hidden}


def _show_again(deed: Deed, decision: Decision, user: "AbstractBaseUser | None", now: datetime) -> None:
    shown = DeedPage.objects.filter(pk__in=decision.hidden.get("pages", []))
    # The source first: a translation is public only beside it.
    for page in sorted(shown, key=lambda page: page.pk != deed.source_page_id):
        _publish_as_it_stands(page, {}, user, now)
    for pk, values in decision.hidden.get("pictures", {}).items():
        page = DeedPage.objects.live().filter(pk=int(pk)).first()
        if page is not None and get_image_model().objects.filter(pk=values["image_id"]).exists():
            _publish_as_it_stands(page, values, user, now)


def _publish_as_it_stands(
    page: DeedPage, values: dict[str, Any], user: "AbstractBaseUser | None", now: datetime
) -> None:
    """Publish what readers saw last, with these values: never an editor's unfinished draft."""
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision(user=user)
    publish_deed(page=page, user=user, now=now)
