"""Every write of saved searches: asked for, confirmed by mail, changed, stopped, told of what is new."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from contacts.models import Contact
from contacts.services import (
    forget_if_idle,
    get_or_create_contact,
    issue_access_link,
    look_up_access_link,
    use_access_link,
)
from deeds.asking import numbers
from deeds.choosing import Choices
from deeds.languages import Shown, shown_in
from deeds.models import Deed, SavedSearch
from deeds.saving import letters
from deeds.screening.guard import refuse_identity_codes
from finder.queries import read_search

PURPOSE = "deeds.saved-search"
CONFIRM_WITHIN = timedelta(days=7)
MOST_OF_ONE = 20  # searches of one address
MOST_TOLD = 20  # deeds in one mail; the rest is a number and a link
# A little less than the time itself: a run that begins a minute earlier than the last one must not miss a day.
DUE_AFTER = {
    SavedSearch.Every.DAY: timedelta(hours=20),
    SavedSearch.Every.WEEK: timedelta(days=6, hours=20),
}


@transaction.atomic
def ask_search(*, choices: Choices, address: str, language: str, every: str, now: datetime) -> None:
    """Write a search down and mail a link that confirms it. Raises InvalidAddress, or ValidationError for an identity code.

    Whoever has it already gets a mail that says so: the page must not tell whose address is known.
    """
    refuse_identity_codes(search=choices.words)
    contact = get_or_create_contact(address=address, language=language, now=now)
    own = SavedSearch.objects.filter(contact=contact)
    search = own.filter(language=language, query=choices.query).first()
    if search is not None and search.is_active:
        letters.send_known(search=search, now=now)
    elif search is None and own.count() >= MOST_OF_ONE:
        letters.send_full(search=own.order_by("asked_at")[0], most=MOST_OF_ONE, now=now)
    else:
        _ask(search or SavedSearch(contact=contact, language=language, query=choices.query), every, now)


def _ask(search: SavedSearch, every: str, now: datetime) -> None:
    search.every, search.asked_at = every, now
    search.save()
    token = issue_access_link(
        contact=search.contact, purpose=PURPOSE, reference=search.reference, valid_for=CONFIRM_WITHIN, now=now
    )
    letters.send_confirmation(search=search, token=token, now=now)


def look_up_search(*, token: str, now: datetime) -> SavedSearch:
    """For showing the page behind the mail's link. Raises as `look_up_access_link`, or SavedSearch.DoesNotExist."""
    link = look_up_access_link(purpose=PURPOSE, token=token, now=now)
    return SavedSearch.objects.select_related("contact").get(reference=link.reference)


@transaction.atomic
def confirm_search(*, token: str, now: datetime) -> SavedSearch:
    """From now on what is new is mailed. Raises as `look_up_search`."""
    link = use_access_link(purpose=PURPOSE, token=token, now=now)
    search = SavedSearch.objects.select_related("contact").get(reference=link.reference)
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


def due_searches(*, now: datetime) -> "QuerySet[SavedSearch]":
    due = [Q(every=every, told_until__lte=now - after) for every, after in DUE_AFTER.items()]
    rows = SavedSearch.objects.filter(confirmed_at__isnull=False).filter(due[0] | due[1])
    return rows.select_related("contact").order_by("told_until", "pk")


def tell_due_searches(*, now: datetime) -> int:
    """Mail each reader what is new since the last time; returns how many mails were queued."""
    return sum(tell_search(search=search, now=now) for search in due_searches(now=now).iterator())


@transaction.atomic
def tell_search(*, search: SavedSearch, now: datetime) -> bool:
    """Mail what is new of one search, if anything is. Of two runs at once, exactly one does it."""
    since = search.told_until
    claimed = SavedSearch.objects.filter(pk=search.pk, told_until=since).update(told_until=now)
    if not claimed or since is None:
        return False
    found = new_numbers(search=search, since=since, until=now)
    if found:
        shown = shown_deeds(found[:MOST_TOLD], search.language)
        letters.send_new(search=search, shown=shown, total=len(found), since=since, now=now)
    return bool(found)


def new_numbers(*, search: SavedSearch, since: datetime, until: datetime) -> list[int]:
    """The numbers of deeds that meet a search and were published after `since`, the newest first."""
    choices = Choices.parse(search.query)
    words = read_search(choices.text) if choices.text else None
    if words is not None and words.is_empty:
        return []
    question = choices.question(words, search.language).published_between(since, until)
    return numbers(question, limit=1000)


def shown_deeds(wanted: Sequence[int], language: str) -> list[Shown]:
    rows = Deed.objects.live().filter(number__in=wanted).select_related("organisation__merged_into")
    by_number = {row.number: row for row in rows}
    return shown_in([by_number[number] for number in wanted if number in by_number], language)
