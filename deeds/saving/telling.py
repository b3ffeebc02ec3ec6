"""Telling readers what is new: one mail for everything that is due of a reader, and no news twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, groupby

from django.db import transaction
from django.db.models import Q, QuerySet

from contacts.letters import Link
from deeds.asking import numbers
from deeds.choosing import Choices
from deeds.languages import Shown, shown_in
from deeds.models import Deed, SavedSearch
from deeds.saving import letters
from deeds.saving.news import deed_news
from finder.queries import read_search

MOST_TOLD = 20  # deeds in one mail; the rest is a number and a link
MOST_ASKED = 1000
# A little less than the time itself: a run that begins a minute earlier than the last one must not miss a day.
DUE_AFTER = {
    SavedSearch.Every.DAY: timedelta(hours=20),
    SavedSearch.Every.WEEK: timedelta(days=6, hours=20),
}


@dataclass(frozen=True)
class Claimed:
    """What is told of now; what came until `since` has been told."""

    search: SavedSearch
    since: datetime


def due_searches(*, now: datetime) -> "QuerySet[SavedSearch]":
    due = [Q(every=every, told_until__lte=now - after) for every, after in DUE_AFTER.items()]
    rows = SavedSearch.objects.filter(confirmed_at__isnull=False).filter(due[0] | due[1])
    return rows.select_related("contact", "deed").order_by("contact", "language", "pk")


def tell_due_searches(*, now: datetime) -> int:
    """Mail each reader what is new since the last time; returns how many mails were queued."""
    due = due_searches(now=now).iterator()
    readers = groupby(due, key=lambda search: (search.contact_id, search.language))
    return sum(tell_reader(searches=list(searches), now=now) for _reader, searches in readers)


@transaction.atomic
def tell_reader(*, searches: Sequence[SavedSearch], now: datetime) -> bool:
    """One mail of what is new of a reader's searches, all in one language. Of two runs at once, exactly one does it."""
    claimed = [Claimed(search, since) for search in searches if (since := _claim(search, now)) is not None]
    found = _new_numbers(claimed, now)
    news = {
        each.search: deed_news(each.search.deed, language=each.search.language, since=each.since, until=now)
        for each in claimed
        if each.search.deed is not None
    }
    told = [each for each in claimed if found.get(each.search) or news.get(each.search)]
    if told:
        _send(told, found, news, now)
    return bool(told)


def _claim(search: SavedSearch, now: datetime) -> datetime | None:
    since = search.told_until
    claimed = SavedSearch.objects.filter(pk=search.pk, told_until=since).update(told_until=now)
    return since if claimed else None


def _new_numbers(claimed: Sequence[Claimed], now: datetime) -> dict[SavedSearch, list[int]]:
    """The numbers of new deeds by search, each under the first that it meets, none that an earlier mail told of."""
    searches = [each for each in claimed if each.search.deed_id is None]
    known = _told_before(searches) if searches else set()
    found: dict[SavedSearch, list[int]] = {}
    for each in searches:
        met = new_numbers(search=each.search, since=each.since, until=now)
        found[each.search] = [number for number in met if number not in known]
        known.update(met)
    return found


def _told_before(claimed: Sequence[Claimed]) -> set[int]:
    """What the reader's searches have told of in the time that is now due: a daily one, or one in another language."""
    since = min(each.since for each in claimed)
    rows = SavedSearch.objects.filter(contact=claimed[0].search.contact, deed=None, told_until__gt=since)
    others = rows.exclude(pk__in=[each.search.pk for each in claimed])
    told = [*claimed, *(Claimed(row, row.told_until) for row in others if row.told_until is not None)]
    return {
        number
        for each in told
        if each.since > since and each.search.confirmed_at is not None
        for number in new_numbers(
            search=each.search, since=max(since, each.search.confirmed_at), until=each.since
        )
    }


def new_numbers(*, search: SavedSearch, since: datetime, until: datetime) -> list[int]:
    """The numbers of deeds that meet a search and were published after `since`, the newest first."""
    choices = Choices.parse(search.query)
    words = read_search(choices.text) if choices.text else None
    if words is not None and words.is_empty:
        return []
    question = choices.question(words, search.language).published_between(since, until)
    return numbers(question, limit=MOST_ASKED)


def shown_deeds(wanted: Sequence[int], language: str) -> list[Shown]:
    rows = Deed.objects.live().filter(number__in=wanted).select_related("organisation__merged_into")
    by_number = {row.number: row for row in rows}
    return shown_in([by_number[number] for number in wanted if number in by_number], language)


def _send(
    told: Sequence[Claimed],
    found: dict[SavedSearch, list[int]],
    news: dict[SavedSearch, list[Link]],
    now: datetime,
) -> None:
    first = told[0]
    new = list(chain.from_iterable(found.values()))
    shown = shown_deeds(new[:MOST_TOLD], first.search.language)
    if len(told) > 1:
        links = [*chain.from_iterable(news.values()), *letters.deed_links(shown, first.search.language)]
        searches = [each.search for each in told]
        letters.send_digest(
            searches=searches, links=links, left=len(new) - len(shown), since=first.since, now=now
        )
    elif first.search.deed is not None:
        letters.send_deed_news(search=first.search, links=news[first.search], since=first.since, now=now)
    else:
        letters.send_new(search=first.search, shown=shown, total=len(new), since=first.since, now=now)
