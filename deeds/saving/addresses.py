"""Addresses of what a reader follows as they stand in mails, without a language prefix: they must work for years."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from core import links
from core.html import absolute_url
from core.pages import page_url
from deeds.front import front_index
from deeds.models import SavedSearch

MANAGE = "deeds.saved-search.manage"
MANAGE_AGE = timedelta(days=30)
STOP = "deeds.saved-search.stop"
ALL = "deeds.saved-search.all"
STOP_ALL = "deeds.saved-search.stop-all"


def confirm_url(token: str) -> str:
    return absolute_url(reverse("deeds:search_confirm", args=[token]))


def manage_url(search: SavedSearch, *, now: datetime) -> str:
    """Works for 30 days: how often, and stopping."""
    return absolute_url(reverse("deeds:search_manage", args=[_signed(MANAGE, search, now)]))


def stop_url(search: SavedSearch, *, now: datetime) -> str:
    """Works for as long as its key is in LINK_KEYS; a POST to it stops the search (RFC 8058)."""
    return absolute_url(reverse("deeds:search_stop", args=[_signed(STOP, search, now)]))


def all_url(search: SavedSearch, *, now: datetime) -> str:
    """Works for 30 days: everything that the same reader follows."""
    return absolute_url(reverse("deeds:search_all", args=[_signed_reader(ALL, search, now)]))


def stop_all_url(search: SavedSearch, *, now: datetime) -> str:
    """As `stop_url`, of everything that the same reader follows."""
    return absolute_url(reverse("deeds:search_stop_all", args=[_signed_reader(STOP_ALL, search, now)]))


def read_link(
    *, purpose: str, token: str, now: datetime, max_age: timedelta | None = None
) -> tuple[str, str]:
    """What a link is about, and its mail's language, which it knows after all else is forgotten. Raises BadLink."""
    value = links.read(purpose=purpose, token=token, now=now, max_age=max_age)
    about, language = (
        value if isinstance(value, list) else (value, "")
    )  # of mails from before it was signed too
    return str(about), str(language)


def _signed(purpose: str, search: SavedSearch, now: datetime) -> str:
    return links.sign(purpose=purpose, value=[search.reference, search.language], now=now)


def _signed_reader(purpose: str, search: SavedSearch, now: datetime) -> str:
    # Not the address, which whoever has the link could read in it.
    return links.sign(purpose=purpose, value=[search.contact.subject, search.language], now=now)


def list_url(search: SavedSearch) -> str:
    """The list with the search, or the deed; the site itself where the language has no list."""
    if search.deed is not None:
        return absolute_url(search.deed.get_absolute_url())
    index = front_index(search.language)
    return f"{page_url(index)}?{search.query}" if index else absolute_url("/")


def feed_path(language: str, query: str, file_format: str = "rss") -> str:
    return f"{reverse('deeds:search_feed', args=[language, file_format])}?{query}"


def list_headers(stop: str) -> dict[str, str]:
    """List-Id (RFC 2919) and one-click leaving (RFC 2369, 8058) of what the mail told of."""
    return {
        "List-Id": f"<saved-searches.{settings.MAIL_DOMAIN}>",
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
