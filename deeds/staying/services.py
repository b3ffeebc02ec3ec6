"""Every write about what stayed: whom to ask, the one mail, the answer, and letting go of who was asked."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from contacts.models import Contact
from contacts.services import forget_if_idle
from core.html import clean_characters, visible
from deeds.errors import DeedNotPublished, FollowUpAnswered
from deeds.models import Adoption, Deed, DeedAuthor, DeedSubmission, FollowUp
from deeds.models.shared import Stage
from deeds.opendata.changes import record_change
from deeds.screening.guard import refuse_identity_codes
from deeds.staying import letters
from deeds.staying.access import LINK_FOR
from deeds.submitting.drafting import Part
from deeds.submitting.sending import Acceptance, send_in
from deeds.versioning.correcting import start_correction
from mail.services import suppressed

AFTER = timedelta(days=365)
# Who published longer ago than this when the question came to the site is not asked any more.
ASKED_FOR = timedelta(days=180)
STAYED_LENGTH, CHANGED_LENGTH = 600, 590  # together, with a line between them, what the page's field takes


def ask_what_stayed(*, now: datetime) -> int:
    """Ask whom it is time to ask, once; returns how many mails were queued."""
    _let_go(now)
    authors = sum(ask_author(deed=deed, now=now) for deed in due_deeds(now=now))
    return authors + sum(ask_adopter(adoption=adoption, now=now) for adoption in due_adoptions(now=now))


def due_deeds(*, now: datetime) -> "QuerySet[Deed]":
    rows = Deed.objects.live().filter(published_at__lte=now - AFTER, published_at__gt=now - AFTER - ASKED_FOR)
    asked = FollowUp.objects.filter(deed=OuterRef("pk"), adoption=None)
    return rows.filter(~Exists(asked)).order_by("number")


def due_adoptions(*, now: datetime) -> "QuerySet[Adoption]":
    rows = Adoption.objects.filter(
        state=Adoption.State.ACCEPTED, contact__isnull=False, follow_up=None, deed__state=Deed.State.LIVE
    )
    due = rows.filter(decided_at__lte=now - AFTER, decided_at__gt=now - AFTER - ASKED_FOR)
    return due.select_related("deed", "contact").order_by("pk")


@transaction.atomic
def ask_author(*, deed: Deed, now: datetime) -> bool:
    """Mail the main author the question, unless it was asked or the address wants no mail; whether it was sent."""
    rows = deed.authors.filter(accepted_at__isnull=False, contact__isnull=False).select_related("contact")
    author = rows.order_by("-is_main", "accepted_at", "pk").first()
    return author is not None and _ask(deed, None, author.contact, now)


@transaction.atomic
def ask_adopter(*, adoption: Adoption, now: datetime) -> bool:
    """The same of whoever told that an organisation adopted a deed."""
    return _ask(adoption.deed, adoption, adoption.contact, now)


def _ask(deed: Deed, adoption: Adoption | None, contact: Contact | None, now: datetime) -> bool:
    # Nobody asked for this mail, so every suppression counts, also of who left a newsletter.
    if contact is None or suppressed([contact.address]):
        return False
    # Of two runs at once one makes the row, and only that one mails.
    row, is_new = FollowUp.objects.get_or_create(
        deed=deed,
        adoption=adoption,
        defaults={"contact": contact, "language": contact.language, "asked_at": now},
    )
    if is_new:
        letters.send_question(follow_up=row, contact=contact, now=now)
    return is_new


@transaction.atomic
def answer_as_author(
    *, follow_up: FollowUp, stage: str, stayed: str, changed: str, acceptance: Acceptance, now: datetime
) -> DeedSubmission:
    """Send the answer to the moderators as a correction of the deed: its stage, and the words below "After a year".

    Raises FollowUpAnswered, DeedNotPublished, or ValidationError, by field; then nothing is written.
    """
    words = _words(stayed, changed)
    row = _claim(follow_up, {"stage": stage}, now)
    author = _author_of(row)
    draft = start_correction(author=author, goes_on=False, now=now)
    part = Part(texts={draft.language: {"after_year": words}}, facts={"stage": stage})
    sent = send_in(submission=draft, part=part, revision=draft.revision, acceptance=acceptance, now=now)
    FollowUp.objects.filter(pk=row.pk).update(submission=sent, contact=None)
    return sent


@transaction.atomic
def answer_as_adopter(*, follow_up: FollowUp, stage: str, kept: str, now: datetime) -> FollowUp:
    """Shown with the adoption at once: two choices, no words; a later answer corrects an earlier one.

    Raises as `answer_as_author`, FollowUpAnswered only where the question is not asked of this person any more.
    """
    if kept not in FollowUp.Kept.values:
        raise ValidationError({"kept": _("Choose how much of it stayed.")})
    row = _claim(follow_up, {"stage": stage, "kept": kept}, now, corrects=True)
    contact, row.contact = row.contact, None
    row.save(update_fields=["contact"])
    if contact is not None:
        forget_if_idle(contact=contact)
    record_change(row.deed)
    return row


@transaction.atomic
def take_over_answer(*, adoption: Adoption, stage: str, kept: str, now: datetime) -> FollowUp:
    """What an adopter answered on another site, or before a restore; nobody is asked. Raises ValidationError."""
    row = FollowUp(
        deed=adoption.deed,
        adoption=adoption,
        language=adoption.language,
        stage=stage,
        kept=kept,
        asked_at=now,
        answered_at=now,
    )
    row.full_clean(exclude=["contact", "submission"])
    row.save()
    record_change(row.deed)
    return row


def was_sent(*, follow_up: FollowUp, stage: str, stayed: str, changed: str) -> bool:
    """Whether the author's answer was these very words: a second click, not a second answer."""
    sent = follow_up.submission
    if sent is None:
        return False
    words = sent.texts.get(sent.language, {}).get("after_year")
    return bool(words == _joined(stayed, changed) and follow_up.stage == stage)


