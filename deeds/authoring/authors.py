"""Every write about who wrote a deed: invited, accepted, shown, left. Addresses stay with the contacts."""

from datetime import datetime, timedelta

from django.db import transaction

from contacts.services import forget_if_idle, get_or_create_contact, void_access_links
from core.html import clean_words, visible
from deeds.authoring import letters
from deeds.authoring.access import AUTHOR, INVITATION_FOR, INVITED
from deeds.authoring.retiring import check_ground
from deeds.errors import RetirementAsked, TooManyAuthors
from deeds.models import Deed, DeedAuthor, DeedSubmission, FollowUp
from deeds.opendata.changes import record_change
from deeds.relay.threads import delete_threads
from deeds.screening.guard import refuse_identity_codes

MOST_AUTHORS = 10
NAME_LENGTH = 120
WITHDRAWN_FOR = timedelta(days=365)  # twice as long as a restriction can be appealed


def shown_authors(deed: Deed | None) -> list[DeedAuthor]:
    """Who is named on the deed's page: accepted and ticked, the main author first."""
    if deed is None:
        return []
    return list(deed.authors.filter(is_shown=True, accepted_at__isnull=False).exclude(name=""))


def authors_of(deed: Deed) -> list[DeedAuthor]:
    """Everyone who accepted, with an address to write to."""
    rows = deed.authors.filter(accepted_at__isnull=False, contact__isnull=False)
    return list(rows.select_related("contact", "deed"))


@transaction.atomic
def invite_author(*, by: DeedAuthor, address: str, now: datetime) -> DeedAuthor:
    """Ask somebody by mail to stand as an author too. Whoever is one already gets nothing; asking again mails again.

    Raises mail.errors.InvalidAddress, TooManyAuthors.
    """
    deed = _locked_deed(by)
    assert by.contact is not None  # noqa: S101 — who acts by a link has one
    contact = get_or_create_contact(address=address, language=by.contact.language, now=now)
    author = deed.authors.filter(contact=contact).first()
    if author is None:
        if deed.authors.count() >= MOST_AUTHORS:
            raise TooManyAuthors(number=deed.number, most=MOST_AUTHORS)
        author = DeedAuthor(deed=deed, contact=contact)
    if author.accepted_at is None:
        author.invited_at = now
        author.save()
        letters.send_invitation(author=author, now=now)
    return author


def _locked_deed(author: DeedAuthor) -> Deed:
    assert author.deed is not None  # noqa: S101 — only authors of published deeds come here
    return Deed.objects.select_for_update().get(pk=author.deed.pk)


@transaction.atomic
def accept_invitation(
    *, author: DeedAuthor, name: str, role: str, is_shown: bool, now: datetime
) -> DeedAuthor:
    """From now on an author like the others; accepted twice is accepted once. Raises as `set_shown`."""
    row = DeedAuthor.objects.select_for_update().get(pk=author.pk)
    if row.accepted_at is None:
        row.accepted_at = now
        row.save(update_fields=["accepted_at"])
        set_shown(author=row, name=name, role=role, is_shown=is_shown, now=now)
        letters.send_author_link(author=row, now=now)
    return row


@transaction.atomic
def set_shown(*, author: DeedAuthor, name: str, role: str, is_shown: bool, now: datetime) -> DeedAuthor:
    """Show an author's name and role on the deed's page, or neither; a name that is not shown is not kept either.

    Raises ValidationError for an identity code: nobody reads these words before they are public.
    """
    refuse_identity_codes(name=name, role=role)
    name, role = clean_words((" ".join(name.split()), " ".join(role.split())))
    author.is_shown = is_shown and bool(visible(name))
    author.name = name[:NAME_LENGTH] if author.is_shown else ""
    author.role = role[:NAME_LENGTH] if author.is_shown else ""
    author.save(update_fields=["is_shown", "name", "role"])
    if author.deed is not None:
        record_change(author.deed)
    return author


