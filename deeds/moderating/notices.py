"""What readers report about a deed: received without an account, decided with reasons, both sides told."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from contacts.models import Contact
from contacts.services import get_or_create_contact
from core.html import clean_characters
from deeds.errors import AlreadyDecided
from deeds.models import Deed, DeedNotice
from deeds.models.moderation import Decision
from deeds.moderating import notice_letters
from deeds.moderating.deciding import required_words, valid_ground
from deeds.moderating.recording import record_decision, record_received
from deeds.moderating.restricting import authors_of, language_of_author, restrict_deed

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

MOST_WORDS = 3000


@transaction.atomic
def receive_notice(
    *, deed: Deed, ground: str, text: str, language: str, address: str = "", now: datetime
) -> DeedNotice:
    """Keep what a reader reports; with an address, mail a receipt with a link that asks for the answer.

    Raises ValidationError, or mail.errors.InvalidAddress; then nothing is written.
    """
    text = required_words(text, "text", _("Tell what is wrong and where."))
    if len(text) > MOST_WORDS:
        raise ValidationError({"text": _("At most 3,000 characters.")})
    contact = get_or_create_contact(address=address, language=language, now=now) if address else None
    notice = DeedNotice.objects.create(
        deed=deed,
        ground=valid_ground(ground),
        text=text,
        language=language,
        contact=contact,
        received_at=now,
    )
    facts = {"ground": notice.ground, "deed": deed.number, "language": language}
    record_received(notice, facts=facts, now=now)
    if contact is not None:
        notice_letters.send_receipt(notice=notice, contact=contact, now=now)
    return notice


@transaction.atomic
def confirm_answer(*, notice: DeedNotice, now: datetime) -> bool:
    """The reporter acted by the link: the address is theirs and gets the answer. False where it did so before."""
    return bool(DeedNotice.objects.filter(pk=notice.pk, confirmed_at=None).update(confirmed_at=now))


@transaction.atomic
def keep_deed(
    *, notice: DeedNotice, reason: str, answer: str = "", user: "AbstractBaseUser | None", now: datetime
) -> Decision:
    """Decide that a reported deed stays as it is. `answer` is for the reporter, where their language is another.

    Raises AlreadyDecided; then nothing is written.
    """
    reason = required_words(reason, "reason", _("Write the reasons in the author's language."))
    row = _claim(notice, now)
    answer = _answer(row, reason, answer)
    decision = record_decision(
        kind=Decision.Kind.KEPT,
        origin=Decision.Origin.NOTICE,
        deed=row.deed,
        notice=row,
        ground=row.ground,
        reason=reason,
        language=language_of_author(row.deed),
        contact=next(iter(authors_of(row.deed)), None),
        waited_since=row.received_at,
        user=user,
        now=now,
    )
    notice_letters.send_kept(deed=row.deed, authors=authors_of(row.deed), decision=decision, now=now)
    _tell_reporter(row, decision, answer, now)
    return decision


@transaction.atomic
def act_on_notice(
    *,
    notice: DeedNotice,
    part: str,
    ground: str,
    reason: str,
    answer: str = "",
    user: "AbstractBaseUser | None",
    now: datetime,
) -> Decision:
    """Decide that what is reported is right, and hide the deed or its picture. Raises AlreadyDecided."""
    reason = required_words(reason, "reason", _("Write the reasons in the author's language."))
    row = _claim(notice, now)
    answer = _answer(row, reason, answer)
    decision = restrict_deed(
        deed=row.deed,
        part=part,
        ground=ground,
        reason=reason,
        origin=Decision.Origin.NOTICE,
        notice=row,
        user=user,
        now=now,
    )
    _tell_reporter(row, decision, answer, now)
    return decision


def reporter(notice: DeedNotice) -> Contact | None:
    """Who gets the answer: only an address that asked for it by its link."""
    return notice.contact if notice.confirmed_at is not None else None


def needs_answer(notice: DeedNotice) -> bool:
    """Whether the reporter reads another language than the author, so that the reasons are written twice."""
    return reporter(notice) is not None and notice.language != language_of_author(notice.deed)


def _claim(notice: DeedNotice, now: datetime) -> DeedNotice:
    open_ones = DeedNotice.objects.filter(pk=notice.pk, state=DeedNotice.State.OPEN)
    if not open_ones.update(state=DeedNotice.State.DECIDED, decided_at=now):
        raise AlreadyDecided(what=notice.reference)
    return DeedNotice.objects.select_related("contact", "deed__source_page__locale").get(pk=notice.pk)


def _answer(notice: DeedNotice, reason: str, answer: str) -> str:
    if not needs_answer(notice):
        return reason
    return required_words(answer, "answer", _("Write the reasons in the reporter's language too."))


def _tell_reporter(notice: DeedNotice, decision: Decision, answer: str, now: datetime) -> None:
    contact = reporter(notice)
    if contact is not None:
        notice_letters.send_answer(
            notice=notice, contact=contact, decision=decision, answer=clean_characters(answer), now=now
        )
