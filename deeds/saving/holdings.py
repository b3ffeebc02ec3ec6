"""What is held about a contact who follows searches or deeds."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from contacts.holdings import Holding
from contacts.models import Contact
from deeds.models import SavedSearch


def export_searches(contact: Contact) -> list[dict[str, Any]]:
    return [
        {
            "search": row.query,
            "deed": row.deed.number if row.deed else None,
            "language": row.language,
            "how_often": row.every,
            "asked_at": row.asked_at.isoformat(),
            "confirmed_at": row.confirmed_at.isoformat() if row.confirmed_at else None,
        }
        for row in SavedSearch.objects.filter(contact=contact).select_related("deed")
    ]


def erase_searches(contact: Contact, now: datetime) -> None:
    SavedSearch.objects.filter(contact=contact).delete()


SEARCHES = Holding(
    key="deeds.searches",
    label=_("Saved searches and followed deeds"),
    export=export_searches,
    erase=erase_searches,
    words={
        "search": _("search"),
        "deed": _("deed"),
        "language": _("language"),
        "how_often": _("how often"),
        "asked_at": _("asked"),
        "confirmed_at": _("confirmed"),
    },
    values=dict(SavedSearch.Every.choices),
)
