"""How long submissions are kept: notices before drafts expire, and the end of what nobody needs any more."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from contacts.services import forget_if_idle
from core.tasks import Sweep
from deeds.models import DeedAuthor, DeedSubmission
from deeds.submitting import letters
from deeds.submitting.access import void_links
from deeds.submitting.errors import MailsUsedUp
from deeds.submitting.rules import is_empty

NOTICE_BEFORE = timedelta(days=5)
REFUSED_FOR = timedelta(days=180)  # as long as a decision can be appealed
RETURNED_FOR = timedelta(days=180)
ACCEPTED_FOR = timedelta(days=365)  # what became public has its own rows; this is the author's working copy
EXPIRED_FOR = timedelta(days=30)  # an old link says for so long what became of the draft
State = DeedSubmission.State


@dataclass(frozen=True)
class Kept:
    """What one run did."""

    noticed: int
    expired: int
    emptied: int
    deleted: int


def keep_submissions(*, now: datetime) -> Kept:
    """Tell those whose drafts end soon, empty what is over, delete what has been empty for a month."""
    return Kept(
        noticed=sum(_notice(row, now) for row in _ending_soon(now)),
        expired=_empty_each(_expired(now), State.EXPIRED, now),
        emptied=_empty_each(_decided(State.REFUSED, now - REFUSED_FOR), State.REFUSED, now)
        + _empty_each(_decided(State.ACCEPTED, now - ACCEPTED_FOR), State.ACCEPTED, now),
        deleted=_delete_expired(now),
    )


def empty(row: DeedSubmission, *, state: str, now: datetime) -> None:
    """Take away everything that a person wrote and who they are; what is counted stays. In the caller's transaction."""
    void_links(submission=row, now=now)
    for name, value in _NOTHING.items():
        setattr(row, name, value() if callable(value) else value)
    row.contact = None
    row.state, row.changed_at, row.expires_at = state, now, None
    row.save()
    DeedAuthor.objects.filter(submission=row, deed=None).delete()


_NOTHING: dict[str, Any] = {
    "texts": dict,
    "facts": dict,
    "flags": list,
    "new_organisation": dict,
    "author_name": "",
    "author_role": "",
    "shows_name": False,
    "idempotency_key": "",
}


def _ending_soon(now: datetime) -> Iterable[DeedSubmission]:
    rows = DeedSubmission.objects.filter(
        state=State.DRAFT, expires_at__gt=now, expires_at__lte=now + NOTICE_BEFORE, expiry_noticed_at=None
    )
    return rows.exclude(contact=None).select_related("contact")


@transaction.atomic
def _notice(row: DeedSubmission, now: datetime) -> bool:
    # Claimed first: of two sweeps at once one writes the mail.
    unclaimed = DeedSubmission.objects.filter(pk=row.pk, expiry_noticed_at=None)
    if not unclaimed.update(expiry_noticed_at=now) or is_empty(row):
        return False
    try:
        letters.send_expiry_notice(submission=row, now=now)
    except MailsUsedUp:
        return False
    return True


def _expired(now: datetime) -> Iterable[DeedSubmission]:
    old_drafts = DeedSubmission.objects.filter(state__in=(State.DRAFT, State.WITHDRAWN), expires_at__lte=now)
    left = DeedSubmission.objects.filter(state=State.RETURNED, changed_at__lte=now - RETURNED_FOR)
    return old_drafts | left


def _decided(state: str, before: datetime) -> Iterable[DeedSubmission]:
    return DeedSubmission.objects.filter(state=state, decided_at__lte=before, contact__isnull=False)


def _empty_each(rows: Any, state: str, now: datetime) -> int:
    return sum(_empty_one(pk, rows, state, now) for pk in list(rows.values_list("pk", flat=True)))


@transaction.atomic
def _empty_one(pk: int, rows: Any, state: str, now: datetime) -> bool:
    # Asked again under the lock: the author may have saved, or a moderator decided, a moment ago.
    row = rows.select_for_update(of=("self",)).select_related("contact").filter(pk=pk).first()
    if row is None:
        return False
    contact = row.contact
    empty(row, state=state, now=now)
    if contact is not None:
        forget_if_idle(contact=contact)
    return True


def _delete_expired(now: datetime) -> int:
    rows = DeedSubmission.objects.filter(state=State.EXPIRED, changed_at__lte=now - EXPIRED_FOR)
    count = rows.count()
    rows.delete()
    return count


@task()
def keep_submissions_now() -> None:
    keep_submissions(now=timezone.now())


KEEP_SUBMISSIONS = Sweep(key="deeds.keep_submissions", cron="45 3 * * *", task=keep_submissions_now)
