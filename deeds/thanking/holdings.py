"""The thanks of an address, found by its keyed hash, whether somebody has a contact for other reasons or not."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from contacts.holdings import Holding
from contacts.models import Contact
from deeds.models import Thanks
from deeds.thanking.services import thanks_key


def export_thanks(contact: Contact) -> list[dict[str, Any]]:
    rows = Thanks.objects.filter(address_key=thanks_key(contact.address)).select_related("deed")
    return [{"deed": row.deed.number, "thanked_at": row.thanked_at.isoformat()} for row in rows]


def has_thanked(address: str) -> bool:
    return Thanks.objects.filter(address_key=thanks_key(address)).exists()


def erase_thanks(contact: Contact, now: datetime) -> None:
    Thanks.objects.filter(address_key=thanks_key(contact.address)).delete()


THANKS = Holding(
    key="deeds.thanks",
    label=_("Deeds that you thanked for"),
    export=export_thanks,
    erase=erase_thanks,
    erasing=_("They are not counted any more."),
    words={"deed": _("deed"), "thanked_at": _("thanked")},
    keeps_contact=False,
    knows=has_thanked,
)
