"""What is held about somebody as the author of deeds."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contacts.holdings import Holding, Way
from contacts.models import Contact
from deeds.authoring.access import author_url
from deeds.models import DeedAuthor, DeedThread
from deeds.relay.threads import delete_threads


def export_authorships(contact: Contact) -> list[dict[str, Any]]:
    rows = DeedAuthor.objects.filter(contact=contact, deed__isnull=False).select_related("deed")
    return [
        {
            "deed": row.deed.number if row.deed else None,
            "name": row.name,
            "role": row.role,
            "is_shown": row.is_shown,
            "is_main": row.is_main,
            "takes_messages": row.takes_messages,
            "invited_at": row.invited_at.isoformat() if row.invited_at else None,
            "accepted_at": row.accepted_at.isoformat() if row.accepted_at else None,
        }
        for row in rows.order_by("pk")
    ]


def ways_to_correct(contact: Contact, now: datetime) -> list[Way]:
    rows = DeedAuthor.objects.filter(contact=contact, deed__isnull=False, accepted_at__isnull=False)
    return [
        Way(
            gettext("Your page of deed %(number)s") % {"number": row.deed.number},
            author_url(author=row, now=now),
        )
        for row in rows.select_related("contact", "deed").order_by("pk")
        if row.deed
    ]


def erase_authorships(contact: Contact, now: datetime) -> None:
    """The deed stays its organisation's; who wrote it is no longer known."""
    delete_threads(DeedThread.objects.filter(author__contact=contact), keep=contact)
    DeedAuthor.objects.filter(contact=contact).delete()


AUTHORSHIPS = Holding(
    key="deeds.authorships",
    label=_("Deeds of which you are an author"),
    export=export_authorships,
    erase=erase_authorships,
    erasing=_(
        "A published deed stays: it is its organisation's. Your name leaves it, and nobody knows you as its author."
    ),
    ways=ways_to_correct,
    words={
        "deed": _("deed"),
        "name": _("name"),
        "role": _("role"),
        "is_shown": _("name and role are shown"),
        "is_main": _("sent it in"),
        "takes_messages": _("readers may write"),
        "invited_at": _("invited"),
        "accepted_at": _("accepted"),
    },
)
