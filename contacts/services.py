"""Every write to contacts and their links, and what a contact may ask for: to see what we hold, and to be forgotten."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from contacts.errors import LinkExpired, LinkUnknown, LinkUsed
from contacts.holdings import holdings
from contacts.letters import data_letter, data_url, send_letter
from contacts.models import AccessLink, AddressChange, Contact
from core import ledger
from core.leftovers import clear_log
from core.models import LedgerEntry
from mail.addresses import normalise_address
from mail.models import Delivery, Reason
from mail.services import address_key, erase_address, suppress

ADDRESS_RULE = 1  # the number of mail's rule v1
CONSENT = "consent"  # the ledger's chain for everything that a contact agreed to or took back
DATA = "contacts.data"
ACCESS_DAYS = 7
DATA_LINK_FOR = timedelta(days=1)
KEEP_ENDED_LINKS = timedelta(days=30)  # until then a late click is told that the link is old
IDLE_FOR = timedelta(days=30)


def get_or_create_contact(*, address: str, language: str, now: datetime) -> Contact:
    """The contact of an address in any of its spellings. Raises mail.errors.InvalidAddress."""
    contact, _created = Contact.objects.get_or_create(
        address=normalise_address(address),
        defaults={"address_rule": ADDRESS_RULE, "language": language, "created_at": now},
    )
    return contact


def get_or_create_contacts(*, languages: Mapping[str, str], now: datetime) -> dict[str, Contact]:
    """The contacts of many normalised addresses, each with the language of one that is new: a few queries for all."""
    known = Contact.objects.in_bulk(languages, field_name="address")
    Contact.objects.bulk_create(
        (
            Contact(address=address, address_rule=ADDRESS_RULE, language=language, created_at=now)
            for address, language in languages.items()
            if address not in known
        ),
        ignore_conflicts=True,  # somebody may sign up just now
    )
    return Contact.objects.in_bulk(languages, field_name="address")


def set_language(*, contact: Contact, language: str) -> None:
    """The language in which we write to a person: the one chosen last."""
    Contact.objects.filter(pk=contact.pk).exclude(language=language).update(language=language)
    contact.language = language


def find_contact(*, address: str) -> Contact | None:
    """Raises mail.errors.InvalidAddress."""
    return Contact.objects.filter(address=normalise_address(address)).first()


def find_person(*, address: str, language: str, now: datetime) -> Contact | None:
    """Whoever asks for their data: the contact of an address, or a new one where something is held without any.

    Such a contact is there for its link, and forgotten as any that nothing points at. Raises mail.errors.InvalidAddress.
    """
    contact = find_contact(address=address)
    if contact is None and _holds_something(address):
        return get_or_create_contact(address=address, language=language, now=now)
    return contact


def _holds_something(address: str) -> bool:
    mailed = Delivery.objects.filter(address_key=address_key(address)).exclude(address="")
    return any(holding.knows(address) for holding in holdings if holding.knows) or mailed.exists()


def personal_part(contact: Contact) -> dict[str, str]:
    """What the ledger commits to about a contact; the same words are needed to prove it later."""
    return {"address": contact.address}


def record_consent(*, contact: Contact, kind: str, facts: dict[str, Any], now: datetime) -> LedgerEntry:
    """Append to the consent chain: `facts` hold what was shown and chosen, never who."""
    return ledger.append(
        chain=CONSENT,
        kind=kind,
        subject=contact.subject,
        facts=facts,
        personal=personal_part(contact),
        now=now,
    )


def record_consents(
    *, kind: str, facts: Sequence[tuple[Contact, dict[str, Any]]], now: datetime
) -> list[LedgerEntry]:
    """As `record_consent` for many contacts, in as many queries as for one."""
    events = (ledger.Event(kind, contact.subject, said, personal_part(contact)) for contact, said in facts)
    return ledger.append_all(chain=CONSENT, events=events, now=now)


def issue_access_link(
    *,
    contact: Contact,
    purpose: str,
    reference: str = "",
    valid_for: timedelta = timedelta(days=ACCESS_DAYS),
    is_single_use: bool = True,
    now: datetime,
) -> str:
    """A new token for a link in a mail. It is not stored, only its hash: whoever reads the table cannot use it."""
    token = secrets.token_urlsafe(24)
    AccessLink.objects.create(
        contact=contact,
        purpose=purpose,
        reference=reference,
        token_hash=_hashed(token),
        is_single_use=is_single_use,
        created_at=now,
        expires_at=now + valid_for,
    )
    return token


def look_up_access_link(*, purpose: str, token: str, now: datetime) -> AccessLink:
    """The link, unchanged: for showing a page. Raises LinkUnknown, LinkUsed or LinkExpired."""
    link = (
        AccessLink.objects.select_related("contact")
        .filter(purpose=purpose, token_hash=_hashed(token))
        .first()
    )
    if link is None:
        raise LinkUnknown(purpose=purpose)
    # Used before expired: who confirmed and comes back a year later has confirmed.
    if link.is_single_use and link.used_at is not None:
        raise LinkUsed(purpose=purpose, reference=link.reference)
    if now >= link.expires_at:
        raise LinkExpired(purpose=purpose, reference=link.reference)
    return link


def use_access_link(*, purpose: str, token: str, now: datetime) -> AccessLink:
    """Use a link. Of two who use a link that works once, exactly one succeeds; raises as `look_up_access_link`."""
    link = look_up_access_link(purpose=purpose, token=token, now=now)
    rows = AccessLink.objects.filter(pk=link.pk)
    if link.is_single_use and not rows.filter(used_at=None).update(used_at=now):
        raise LinkUsed(purpose=purpose, reference=link.reference)
    if not link.is_single_use:
        rows.update(used_at=now)
    link.used_at = now
    return link


def void_access_links(*, purpose: str, reference: str, now: datetime) -> int:
    """Let unused links of a reference expire at once."""
    open_links = AccessLink.objects.filter(
        purpose=purpose, reference=reference, used_at=None, expires_at__gt=now
    )
    return open_links.update(expires_at=now)


def extend_access_links(*, purpose: str, reference: str, until: datetime, now: datetime) -> int:
    """Let the links of a reference that still work go on at least until a time."""
    working = AccessLink.objects.filter(
        purpose=purpose, reference=reference, expires_at__gt=now, expires_at__lt=until
    )
    return working.update(expires_at=until)


def expire_access_links(*, now: datetime) -> int:
    """Delete links a month after they ended."""
    return AccessLink.objects.filter(expires_at__lt=now - KEEP_ENDED_LINKS).delete()[0]


def send_data_link(*, contact: Contact, now: datetime) -> None:
    """Mail a link, good for a day, behind which the person sees, takes along or erases what we hold."""
    token = issue_access_link(
        contact=contact, purpose=DATA, valid_for=DATA_LINK_FOR, is_single_use=False, now=now
    )
    send_letter(
        key=f"contacts:data:{token[:12]}",
        to=contact.address,
        letter=data_letter(contact, url=data_url(token)),
        language=contact.language,
        now=now,
    )


def export_contact(*, contact: Contact) -> dict[str, Any]:
    """Everything held about a contact, as plain JSON in the apps' own words."""
    held = {holding.key: holding.export(contact) for holding in holdings}
    return {
        "contact": {
            "address": contact.address,
            "language": contact.language,
            "created_at": contact.created_at.isoformat(),
        },
        "address_changes": [_exported_change(row) for row in contact.address_changes.order_by("asked_at")],
        "access_links": [_exported_link(link) for link in contact.access_links.order_by("created_at")],
        "consents": [_exported_entry(entry) for entry in _consents(contact)],
        "mails": [_exported_delivery(delivery) for delivery in _deliveries(contact)],
        **held,
    }


