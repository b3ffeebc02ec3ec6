"""Every write of what readers follow: asked for, confirmed by mail, changed, stopped. `telling` mails what is new."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from contacts.models import Contact
from contacts.services import (
    forget_if_idle,
    get_or_create_contact,
    issue_access_link,
    look_up_access_link,
    use_access_link,
)
from deeds.choosing import Choices
from deeds.models import Deed, SavedSearch
from deeds.saving import letters
from deeds.screening.guard import refuse_identity_codes

PURPOSE = "deeds.saved-search"
CONFIRM_WITHIN = timedelta(days=7)
MOST_OF_ONE = 20  # searches of one address


@transaction.atomic
def ask_search(*, choices: Choices, address: str, language: str, every: str, now: datetime) -> None:
    """Write a search down and mail a link that confirms it. Raises InvalidAddress, or ValidationError for an identity code.

    Whoever has it already gets a mail that says so: the page must not tell whose address is known.
    """
    refuse_identity_codes(search=choices.words)
    contact = get_or_create_contact(address=address, language=language, now=now)
    _wish(SavedSearch(contact=contact, language=language, query=choices.query), every, now)


@transaction.atomic
def follow_deed(*, deed: Deed, address: str, language: str, every: str, now: datetime) -> None:
    """The same of what becomes of one deed. Raises InvalidAddress."""
    contact = get_or_create_contact(address=address, language=language, now=now)
    _wish(SavedSearch(contact=contact, language=language, deed=deed), every, now)


def _wish(wished: SavedSearch, every: str, now: datetime) -> None:
    own = SavedSearch.objects.filter(contact=wished.contact)
    search = _same(wished, own).first()
    if search is not None and search.is_active:
        letters.send_known(search=search, now=now)
    elif search is None and own.count() >= MOST_OF_ONE:
        letters.send_full(search=own.order_by("asked_at")[0], most=MOST_OF_ONE, now=now)
    else:
        _ask(search or wished, wished.language, every, now)


def _same(wished: SavedSearch, own: "QuerySet[SavedSearch]") -> "QuerySet[SavedSearch]":
    if wished.deed is not None:
        return own.filter(deed=wished.deed)
    return own.filter(deed=None, language=wished.language, query=wished.query)


def _ask(search: SavedSearch, language: str, every: str, now: datetime) -> None:
    search.language, search.every, search.asked_at = language, every, now
    search.save()
    token = issue_access_link(
        contact=search.contact, purpose=PURPOSE, reference=search.reference, valid_for=CONFIRM_WITHIN, now=now
    )
    letters.send_confirmation(search=search, token=token, now=now)


def look_up_search(*, token: str, now: datetime) -> SavedSearch:
    """For showing the page behind the mail's link. Raises as `look_up_access_link`, or SavedSearch.DoesNotExist."""
    link = look_up_access_link(purpose=PURPOSE, token=token, now=now)
    return SavedSearch.objects.select_related("contact", "deed").get(reference=link.reference)


@transaction.atomic
def confirm_search(*, token: str, now: datetime) -> SavedSearch:
    """From now on what is new is mailed. Raises as `look_up_search`."""
    link = use_access_link(purpose=PURPOSE, token=token, now=now)
    search = SavedSearch.objects.select_related("contact", "deed").get(reference=link.reference)
    if not search.is_active:
        search.confirmed_at = search.told_until = now
        search.save(update_fields=["confirmed_at", "told_until"])
    return search


def change_search(*, search: SavedSearch, every: str) -> SavedSearch:
    search.every = every
    search.save(update_fields=["every"])
    return search


@transaction.atomic
def stop_search(*, reference: str) -> bool:
    """Forget a search, and the address with it where nothing else holds it; whether there was one."""
    search = SavedSearch.objects.select_related("contact").filter(reference=reference).first()
    if search is None:
        return False
    _delete(search)
    return True


def followed_by(*, subject: str) -> "QuerySet[SavedSearch]":
    """Everything that one reader has confirmed, the oldest first; `subject` is the contact's name in the ledger."""
    rows = SavedSearch.objects.filter(contact__subject=subject, confirmed_at__isnull=False)
    return rows.select_related("contact", "deed").order_by("asked_at", "pk")


@transaction.atomic
def stop_all(*, subject: str) -> int:
    """Forget everything that one reader follows, and the address where nothing else holds it; returns how much."""
    contact = Contact.objects.filter(subject=subject).first()
    if contact is None:
        return 0
    stopped = SavedSearch.objects.filter(contact=contact).delete()[0]
    forget_if_idle(contact=contact)
    return stopped


def _delete(search: SavedSearch) -> None:
    contact: Contact = search.contact
    search.delete()
    forget_if_idle(contact=contact)


def tidy_searches(*, now: datetime) -> int:
    """Forget what nobody confirmed within a week; returns how many."""
    late = SavedSearch.objects.filter(confirmed_at=None, asked_at__lt=now - CONFIRM_WITHIN)
    rows = list(late.select_related("contact"))
    for search in rows:
        with transaction.atomic():
            _delete(search)
    return len(rows)