@transaction.atomic
def take_over_author(*, deed: Deed, name: str, role: str, now: datetime) -> DeedAuthor:
    """Somebody who is named with the deed where it comes from: nobody knows their address here. Raises as `set_shown`."""
    author = DeedAuthor.objects.create(deed=deed, accepted_at=now, takes_messages=False)
    return set_shown(author=author, name=name, role=role, is_shown=True, now=now)


@transaction.atomic
def remove_author(*, author: DeedAuthor, now: datetime) -> None:
    """Leave, decline, or take back an invitation: the deed stays, the name goes, the links stop working.

    When the main author leaves, the one who accepted first stands in that place.
    """
    deed, contact = author.deed, author.contact
    assert deed is not None  # noqa: S101 — only authors of published deeds come here
    void_access_links(purpose=INVITED, reference=str(author.pk), now=now)
    delete_threads(author.threads.all())
    if contact is not None:
        FollowUp.objects.filter(deed=deed, contact=contact, adoption=None).update(contact=None)
    author.delete()
    record_change(deed)
    if author.is_main:
        heir = deed.authors.filter(accepted_at__isnull=False).order_by("accepted_at", "pk").first()
        if heir is not None:
            heir.is_main = True
            heir.save(update_fields=["is_main"])
    if contact is not None:
        contact.access_links.filter(purpose=AUTHOR, reference=str(deed.number)).delete()
        forget_if_idle(contact=contact)


def expire_invitations(*, now: datetime) -> int:
    """Forget who was invited and did not answer within two weeks; how many."""
    old = DeedAuthor.objects.filter(accepted_at=None, invited_at__lt=now - INVITATION_FOR, deed__isnull=False)
    rows = list(old.select_related("deed", "contact"))
    for author in rows:
        remove_author(author=author, now=now)
    return len(rows)


def forget_authors(*, now: datetime) -> int:
    """Forget who wrote deeds that left the square a year ago; how many."""
    rows = DeedAuthor.objects.filter(deed__isnull=False, deed__changed_at__lt=now - WITHDRAWN_FOR)
    old = list(rows.exclude(deed__state=Deed.State.LIVE).select_related("deed", "contact"))
    for author in old:
        remove_author(author=author, now=now)
    return len(old)


@transaction.atomic
def ask_retirement(
    *, author: DeedAuthor, ground: str, reason: str, replaced_by: Deed | None, now: datetime
) -> DeedSubmission:
    """An author's wish to retire a deed, for a moderator to decide. Raises ValidationError, RetirementAsked."""
    deed = _locked_deed(author)
    reason = clean_words((reason.strip(),))[0]
    check_ground(deed=deed, ground=ground, reason=reason, replaced_by=replaced_by)
    if waiting_retirement(deed) is not None:
        raise RetirementAsked(number=deed.number)
    facts = {
        "ground": ground,
        "reason": reason,
        "replaced_by": replaced_by.number if replaced_by is not None else 0,
    }
    language = author.contact.language if author.contact is not None else "fi"
    return DeedSubmission.objects.create(
        kind=DeedSubmission.Kind.RETIREMENT,
        state=DeedSubmission.State.PENDING,
        contact=author.contact,
        language=language,
        organisation=deed.organisation,
        deed=deed,
        texts={language: {"title": deed.title}},
        facts=facts,
        created_at=now,
        changed_at=now,
        submitted_at=now,
        confirmed_at=now,  # who came by the link in a mail
    )


def waiting_retirement(deed: Deed) -> DeedSubmission | None:
    return deed.submissions.filter(
        kind=DeedSubmission.Kind.RETIREMENT, state=DeedSubmission.State.PENDING
    ).first()


@transaction.atomic
def withdraw_retirement(*, deed: Deed, now: datetime) -> None:
    """An author has thought better of it; a request that is decided already stays as it is."""
    waiting = deed.submissions.filter(kind=DeedSubmission.Kind.RETIREMENT, state=DeedSubmission.State.PENDING)
    waiting.update(state=DeedSubmission.State.WITHDRAWN, changed_at=now)
