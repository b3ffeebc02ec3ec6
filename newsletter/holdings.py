"""What the newsletter holds about a contact."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from contacts.holdings import Holding
from contacts.models import Contact
from newsletter.models import Subscription
from newsletter.services.subscriptions import unsubscribe


def export_subscriptions(contact: Contact) -> list[dict[str, Any]]:
    rows = contact.subscriptions.select_related("newsletter").prefetch_related("topic_rows")
    return [_exported(subscription) for subscription in rows.order_by("asked_at")]


def erase_subscriptions(contact: Contact, now: datetime) -> None:
    """End each, so that the ledger says that consent was taken back, then delete the rows."""
    for subscription in contact.subscriptions.select_related("newsletter", "contact"):
        unsubscribe(subscription=subscription, how="erased", now=now)
    contact.subscriptions.all().delete()


def _exported(subscription: Subscription) -> dict[str, Any]:
    times = {
        name: getattr(subscription, name) for name in ("asked_at", "confirmed_at", "ended_at", "paused_until")
    }
    return {
        "newsletter": subscription.newsletter.slug,
        "language": subscription.language,
        "state": subscription.state,
        "topics": subscription.topics,
        **{name: value.isoformat() if value else None for name, value in times.items()},
    }


SUBSCRIPTIONS = Holding(
    key="newsletter.subscriptions",
    label=_("Newsletters"),
    export=export_subscriptions,
    erase=erase_subscriptions,
    words={
        "newsletter": _("newsletter"),
        "topics": _("topics"),
        "asked_at": _("asked"),
        "confirmed_at": _("confirmed"),
        "ended_at": _("ended"),
        "paused_until": _("paused until"),
        "statement": _("the words that you agreed to"),
        "page": _("page"),
        "how": _("in which way"),
        "before": _("before"),
        "after": _("after"),
    },
)
