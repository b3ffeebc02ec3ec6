"""What adoptions hold about a contact."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from contacts.holdings import Holding
from contacts.models import Contact
from deeds.models import Adoption
from deeds.spreading.adopting import PURPOSE


def export_adoptions(contact: Contact) -> list[dict[str, Any]]:
    rows = Adoption.objects.filter(contact=contact).select_related("deed", "organisation")
    return [
        {
            "deed": row.deed.number,
            "organisation": row.organisation.name_in(contact.language),
            "how_adopted": row.kind,
            "state": row.state,
            "reason": row.reason,
            "asked_at": row.asked_at.isoformat(),
            "confirmed_at": row.confirmed_at.isoformat() if row.confirmed_at else None,
        }
        for row in rows.order_by("asked_at", "pk")
    ]


def erase_adoptions(contact: Contact, now: datetime) -> None:
    """What is shown stays the organisation's word, with nobody behind it; the rest goes."""
    rows = Adoption.objects.filter(contact=contact)
    rows.filter(state=Adoption.State.ACCEPTED).update(contact=None, mail_domain="")
    rows.exclude(state=Adoption.State.ACCEPTED).delete()


ADOPTIONS = Holding(
    key="deeds.adoptions",
    label=_("Adoptions that you told us of"),
    export=export_adoptions,
    erase=erase_adoptions,
    erasing=_(
        "An adoption that is shown stays as its organisation's word, with nobody behind it. Every other one goes."
    ),
    words={
        "deed": _("deed"),
        "organisation": _("organisation"),
        "how_adopted": _("how"),
        "reason": _("reason"),
        "asked_at": _("asked"),
        "confirmed_at": _("confirmed"),
    },
    values={
        PURPOSE: _("to confirm an adoption"),
        **dict(Adoption.Kind.choices),
        **dict(Adoption.State.choices),
    },
)
