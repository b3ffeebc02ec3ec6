"""The mails of subscribing: each asked for by a form a moment ago, in the language of the subscription."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from contacts.letters import Letter, send_letter
from mail.services import Sender
from newsletter.addresses import confirm_url, list_headers, preferences_url, unsubscribe_url
from newsletter.models import Newsletter, Subscription


def send_confirmation(*, subscription: Subscription, token: str, now: datetime) -> None:
    """The double opt-in: until the button's page is answered, the address gets nothing else."""
    with translation.override(subscription.language):
        name = subscription.newsletter.name
        letter = Letter(
            subject=_("Confirm your subscription to %(newsletter)s") % {"newsletter": name},
            paragraphs=[
                _("Somebody, we hope you, subscribed to %(newsletter)s with this address.")
                % {"newsletter": name},
                _("Confirm it within seven days, and the next issue comes to you."),
            ],
            button=_("Confirm the subscription"),
            url=confirm_url(token),
            after=[_("If it was not you, you need not do anything: you will hear no more from us.")],
            signature=name,
        )
    # A new token is a new mail; the same token is never sent twice.
    _send(subscription, f"confirm:{token[:12]}", letter, now)


def send_already_subscribed(*, subscription: Subscription, now: datetime) -> None:
    """To whoever signs up again: the page itself must not say who subscribes."""
    with translation.override(subscription.language):
        name = subscription.newsletter.name
        letter = Letter(
            subject=_("You already receive %(newsletter)s") % {"newsletter": name},
            paragraphs=[
                _(
                    "Somebody, perhaps you, subscribed to %(newsletter)s with this address. It comes here already."
                )
                % {"newsletter": name},
                _("With the button you can choose your language and topics, take a pause or leave."),
            ],
            button=_("See my choices"),
            url=preferences_url(subscription, now=now),
            after=[_("If it was not you, you need not do anything. Nothing has changed.")],
            signature=name,
        )
    _send(subscription, f"already:{now.isoformat()}", letter, now)


def send_preferences_link(*, subscription: Subscription, now: datetime) -> None:
    with translation.override(subscription.language):
        name = subscription.newsletter.name
        letter = Letter(
            subject=_("Your link to the choices of %(newsletter)s") % {"newsletter": name},
            paragraphs=[
                _("With the button you can choose your language and topics, take a pause or leave."),
                _("The link works for 30 days. Do not pass it on: whoever has it can change your choices."),
            ],
            button=_("See my choices"),
            url=preferences_url(subscription, now=now),
            after=[_("If it was not you who asked for the link, you need not do anything.")],
            signature=name,
        )
    _send(subscription, f"preferences:{now.isoformat()}", letter, now)


def newsletter_sender(newsletter: Newsletter, language: str) -> Sender:
    name, reply_to = newsletter.from_name_in(language), newsletter.reply_to_in(language)
    return Sender(newsletter.from_address, name, reply_to)


def _send(subscription: Subscription, key: str, letter: Letter, now: datetime) -> None:
    newsletter, language = subscription.newsletter, subscription.language
    send_letter(
        key=f"newsletter:{subscription.key}:{key}",
        to=subscription.contact.address,
        letter=letter,
        language=language,
        sender=newsletter_sender(newsletter, language),
        headers=list_headers(
            newsletter, language=language, unsubscribe=unsubscribe_url(subscription, now=now)
        ),
        now=now,
    )
