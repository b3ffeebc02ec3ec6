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


def preferences_path(subscription: Subscription, *, now: datetime) -> str:
    token = links.sign(purpose=PREFERENCES, value=subscription.key, now=now)
    return reverse("newsletter:preferences", kwargs={"token": token})


def preferences_url(subscription: Subscription, *, now: datetime) -> str:
    """Works for 30 days: topics, language, pause, leaving."""
    return absolute(preferences_path(subscription, now=now))


def unsubscribe_url(subscription: Subscription, *, now: datetime) -> str:
    """Works for as long as its key is in LINK_KEYS; a POST to it ends the subscription (RFC 8058)."""
    token = links.sign(purpose=UNSUBSCRIBE, value=subscription.key, now=now)
    return absolute(reverse("newsletter:unsubscribe", kwargs={"token": token}))


def list_headers(newsletter: Newsletter, *, language: str, unsubscribe: str) -> dict[str, str]:
    """List-Id (RFC 2919) and one-click leaving (RFC 2369, 8058); `unsubscribe` may be a merge token."""
    return {
        "List-Id": f"{newsletter.name_in(language)} <{newsletter.slug}.{settings.MAIL_DOMAIN}>",
        "List-Unsubscribe": f"<{unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
