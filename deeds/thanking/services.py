"""Every write of thanks: nothing before a mail's link confirms it, then a keyed hash."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from core import links
from deeds.errors import DeedNotPublished
from deeds.models import Deed, Thanks
from deeds.thanking import letters
from mail.addresses import keyed_hash, normalise_address

PURPOSE = "deeds.thanks"
LINK_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Thanking:
    """What a mail's link says: no address, so that it may pass through hands and logs."""

    deed: Deed
    address_key: str
    language: str


def thanks_key(address: str) -> str:
    """Raises mail.errors.InvalidAddress. Of its own kind: it can't be compared with what mail keeps of addresses."""
    return keyed_hash("thanks", normalise_address(address))


def ask_thanks(*, deed: Deed, address: str, language: str, now: datetime) -> None:
    """Mail a link that confirms the thanks; nothing is written here. Raises InvalidAddress.

    Who has thanked already gets the same mail: the page must not tell who did.
    """
    token = links.sign(purpose=PURPOSE, value=[deed.number, thanks_key(address), language], now=now)
    letters.send_confirmation(deed=deed, address=address, language=language, token=token, now=now)


def has_thanked(thanking: Thanking) -> bool:
    return thanking.deed.thanks.filter(address_key=thanking.address_key).exists()


def take_back(*, thanking: Thanking) -> None:
    """As if the address had never thanked, whatever became of the deed."""
    thanking.deed.thanks.filter(address_key=thanking.address_key).delete()


def look_up_thanking(*, token: str, now: datetime) -> Thanking:
    """For showing the page behind the link. Raises core.links.BadLink, or Deed.DoesNotExist."""
    number, key, language = links.read(purpose=PURPOSE, token=token, now=now, max_age=LINK_FOR)
    return Thanking(Deed.objects.get(number=number), key, language)


@transaction.atomic
def thank(*, thanking: Thanking, now: datetime) -> bool:
    """Count it, once for an address and a deed; whether it was new. Raises DeedNotPublished."""
    deed = Deed.objects.select_for_update().get(pk=thanking.deed.pk)
    if not deed.is_live:
        raise DeedNotPublished(number=deed.number)
    _row, is_new = Thanks.objects.get_or_create(
        deed=deed, address_key=thanking.address_key, defaults={"thanked_at": now}
    )
    return is_new
