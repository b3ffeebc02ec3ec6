"""An author's word against a refusal or a restriction, and what becomes of it."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from contacts.models import Contact
from deeds.errors import AlreadyDecided, AppealClosed, NeedsAnother
from deeds.models import Appeal, DeedSubmission
from deeds.models.moderation import Decision
from deeds.moderating import appeal_letters
from deeds.moderating.deciding import required_words
from deeds.moderating.notices import MOST_WORDS
from deeds.moderating.recording import record_decision, record_received
from deeds.moderating.restricting import lift_restriction

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

MODERATE = "tekotori_deeds.moderate"


def can_appeal(decision: Decision) -> bool:
    return (
        decision.can_be_appealed
        and decision.lifted_at is None
        and not Appeal.objects.filter(decision=decision).exists()
    )


@transaction.atomic
def send_appeal(*, decision: Decision, contact: Contact, text: str, now: datetime) -> Appeal:
    """Raises AppealClosed where there is one already or nothing to appeal, ValidationError without words."""
    text = required_words(text, "text", _("Tell why the decision should be changed."))
    if len(text) > MOST_WORDS:
        raise ValidationError({"text": _("At most 3,000 characters.")})
    if not can_appeal(decision):
        raise AppealClosed
    try:
        with transaction.atomic():
            appeal = Appeal.objects.create(
                decision=decision, contact=contact, text=text, language=decision.language, received_at=now
            )
    except IntegrityError as error:  # of two clicks at once the database lets one through
        raise AppealClosed from error
    record_received(appeal, facts={"against": decision.kind, "ground": decision.ground}, now=now)
    return appeal


@transaction.atomic
def decide_appeal(
    *,
    appeal: Appeal,
    is_upheld: bool,
    reason: str,
    user: "AbstractBaseUser",
    now: datetime,
) -> Decision:
    """Upheld: a restriction is lifted, a refused submission goes back into the queue. Else the decision stands.

    Raises NeedsAnother where the same person decided before and somebody else could, or AlreadyDecided.
    """
    reason = required_words(reason, "reason", _("Write the reasons in the author's language."))
    if appeal.decision.decided_by_id == user.pk and others_may_decide(user):
        raise NeedsAnother
    open_ones = Appeal.objects.filter(pk=appeal.pk, state=Appeal.State.OPEN)
    if not open_ones.update(state=Appeal.State.DECIDED, decided_at=now):
        raise AlreadyDecided(what=str(appeal))
    decision = _record(appeal, is_upheld, reason, user, now)
    if is_upheld:
        _overturn(appeal.decision, user, now)
    if appeal.contact is not None:
        appeal_letters.send_outcome(appeal=appeal, contact=appeal.contact, decision=decision, now=now)
    return decision


def others_may_decide(user: "AbstractBaseUser") -> bool:
    """Whether anybody else among the staff may moderate."""
    app, codename = MODERATE.split(".")
    right = {"codename": codename, "content_type__app_label": app}
    may = Q(is_superuser=True)
    may |= Q(pk__in=_holders("user_permissions", right)) | Q(pk__in=_holders("groups__permissions", right))
    return get_user_model()._default_manager.filter(may, is_active=True).exclude(pk=user.pk).exists()


def _holders(path: str, right: dict[str, str]) -> object:
    values = {f"{path}__{name}": value for name, value in right.items()}
    return get_user_model()._default_manager.filter(**values).values("pk")


def _record(
    appeal: Appeal, is_upheld: bool, reason: str, user: "AbstractBaseUser", now: datetime
) -> Decision:
    about = appeal.decision
    return record_decision(
        kind=Decision.Kind.OVERTURNED if is_upheld else Decision.Kind.CONFIRMED,
        origin=Decision.Origin.APPEAL,
        submission=about.submission,
        deed=about.deed,
        about=about,
        ground=about.ground,
        part=about.part,
        reason=reason,
        language=about.language,
        contact=appeal.contact,
        waited_since=appeal.received_at,
        user=user,
        now=now,
    )


def _overturn(decision: Decision, user: "AbstractBaseUser", now: datetime) -> None:
    if decision.kind == Decision.Kind.RESTRICTED:
        if decision.lifted_at is None and decision.deed is not None:
            lift_restriction(
                decision=decision, reason="", origin=Decision.Origin.APPEAL, user=user, tells=False, now=now
            )
        return
    refused = DeedSubmission.objects.filter(decisions=decision, state=DeedSubmission.State.REFUSED)
    refused.update(state=DeedSubmission.State.PENDING, decided_at=None, changed_at=now)
