"""What is held about a contact who follows searches or deeds."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contacts.holdings import Holding, Way
from contacts.models import Contact
from deeds.models import SavedSearch
from deeds.saving.addresses import all_url
from deeds.saving.services import PURPOSE
from deeds.saving.wording import followed_in_words


def export_searches(contact: Contact) -> list[dict[str, Any]]:
    return [
        {
            "search": "" if row.deed else followed_in_words(row),
            "deed": row.deed.number if row.deed else None,
            "language": row.language,
            "how_often": row.every,
            "asked_at": row.asked_at.isoformat(),
            "confirmed_at": row.confirmed_at.isoformat() if row.confirmed_at else None,
        }
        for row in SavedSearch.objects.filter(contact=contact).select_related("deed")
    ]


def ways_to_correct(contact: Contact, now: datetime) -> list[Way]:
    """One page for all of them."""
    row = SavedSearch.objects.filter(contact=contact, confirmed_at__isnull=False).first()
    return [Way(gettext("Everything that you follow"), all_url(row, now=now))] if row else []


def erase_searches(contact: Contact, now: datetime) -> None:
    SavedSearch.objects.filter(contact=contact).delete()


SEARCHES = Holding(
    key="deeds.searches",
    label=_("Saved searches and followed deeds"),
    export=export_searches,
    erase=erase_searches,
    erasing=_("You follow nothing any more, and no mail comes of it."),
    ways=ways_to_correct,
    words={
        "search": _("search"),
        "deed": _("deed"),
        "language": _("language"),
        "how_often": _("how often"),
        "asked_at": _("asked"),
        "confirmed_at": _("confirmed"),
    },
    values={**dict(SavedSearch.Every.choices), PURPOSE: _("to confirm what you follow")},
)