@transaction.atomic
def erase_contact(*, contact: Contact, now: datetime) -> None:
    """Forget a person: their rows go, mails lose the address, ledger entries can no longer be tied to anybody.

    One keyed hash of the address stays with mail, so that no copy of an old list leads to mail again.
    """
    for holding in holdings:
        holding.erase(contact, now)
    record_consent(contact=contact, kind="erased", facts={}, now=now)
    ledger.forget(chain=CONSENT, subject=contact.subject)
    for address in _addresses(contact):
        erase_address(address=address, now=now)
    suppress(address=contact.address, reason=Reason.UNSUBSCRIBED, now=now)
    contact.delete()
    transaction.on_commit(clear_log)


@transaction.atomic
def forget_if_idle(*, contact: Contact) -> bool:
    """Forget an address of which no app holds anything any more, such as one only ever typed into a form."""
    if any(holding.export(contact) for holding in holdings if holding.keeps_contact):
        return False
    ledger.forget(chain=CONSENT, subject=contact.subject)
    contact.delete()
    return True


def forget_idle_contacts(*, now: datetime) -> int:
    """Forget addresses that nothing has pointed at for a month after they came, whatever left them; how many."""
    return sum(forget_if_idle(contact=contact) for contact in _pointed_at_by_nothing(now))


def _pointed_at_by_nothing(now: datetime) -> "QuerySet[Contact]":
    """Contacts without a row of any app, and without a link that still works."""
    working = AccessLink.objects.filter(contact=OuterRef("pk"), expires_at__gte=now)
    found = Contact.objects.filter(~Exists(working), created_at__lt=now - IDLE_FOR)
    relations: Any = Contact._meta.get_fields(include_hidden=True)
    for relation in relations:
        if relation.auto_created and not relation.concrete and relation.related_model is not AccessLink:
            rows = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            found = found.filter(~Exists(rows))
    return found


def _hashed(token: str) -> str:
    # The token has 192 random bits, so a plain hash cannot be turned back by guessing.
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def _consents(contact: Contact) -> list[LedgerEntry]:
    return list(LedgerEntry.objects.filter(chain=CONSENT, subject=contact.subject))


def _deliveries(contact: Contact) -> list[Delivery]:
    keys = [address_key(address) for address in _addresses(contact)]
    rows = Delivery.objects.filter(address_key__in=keys)
    return list(rows.select_related("message").order_by("created_at"))


def _addresses(contact: Contact) -> list[str]:
    """The address, and former ones for as long as mail that went there may be kept."""
    former = contact.address_changes.filter(done_at__isnull=False).values_list("old_address", flat=True)
    return [contact.address, *sorted(set(former) - {contact.address})]


def _exported_change(change: AddressChange) -> dict[str, Any]:
    times = {name: getattr(change, name) for name in ("asked_at", "done_at")}
    return {
        "old_address": change.old_address,
        "new_address": change.new_address,
        **{name: moment.isoformat() if moment else None for name, moment in times.items()},
    }


def _exported_link(link: AccessLink) -> dict[str, Any]:
    return {
        "purpose": link.purpose,
        "created_at": link.created_at.isoformat(),
        "used": link.used_at is not None,
    }


def _exported_entry(entry: LedgerEntry) -> dict[str, Any]:
    return {"kind": entry.kind, "at": entry.at.isoformat(), **entry.facts}


def _exported_delivery(delivery: Delivery) -> dict[str, Any]:
    return {
        "subject": delivery.message.subject,
        "created_at": delivery.created_at.isoformat(),
        "state": delivery.state,
    }
