"""Changing the address of a person: the old one confirms that it is wanted, the new one that mail arrives there."""

from datetime import datetime, timedelta
from enum import StrEnum

from django.db import IntegrityError, transaction
from django.db.models import Q

from contacts import address_letters as letters
from contacts.errors import LinkUnknown
from contacts.models import AccessLink, AddressChange, Contact
from contacts.services import (
    ACCESS_DAYS,
    ADDRESS_RULE,
    DATA,
    find_contact,
    forget_if_idle,
    issue_access_link,
    look_up_access_link,
    record_consent,
    use_access_link,
    void_access_links,
)
from mail.models import Reason
from mail.services import lift_suppression, normalise_address, readdress, suppress
from mail.services.sweep import KEEP_BULK

KEEP_OPEN = timedelta(days=ACCESS_DAYS + 7)
KEEP_DONE = KEEP_BULK + timedelta(days=30)  # while mail that went to the old address may still be kept


class Side(StrEnum):
    """Which of the two addresses confirms."""

    OLD = "old"
    NEW = "new"

    @property
    def purpose(self) -> str:
        return f"contacts.address.{self}"


class Outcome(StrEnum):
    WAITING = "waiting"  # for the other address
    DONE = "done"
    TAKEN = "taken"  # the new address has become a person of its own since; nothing changed


@transaction.atomic
def ask_address_change(*, contact: Contact, new_address: str, now: datetime) -> None:
    """Send both addresses a mail. What was asked before and not confirmed by both is forgotten.

    A new address of which we hold something already cannot be taken over: its owner, and nobody else, reads so.
    Raises mail.errors.InvalidAddress.
    """
    wanted = normalise_address(new_address)
    if wanted == contact.address:
        return
    _forget_open(contact, now)
    change = AddressChange.objects.create(
        contact=contact, old_address=contact.address, new_address=wanted, asked_at=now
    )
    letters.send_to_old(change, token=_token(change, Side.OLD, now), now=now)
    if _is_taken(wanted):
        letters.send_taken(change, now=now)
    else:
        letters.send_to_new(change, token=_token(change, Side.NEW, now), now=now)


def look_up_address_change(*, side: Side, token: str, now: datetime) -> AddressChange:
    """What a link would confirm, unchanged. Raises contacts.errors.AccessLinkError."""
    return _change_of(look_up_access_link(purpose=side.purpose, token=token, now=now))


@transaction.atomic
def confirm_address_change(*, side: Side, token: str, now: datetime) -> Outcome:
    """One of the two addresses says yes; the second yes changes the address. Raises contacts.errors.AccessLinkError."""
    link = use_access_link(purpose=side.purpose, token=token, now=now)
    change = _change_of(link, lock=True)
    if side is Side.OLD:
        change.old_confirmed_at = now
    else:
        change.new_confirmed_at = now
    change.save(update_fields=["old_confirmed_at", "new_confirmed_at"])
    if not (change.old_confirmed_at and change.new_confirmed_at):
        return Outcome.WAITING
    return _complete(change, now)


def outcome_of(key: str) -> Outcome | None:
    """What became of a change of which one link was used; None once it is gone."""
    change = AddressChange.objects.filter(key=key).first()
    if change is None:
        return None
    return Outcome.DONE if change.done_at else Outcome.WAITING


@transaction.atomic
def expire_address_changes(*, now: datetime) -> int:
    """Forget what was not confirmed by both, and later what was done; returns how many."""
    late = Q(done_at__isnull=True, asked_at__lt=now - KEEP_OPEN) | Q(done_at__lt=now - KEEP_DONE)
    return AddressChange.objects.filter(late).delete()[0]


def _complete(change: AddressChange, now: datetime) -> Outcome:
    contact = Contact.objects.select_for_update().get(pk=change.contact_id)
    if _is_taken(change.new_address) or not _rename(contact, change.new_address):
        change.delete()
        return Outcome.TAKEN
    change.done_at = now
    change.save(update_fields=["done_at"])
    readdress(old=change.old_address, new=change.new_address, now=now)
    # Its owner has just confirmed the new address; no copy of an old list may lead to mail at the other one.
    lift_suppression(address=change.new_address)
    suppress(address=change.old_address, reason=Reason.UNSUBSCRIBED, now=now)
    _void_links(contact, now)
    record_consent(contact=contact, kind="address_changed", facts={"how": "both"}, now=now)
    letters.send_notice(change, now=now)
    return Outcome.DONE


def _is_taken(address: str) -> bool:
    """Whether we hold something of the address; one that was only ever typed somewhere is forgotten for this."""
    other = find_contact(address=address)
    return other is not None and not forget_if_idle(contact=other)


def _rename(contact: Contact, address: str) -> bool:
    """False if somebody else became a contact with this address a moment ago."""
    try:
        with transaction.atomic():
            Contact.objects.filter(pk=contact.pk).update(address=address, address_rule=ADDRESS_RULE)
    except IntegrityError:
        return False
    contact.refresh_from_db()
    return True


def _void_links(contact: Contact, now: datetime) -> None:
    """Links in mails at the old address show nothing any more, and confirm nothing."""
    purposes = [DATA, Side.OLD.purpose, Side.NEW.purpose]
    rows = AccessLink.objects.filter(contact=contact, purpose__in=purposes, expires_at__gt=now)
    rows.update(expires_at=now)


def _forget_open(contact: Contact, now: datetime) -> None:
    for change in contact.address_changes.filter(done_at__isnull=True):
        for side in Side:
            void_access_links(purpose=side.purpose, reference=change.key, now=now)
        change.delete()


def _token(change: AddressChange, side: Side, now: datetime) -> str:
    return issue_access_link(contact=change.contact, purpose=side.purpose, reference=change.key, now=now)


def _change_of(link: AccessLink, *, lock: bool = False) -> AddressChange:
    rows = AddressChange.objects.select_related("contact").filter(key=link.reference, done_at__isnull=True)
    change = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if change is None:  # it could not be done, or another one was asked for since
        raise LinkUnknown(purpose=link.purpose)
    return change
