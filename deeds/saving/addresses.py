"""Addresses of a saved search as they stand in mails, without a language prefix: they must work for years."""

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


def confirm_url(token: str) -> str:
    return absolute_url(reverse("deeds:search_confirm", args=[token]))


def manage_url(search: SavedSearch, *, now: datetime) -> str:
    """Works for 30 days: how often, and stopping."""
    return absolute_url(reverse("deeds:search_manage", args=[_signed(MANAGE, search, now)]))


def stop_url(search: SavedSearch, *, now: datetime) -> str:
    """Works for as long as its key is in LINK_KEYS; a POST to it stops the search (RFC 8058)."""
    return absolute_url(reverse("deeds:search_stop", args=[_signed(STOP, search, now)]))


def _signed(purpose: str, search: SavedSearch, now: datetime) -> str:
    return links.sign(purpose=purpose, value=search.reference, now=now)


def list_url(search: SavedSearch) -> str:
    """The list with the search; the site itself where the language has no list."""
    index = front_index(search.language)
    return f"{page_url(index)}?{search.query}" if index else absolute_url("/")


def feed_path(language: str, query: str, file_format: str = "rss") -> str:
    return f"{reverse('deeds:search_feed', args=[language, file_format])}?{query}"


def list_headers(search: SavedSearch, *, now: datetime) -> dict[str, str]:
    """List-Id (RFC 2919) and one-click leaving (RFC 2369, 8058)."""
    return {
        "List-Id": f"<saved-searches.{settings.MAIL_DOMAIN}>",
        "List-Unsubscribe": f"<{stop_url(search, now=now)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