def _words(stayed: str, changed: str) -> str:
    refuse_identity_codes(stayed=stayed, changed=changed)
    words = _joined(stayed, changed)
    if not _joined(stayed, ""):
        raise ValidationError({"stayed": _("Tell what stayed in use.")})
    return words


def _joined(stayed: str, changed: str) -> str:
    parts = [visible(clean_characters(text).strip()) for text in (stayed, changed)]
    return "\n\n".join(part for part in parts if part)


def _claim(follow_up: FollowUp, values: dict[str, str], now: datetime, *, corrects: bool = False) -> FollowUp:
    """Take the answer: of two that are sent at once, exactly one counts, unless the later `corrects` the earlier."""
    if values["stage"] not in Stage.values:
        raise ValidationError({"stage": _("Choose the stage.")})
    waiting = Q(answered_at=None, contact__isnull=False)
    open_rows = FollowUp.objects.filter(
        waiting | Q(answered_at__isnull=False) if corrects else waiting, pk=follow_up.pk
    )
    if not open_rows.update(answered_at=now, **values):
        raise FollowUpAnswered(reference=follow_up.reference)
    row = FollowUp.objects.select_related("contact", "deed").get(pk=follow_up.pk)
    if not row.deed.is_live:
        raise DeedNotPublished(number=row.deed.number)
    return row


def _author_of(row: FollowUp) -> DeedAuthor:
    rows = DeedAuthor.objects.select_related("contact", "deed__source_page", "deed__organisation")
    return rows.get(deed=row.deed, contact=row.contact, accepted_at__isnull=False)


def _let_go(now: datetime) -> None:
    """Of those who did not answer while their link worked."""
    late = FollowUp.objects.filter(contact__isnull=False, asked_at__lt=now - LINK_FOR)
    for row in late.select_related("contact"):
        with transaction.atomic():
            contact, row.contact = row.contact, None
            row.save(update_fields=["contact"])
            if contact is not None:
                forget_if_idle(contact=contact)
