"""From a draft to the moderators' queue and back: confirming the address, sending in, withdrawing, undoing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from contacts.services import forget_if_idle, get_or_create_contact, record_consent
from deeds.models import DeedSubmission
from deeds.models.shared import Licence
from deeds.screening import flags
from deeds.submitting import letters
from deeds.submitting.access import WAITING_LINK_FOR, keep_links, void_links
from deeds.submitting.drafting import DRAFT_FOR, Part, locked, save_part
from deeds.submitting.errors import NotReady, SubmissionClosed
from deeds.submitting.rules import missing

UNDO_FOR = timedelta(days=30)
CAN_WITHDRAW = (DeedSubmission.State.DRAFT, DeedSubmission.State.PENDING, DeedSubmission.State.RETURNED)


@dataclass(frozen=True)
class Acceptance:
    """The terms and the licence that an author accepted: their version, and the words beside the tick."""

    terms_version: str
    statement: str


@transaction.atomic
def send_in(
    *, submission: DeedSubmission, part: Part, revision: int, acceptance: Acceptance, now: datetime
) -> DeedSubmission:
    """Save the last screen and hand the submission over. Sent twice, it is one submission.

    Until the address is confirmed it waits where no moderator sees it. Raises NotReady, ChangedMeanwhile,
    SubmissionClosed; then nothing is written.
    """
    row = locked(submission)
    if row.state == DeedSubmission.State.PENDING or row.waits_for_address:
        return row
    row = save_part(submission=row, part=part, revision=revision, now=now)
    if lacking := missing(row):
        raise NotReady(reference=row.reference, missing=lacking)
    _accept(row, acceptance, now)
    row.flags = [flag.as_json() for flag in flags(row.texts)]
    row.submitted_at = now
    row.decided_at = None
    if row.confirmed_at is not None:
        _hand_over(row, now)
    row.save()
    return row


@transaction.atomic
def confirm_address(*, submission: DeedSubmission, now: datetime) -> DeedSubmission:
    """The author acted by the link in the mail. What was waiting for that goes to the moderators."""
    row = locked(submission)
    if row.confirmed_at is not None:
        return row
    waited = row.waits_for_address
    row.confirmed_at = now
    if waited:
        row.submitted_at = now
        _hand_over(row, now)
    row.save()
    return row


@transaction.atomic
def take_back(*, submission: DeedSubmission, now: datetime) -> DeedSubmission:
    """Open what waits for its address once more, to write in it. Raises SubmissionClosed."""
    row = locked(submission)
    if not row.waits_for_address:
        raise SubmissionClosed(row)
    row.submitted_at = None
    row.changed_at = now
    row.save()
    return row


@transaction.atomic
def withdraw(*, submission: DeedSubmission, now: datetime) -> DeedSubmission:
    """The author takes it away; for 30 days that can be undone. Raises SubmissionClosed where it is decided."""
    row = locked(submission)
    if row.state == DeedSubmission.State.WITHDRAWN:
        return row
    if row.state not in CAN_WITHDRAW:
        raise SubmissionClosed(row)
    row.withdrawn_from, row.state = row.state, DeedSubmission.State.WITHDRAWN
    row.changed_at, row.expires_at = now, now + UNDO_FOR
    row.save()
    return row


@transaction.atomic
def undo_withdrawal(*, submission: DeedSubmission, now: datetime) -> DeedSubmission:
    """Back to where it was. Raises SubmissionClosed where it was not withdrawn."""
    row = locked(submission)
    if row.state != DeedSubmission.State.WITHDRAWN:
        raise SubmissionClosed(row)
    row.state, row.withdrawn_from = row.withdrawn_from, ""
    row.changed_at = now
    row.expires_at = now + DRAFT_FOR if row.state == DeedSubmission.State.DRAFT else None
    row.save()
    return row


@transaction.atomic
def send_link_again(*, submission: DeedSubmission, address: str, now: datetime) -> DeedSubmission:
    """Mail the link once more, to another address where the first was mistyped and nobody confirmed it.

    Raises mail.errors.InvalidAddress, MailsUsedUp, SubmissionClosed.
    """
    row = locked(submission)
    if row.state not in CAN_WITHDRAW or row.contact is None:
        raise SubmissionClosed(row)
    contact = get_or_create_contact(address=address, language=row.language, now=now)
    if contact.pk != row.contact_id:
        if row.confirmed_at is not None:
            raise SubmissionClosed(row)
        former = row.contact
        void_links(submission=row, now=now)
        row.contact = contact
        row.save(update_fields=["contact"])
        forget_if_idle(contact=former)
    letters.send_link(submission=row, now=now)
    return row


def _hand_over(row: DeedSubmission, now: datetime) -> None:
    row.state, row.expires_at = DeedSubmission.State.PENDING, None
    row.changed_at = now
    keep_links(submission=row, until=now + WAITING_LINK_FOR, now=now)


def _accept(row: DeedSubmission, acceptance: Acceptance, now: datetime) -> None:
    row.terms_version, row.terms_accepted_at = acceptance.terms_version, now
    facts: dict[str, Any] = {
        "submission": row.reference,
        "terms": acceptance.terms_version,
        "licence": Licence.CC_BY_4.value,
        "statement": acceptance.statement,
        "language": row.language,
    }
    if row.contact is not None:
        record_consent(contact=row.contact, kind="deeds.terms", facts=facts, now=now)
