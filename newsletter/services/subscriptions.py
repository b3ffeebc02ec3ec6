"""Subscribing: asked for, confirmed, changed, ended; each step leaves its evidence in the consent ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from contacts.errors import LinkUnknown
from contacts.models import Contact
from contacts.services import (
    forget_if_idle,
    get_or_create_contact,
    issue_access_link,
    look_up_access_link,
    record_consent,
    set_language,
    use_access_link,
    void_access_links,
)
from core.sums import add_to_sum
from mail.models import Reason
from mail.services.suppress import lift_suppression, suppress
from newsletter import letters
from newsletter.addresses import CONFIRM, preferences_url, unsubscribe_url
from newsletter.errors import NotSubscribed, WrongChoice
from newsletter.models import (
    Issue,
    IssueLeavings,
    Newsletter,
    OtherLanguages,
    Subscription,
    SubscriptionAttribute,
    SubscriptionTopic,
)
from newsletter.models.subscriptions import SubscriptionState
from newsletter.services.imports import ImportReport, ImportRow, import_confirmed
from newsletter.services.receiving import active_subscriptions, left_out, left_out_reason

__all__ = [
    "ImportReport",
    "ImportRow",
    "Preferences",
    "SignUp",
    "active_subscriptions",
    "confirm",
    "current_preferences",
    "expire_pending",
    "forget_ended",
    "import_confirmed",
    "left_out",
    "left_out_reason",
    "look_up_confirmation",
    "pause",
    "preferences_url",
    "restore",
    "set_preferences",
    "subscribe",
    "unsubscribe",
    "unsubscribe_url",
]

# A confirmation link works for seven days; a week later nothing of an unconfirmed sign-up is left.
UNCONFIRMED_FOR = timedelta(days=14)
EDITOR = "editor"  # how the ledger says that it wasn't the person; which editor stands in Wagtail's log
ENDED_FOR = timedelta(days=730)  # as long as somebody may ask why they were mailed


@dataclass(frozen=True)
class SignUp:
    """What somebody asked for, with the evidence: the words that the page showed, and which page."""

    newsletter: Newsletter
    address: str
    language: str
    topics: Sequence[str] = ()
    statement: str = ""
    page: str = ""


@dataclass(frozen=True)
class Preferences:
    """What a subscriber may choose. `paused_until` is the first day on which mail comes again.

    `attributes` are keys of what they tell of their work: not a choice that anybody would have to prove, so the
    ledger, which forgets nothing, does not get them.
    """

    language: str
    topics: Sequence[str] = field(default_factory=list)
    paused_until: date | None = None
    other_languages: str = OtherLanguages.ANY
    attributes: Sequence[str] = field(default_factory=list)

    def as_facts(self) -> dict[str, Any]:
        return {
            "language": self.language,
            "topics": sorted(self.topics),
            "paused_until": self.paused_until.isoformat() if self.paused_until else None,
            "other_languages": str(self.other_languages),
        }


@transaction.atomic
def subscribe(*, sign_up: SignUp, now: datetime) -> Subscription:
    """Record that somebody asked, and send the mail by which the address's owner confirms.

    Who subscribes already gets a mail that says so; nothing changes. Raises mail.errors.InvalidAddress.
    """
    contact = get_or_create_contact(address=sign_up.address, language=sign_up.language, now=now)
    subscription = _locked_or_new(sign_up, contact, now)
    if subscription.state == SubscriptionState.ACTIVE:
        letters.send_already_subscribed(subscription=subscription, now=now)
        return subscription
    _ask(subscription, sign_up, now)
    token = issue_access_link(contact=contact, purpose=CONFIRM, reference=subscription.key, now=now)
    letters.send_confirmation(subscription=subscription, token=token, now=now)
    return subscription


def look_up_confirmation(*, token: str, now: datetime) -> Subscription:
    """What a confirmation link would confirm, unchanged. Raises contacts.errors.AccessLinkError."""
    link = look_up_access_link(purpose=CONFIRM, token=token, now=now)
    return _subscription_of(link.reference)


@transaction.atomic
def confirm(*, token: str, now: datetime) -> Subscription:
    """The owner of the address says yes. Of two at once one succeeds, the other finds the link used.

    Raises contacts.errors.LinkUnknown, LinkUsed or LinkExpired.
    """
    link = use_access_link(purpose=CONFIRM, token=token, now=now)
    subscription = _subscription_of(link.reference, lock=True)
    void_access_links(purpose=CONFIRM, reference=subscription.key, now=now)
    if subscription.state == SubscriptionState.ACTIVE:
        return subscription
    subscription.state = SubscriptionState.ACTIVE
    subscription.confirmed_at, subscription.ended_at = now, None
    subscription.save(update_fields=["state", "confirmed_at", "ended_at"])
    # Mail reached the address and its owner wants more: an old bounce or erasure no longer holds.
    lift_suppression(address=subscription.contact.address)
    set_language(contact=subscription.contact, language=subscription.language)
    _record(subscription, "confirmed", {"how": "button"}, now)
    return subscription


@transaction.atomic
def unsubscribe(*, subscription: Subscription, how: str, now: datetime, issue: int | None = None) -> bool:
    """End a subscription, whatever its state; False if it had ended before, and then nothing is written.

    `issue` is the one whose link it was: a sum remembers that somebody left by it, not who.
    """
    rows = Subscription.objects.filter(pk=subscription.pk).exclude(state=SubscriptionState.ENDED)
    ended = rows.update(state=SubscriptionState.ENDED, ended_at=now, paused_until=None)
    if ended:
        subscription.attribute_rows.all().delete()
        void_access_links(purpose=CONFIRM, reference=subscription.key, now=now)
        _record(subscription, "ended", {"how": how}, now)
        _count_leaving(issue, subscription.language, now)
    subscription.refresh_from_db()
    return bool(ended)


@transaction.atomic
def set_preferences(
    *, subscription: Subscription, preferences: Preferences, by: str = "", now: datetime
) -> bool:
    """Save all choices at once; False if nothing differs. `by` says who, where it isn't the person.

    Raises NotSubscribed, WrongChoice.
    """
    row = Subscription.objects.select_for_update().get(pk=subscription.pk)
    if row.state != SubscriptionState.ACTIVE:
        raise NotSubscribed(subscription=row.pk)
    _check(preferences, now)
    before = current_preferences(row)
    told = _tell(row, preferences.attributes)
    if before.as_facts() == preferences.as_facts():
        return told
    row.language = preferences.language
    row.paused_until = preferences.paused_until
    row.other_languages = preferences.other_languages
    row.save(update_fields=["language", "paused_until", "other_languages"])
    _set_topics(row, preferences.topics)
    set_language(contact=row.contact, language=row.language)
    facts: dict[str, Any] = {"before": before.as_facts(), "after": preferences.as_facts()}
    _record(row, "changed", facts | ({"by": by} if by else {}), now)
    subscription.refresh_from_db()
    return True


def pause(*, subscription: Subscription, until: date | None, now: datetime) -> bool:
    """No mail before `until`; None ends a pause. Raises NotSubscribed, WrongChoice."""
    preferences = replace(current_preferences(subscription), paused_until=until)
    return set_preferences(subscription=subscription, preferences=preferences, now=now)


def current_preferences(subscription: Subscription) -> Preferences:
    return Preferences(
        language=subscription.language,
        topics=list(subscription.topic_rows.order_by("key").values_list("key", flat=True)),
        paused_until=subscription.paused_until,
        other_languages=subscription.other_languages,
        attributes=subscription.attributes,
    )


@transaction.atomic
def restore(*, subscription: Subscription, before: Mapping[str, Any], what: str, now: datetime) -> None:
    """Give back exactly what an editor's change took: fields as they were, topics, and the contact's language."""
    others = {"topics", "attributes", "contact_language"}
    if values := {name: value for name, value in before.items() if name not in others}:
        Subscription.objects.filter(pk=subscription.pk).update(**values)
    subscription.refresh_from_db()
    SubscriptionAttribute.objects.bulk_create(
        SubscriptionAttribute(subscription=subscription, key=key) for key in before.get("attributes", ())
    )
    if "topics" in before:
        _set_topics(subscription, before["topics"])
    if "contact_language" in before:
        set_language(contact=subscription.contact, language=before["contact_language"])
    _record(subscription, "undone", {"what": what, "by": EDITOR}, now)


@transaction.atomic
def expire_pending(*, now: datetime) -> int:
    """Forget sign-ups that nobody confirmed; one that had ended before is ended again. Returns how many."""
    late = Subscription.objects.filter(state=SubscriptionState.PENDING, asked_at__lt=now - UNCONFIRMED_FOR)
    back = late.filter(ended_at__isnull=False).update(state=SubscriptionState.ENDED)
    contacts = list(Contact.objects.filter(subscriptions__in=late))
    late.delete()
    for contact in contacts:
        forget_if_idle(contact=contact)
    return back + len(contacts)


@transaction.atomic
def forget_ended(*, now: datetime) -> int:
    """Forget subscriptions that ended two years ago; returns how many.

    A keyed hash of an address that reads nothing else stays, so that no copy of an old list leads to mail again.
    """
    old = Subscription.objects.filter(state=SubscriptionState.ENDED, ended_at__lt=now - ENDED_FOR)
    contacts = list(Contact.objects.filter(subscriptions__in=old).distinct())
    count = old.count()
    old.delete()
    for contact in contacts:
        if not contact.subscriptions.exists():
            suppress(address=contact.address, reason=Reason.UNSUBSCRIBED, now=now)
        forget_if_idle(contact=contact)
    return count


def _locked_or_new(sign_up: SignUp, contact: Contact, now: datetime) -> Subscription:
    subscription, _created = (
        Subscription.objects.select_for_update(of=("self",))
        .select_related("newsletter", "contact")
        .get_or_create(
            newsletter=sign_up.newsletter,
            contact=contact,
            defaults={"language": sign_up.language, "state": SubscriptionState.PENDING, "asked_at": now},
        )
    )
    return subscription


def _ask(subscription: Subscription, sign_up: SignUp, now: datetime) -> None:
    subscription.state, subscription.asked_at = SubscriptionState.PENDING, now
    subscription.language = sign_up.language
    subscription.save(update_fields=["state", "asked_at", "language"])
    _set_topics(subscription, sign_up.topics)
    _record(subscription, "asked", {"statement": sign_up.statement, "page": sign_up.page}, now)


def _set_topics(subscription: Subscription, keys: Sequence[str]) -> None:
    subscription.topic_rows.all().delete()
    rows = (SubscriptionTopic(subscription=subscription, key=key) for key in sorted(set(keys)))
    SubscriptionTopic.objects.bulk_create(rows)


def _tell(subscription: Subscription, keys: Sequence[str]) -> bool:
    """Keep what the subscriber tells of their work, and nothing else; False if it is what was kept already."""
    if subscription.attributes == sorted(set(keys)):
        return False
    subscription.attribute_rows.all().delete()
    rows = (SubscriptionAttribute(subscription=subscription, key=key) for key in sorted(set(keys)))
    SubscriptionAttribute.objects.bulk_create(rows)
    return True


def _count_leaving(issue: int | None, language: str, now: datetime) -> None:
    if issue is not None and Issue.objects.filter(pk=issue).exists():
        day = timezone.localdate(now)
        add_to_sum(IssueLeavings, issue_id=issue, language=language, day_date=day)


def _subscription_of(key: str, *, lock: bool = False) -> Subscription:
    rows = Subscription.objects.select_related("newsletter", "contact")
    if lock:
        rows = rows.select_for_update(of=("self",))
    subscription = rows.filter(key=key).first()
    if subscription is None:  # the sign-up expired, and the contact stayed for another reason
        raise LinkUnknown(purpose=CONFIRM)
    return subscription


def _check(preferences: Preferences, now: datetime) -> None:
    if preferences.language not in dict(settings.LANGUAGES):
        raise WrongChoice(field="language", value=preferences.language)
    if preferences.other_languages not in OtherLanguages.values:
        raise WrongChoice(field="other_languages", value=preferences.other_languages)
    if preferences.paused_until is not None and preferences.paused_until <= timezone.localdate(now):
        raise WrongChoice(field="paused_until", value=preferences.paused_until)


def _record(subscription: Subscription, kind: str, facts: dict[str, Any], now: datetime) -> None:
    base = {
        "newsletter": subscription.newsletter.slug,
        "language": subscription.language,
        "topics": list(subscription.topic_rows.order_by("key").values_list("key", flat=True)),
    }
    record_consent(contact=subscription.contact, kind=kind, facts=base | facts, now=now)
