"""What is held about a contact who was asked what stayed and has not answered yet."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from contacts.holdings import Holding
from contacts.models import Contact
from deeds.models import FollowUp


def export_follow_ups(contact: Contact) -> list[dict[str, Any]]:
    rows = FollowUp.objects.filter(contact=contact).select_related("deed")
    return [{"deed": row.deed.number, "asked_at": row.asked_at.isoformat()} for row in rows]


def erase_follow_ups(contact: Contact, now: datetime) -> None:
    """The row stays with nobody behind it, so that nobody is asked a second time."""
    FollowUp.objects.filter(contact=contact).update(contact=None)


FOLLOW_UPS = Holding(
    key="deeds.follow_ups",
    label=_("What we asked you a year on"),
    export=export_follow_ups,
    erase=erase_follow_ups,
    erasing=_("Nobody asks you a second time. What you answered stays with the deed, without you."),
    words={"deed": _("deed"), "asked_at": _("asked")},
    values={"deeds.stayed": _("to the question what stayed of a deed")},
)
