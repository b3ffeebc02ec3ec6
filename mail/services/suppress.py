"""Who must not be mailed, and forgetting a person."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from mail.addresses import address_key, normalise_address
from mail.models import CLAIMABLE, Delivery, Lane, Message, Reason, State, Suppression
from mail.returns.models import Return
from mail.services.record import NOBODY, move_all

# A weaker reason never replaces a stronger one.
_STRENGTH = [Reason.UNSUBSCRIBED, Reason.BOUNCED, Reason.COMPLAINED, Reason.BLOCKED]


def suppress(*, address: str, reason: str, now: datetime) -> Suppression:
    """Send no more bulk mail to an address (`blocked`: no mail at all). Raises InvalidAddress, ValueError."""
    return suppress_key(key=address_key(address), reason=Reason(reason), now=now)


@transaction.atomic
def suppress_key(*, key: str, reason: Reason, now: datetime) -> Suppression:
    row, created = Suppression.objects.select_for_update().get_or_create(
        address_key=key, defaults={"reason": reason, "created_at": now}
    )
    if not created and _STRENGTH.index(reason) > _STRENGTH.index(Reason(row.reason)):
        row.reason, row.created_at = reason, now
        row.save(update_fields=["reason", "created_at"])
    return row


def lift_suppression(*, address: str) -> bool:
    """The person confirmed this address again, so mail reaches it and is wanted; `blocked` stays."""
    rows = Suppression.objects.filter(address_key=address_key(address)).exclude(reason=Reason.BLOCKED)
    deleted, _per_model = rows.delete()
    return bool(deleted)


def suppressed(addresses: Iterable[str]) -> set[str]:
    """Those of the addresses, as given, that get no bulk mail."""
    by_key = {address_key(address): address for address in addresses}
    return {by_key[key] for key in suppressed_keys(by_key, lane=Lane.BULK)}


def suppressed_keys(keys: Iterable[str], *, lane: str) -> set[str]:
    """Those of the address keys that get no mail in this lane."""
    wanted = list(keys)
    found: set[str] = set()
    for start in range(0, len(wanted), 500):  # a query with more values is slow, and SQLite limits them
        rows = Suppression.objects.filter(address_key__in=wanted[start : start + 500])
        if lane == Lane.SINGLE:
            rows = rows.filter(reason=Reason.BLOCKED)
        found.update(rows.values_list("address_key", flat=True))
    return found


def erase_address(*, address: str, now: datetime) -> int:
    """Forget a person: queued mail is cancelled, single mail deleted, bulk rows keep no address, name or value.

    Suppressions stay: they are hashes, and they keep the person from being mailed again. Returns the rows touched.
    """
    rows = Delivery.objects.filter(address_key=address_key(address))
    move_all(rows.filter(state__in=CLAIMABLE), state=State.CANCELLED, now=now, detail="address erased")
    with transaction.atomic():
        singles = Message.objects.filter(lane=Lane.SINGLE, deliveries__in=rows.filter(lane=Lane.SINGLE))
        deleted = singles.count()
        singles.delete()
        return deleted + rows.update(**NOBODY) + _forget_reports(address)


def _forget_reports(address: str) -> int:
    """What servers said about the person, and mails that fitted nothing and hold the address anywhere."""
    plain = normalise_address(address)
    about = Q(delivery__address_key=address_key(address)) | Q(recipient=plain) | Q(source__icontains=plain)
    kept = Return.objects.filter(about).exclude(recipient="", source="", diagnostic="")
    return kept.update(recipient="", source="", diagnostic="")
