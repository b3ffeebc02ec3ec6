"""The links by which authors act: to their page of a deed, and to an invitation."""

from datetime import datetime, timedelta

from django.urls import reverse

from contacts.errors import LinkUnknown
from contacts.models import Contact
from contacts.services import issue_access_link, look_up_access_link
from core.html import absolute_url
from deeds.models import DeedAuthor

AUTHOR, INVITED = "deeds.author", "deeds.co_author"
AUTHOR_LINK_FOR = timedelta(days=30)
INVITATION_FOR = timedelta(days=14)


def author_url(*, author: DeedAuthor, now: datetime) -> str:
    """The absolute address of an author's page, for a mail to that author and nowhere else."""
    assert author.deed is not None  # noqa: S101 — authors of published deeds only are written to
    token = _issue(author, AUTHOR, str(author.deed.number), AUTHOR_LINK_FOR, now)
    return absolute_url(reverse("deeds:author", args=[token]))


def invitation_url(*, author: DeedAuthor, now: datetime) -> str:
    token = _issue(author, INVITED, str(author.pk), INVITATION_FOR, now)
    return absolute_url(reverse("deeds:invitation", args=[token]))


def open_author(*, token: str, now: datetime) -> DeedAuthor:
    """The author whom a link was sent to. Changes nothing. Raises contacts.errors.LinkUnknown or LinkExpired."""
    link = look_up_access_link(purpose=AUTHOR, token=token, now=now)
    return _found(AUTHOR, deed__number=int(link.reference), contact=link.contact, accepted_at__isnull=False)


def open_invitation(*, token: str, now: datetime) -> DeedAuthor:
    """Whoever is invited, accepted or not. Raises as `open_author`, also when the invitation was taken back."""
    link = look_up_access_link(purpose=INVITED, token=token, now=now)
    return _found(INVITED, pk=int(link.reference), contact=link.contact)


def _found(purpose: str, **wanted: object) -> DeedAuthor:
    rows = DeedAuthor.objects.select_related(
        "contact", "deed__source_page", "deed__organisation__merged_into"
    )
    author = rows.filter(**wanted).first()
    if author is None:
        raise LinkUnknown(purpose=purpose)
    return author


def _issue(author: DeedAuthor, purpose: str, reference: str, valid_for: timedelta, now: datetime) -> str:
    if author.contact is None:
        raise ValueError(f"{author} has nobody left to give a link to.")
    return issue_access_link(
        contact=author.contact,
        purpose=purpose,
        reference=reference,
        valid_for=valid_for,
        is_single_use=False,
        now=now,
    )


def language_of(contact: Contact | None, fallback: str = "fi") -> str:
    return contact.language if contact is not None else fallback
