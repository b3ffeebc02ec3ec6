"""What the newsletter holds about a contact."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from contacts.holdings import Holding, Way
from contacts.models import Contact
from newsletter.addresses import preferences_url
from newsletter.models import Newsletter, Subscription
from newsletter.models.subscriptions import OtherLanguages, SubscriptionState
from newsletter.services.subscriptions import unsubscribe
from newsletter.topics import attribute_groups, topic_groups


def export_subscriptions(contact: Contact) -> list[dict[str, Any]]:
    rows = contact.subscriptions.select_related("newsletter").prefetch_related("topic_rows", "attribute_rows")
    return [_exported(subscription) for subscription in rows.order_by("asked_at")]


def ways_to_correct(contact: Contact, now: datetime) -> list[Way]:
    rows = contact.subscriptions.select_related("newsletter").order_by("asked_at")
    return [
        Way(_("Your choices: %(name)s") % {"name": row.newsletter.name}, preferences_url(row, now=now))
        for row in rows.filter(state=SubscriptionState.ACTIVE)
    ]


def names() -> dict[str, str]:
    """Of newsletters, topics and what one tells of one's work, in the active language."""
    language = get_language() or settings.LANGUAGE_CODE
    groups = [*topic_groups(language), *attribute_groups(language)]
    facts = {key: label for group in groups for key, label in group.choices}
    return facts | {row.slug: row.name for row in Newsletter.objects.all()}


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
        "other_languages": subscription.other_languages,
        "state": subscription.state,
        "topics": subscription.topics,
        "attributes": subscription.attributes,
        **{name: value.isoformat() if value else None for name, value in times.items()},
    }


SUBSCRIPTIONS = Holding(
    key="newsletter.subscriptions",
    label=gettext_lazy("Newsletters"),
    export=export_subscriptions,
    erase=erase_subscriptions,
    erasing=gettext_lazy("Your subscriptions end. You may subscribe again whenever you like."),
    ways=ways_to_correct,
    names=names,
    values=dict(OtherLanguages.choices),
    words={
        "newsletter": gettext_lazy("newsletter"),
        "other_languages": gettext_lazy("items in another language"),
        "topics": gettext_lazy("topics"),
        "attributes": gettext_lazy("what you told of your work"),
        "asked_at": gettext_lazy("asked"),
        "confirmed_at": gettext_lazy("confirmed"),
        "ended_at": gettext_lazy("ended"),
        "paused_until": gettext_lazy("paused until"),
        "statement": gettext_lazy("the words that you agreed to"),
        "page": gettext_lazy("page"),
        "how": gettext_lazy("in which way"),
        "by": gettext_lazy("by whom"),
        "what": gettext_lazy("what"),
        "before": gettext_lazy("before"),
        "after": gettext_lazy("after"),
    },
)
