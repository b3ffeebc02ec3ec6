"""What is held about somebody as the author of deeds."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from contacts.holdings import Holding
from contacts.models import Contact
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


def erase_authorships(contact: Contact, now: datetime) -> None:
    """The deed stays its organisation's; who wrote it is no longer known."""
    delete_threads(DeedThread.objects.filter(author__contact=contact), keep=contact)
    DeedAuthor.objects.filter(contact=contact).delete()


AUTHORSHIPS = Holding(
    key="deeds.authorships",
    label=_("Deeds of which you are an author"),
    export=export_authorships,
    erase=erase_authorships,
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
