"""Addresses of the subscriber's pages, as they stand in mails, and the list headers that name them.

None has a language prefix: a link in a mail must work for years and never meet the language redirect.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from core import links
from newsletter.models import Newsletter, Subscription

CONFIRM = "newsletter.confirm"
PREFERENCES = "newsletter.preferences"
UNSUBSCRIBE = "newsletter.unsubscribe"
PREFERENCES_AGE = timedelta(days=30)


def absolute(path: str) -> str:
    return f"{settings.BASE_URL.rstrip('/')}{path}"


def sign_up_path(newsletter: Newsletter, language: str) -> str:
    return reverse("newsletter:sign_up", kwargs={"slug": newsletter.slug, "language": language})


def confirm_url(token: str) -> str:
    return absolute(reverse("newsletter:confirm", kwargs={"token": token}))


def preferences_path(subscription: Subscription, *, now: datetime, issue: int | None = None) -> str:
    token = links.sign(purpose=PREFERENCES, value=_named(subscription, issue), now=now)
    return reverse("newsletter:preferences", kwargs={"token": token})


def preferences_url(subscription: Subscription, *, now: datetime, issue: int | None = None) -> str:
    """Works for 30 days: topics, language, pause, leaving. `issue`: the one that the link stands in."""
    return absolute(preferences_path(subscription, now=now, issue=issue))


def unsubscribe_url(subscription: Subscription, *, now: datetime, issue: int | None = None) -> str:
    """Works for as long as its key is in LINK_KEYS; a POST to it ends the subscription (RFC 8058)."""
    token = links.sign(purpose=UNSUBSCRIBE, value=_named(subscription, issue), now=now)
    return absolute(reverse("newsletter:unsubscribe", kwargs={"token": token}))


def _named(subscription: Subscription, issue: int | None) -> str | list[str | int]:
    return subscription.key if issue is None else [subscription.key, issue]


def read_named(
    *, purpose: str, token: str, now: datetime, max_age: timedelta | None = None
) -> tuple[str, int | None]:
    """The subscription's key and the issue that a link stood in, if it stood in one; raises links.BadLink."""
    value = links.read(purpose=purpose, token=token, now=now, max_age=max_age)
    return (value, None) if isinstance(value, str) else (value[0], value[1])


def list_headers(newsletter: Newsletter, *, language: str, unsubscribe: str) -> dict[str, str]:
    """List-Id (RFC 2919) and one-click leaving (RFC 2369, 8058); `unsubscribe` may be a merge token."""
    return {
        "List-Id": f"{newsletter.name_in(language)} <{newsletter.slug}.{settings.MAIL_DOMAIN}>",
        "List-Unsubscribe": f"<{unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
