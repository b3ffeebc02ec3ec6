"""The mails of a change of address, in the person's language. Only the old address reads which the new one is."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from contacts.letters import Letter, send_letter
from contacts.models import AddressChange


def send_to_old(change: AddressChange, *, token: str, now: datetime) -> None:
    with translation.override(change.contact.language):
        letter = Letter(
            subject=_("Shall our mail go to another address?"),
            paragraphs=[
                _("Somebody, we hope you, wants that our mail goes to %(address)s instead of here.")
                % {"address": change.new_address},
                _(
                    "Confirm it here and at the new address, both within seven days. Until then nothing changes, and "
                    "what you have chosen stays as it is."
                ),
            ],
            button=_("Yes, change the address"),
            url=_confirm_url("old", token),
            after=[_("If it was not you, do not press the button: then everything stays as it is.")],
            signature=settings.MAIL_FROM_NAME,
        )
    _send(change, "old", change.old_address, letter, now)


def send_to_new(change: AddressChange, *, token: str, now: datetime) -> None:
    with translation.override(change.contact.language):
        letter = Letter(
            subject=_("Shall our mail come to this address?"),
            paragraphs=[
                _("Somebody, we hope you, wants that our mail comes to this address from now on."),
                _("Confirm it here and at the old address, both within seven days."),
            ],
            button=_("Yes, send it here"),
            url=_confirm_url("new", token),
            after=[_("If it was not you, you need not do anything: you will hear no more from us.")],
            signature=settings.MAIL_FROM_NAME,
        )
    _send(change, "new", change.new_address, letter, now)


def send_taken(change: AddressChange, *, now: datetime) -> None:
    """To the owner of an address that we know already, and to nobody else."""
    language = change.contact.language
    with translation.override(language):
        letter = Letter(
            subject=_("This address has something of its own with us"),
            paragraphs=[
                _("Somebody, we hope you, wants that mail which goes to another address comes here."),
                _(
                    "That cannot be done, since this address has subscriptions or something else of its own with us. "
                    "Behind the button you get a link to what there is, and can choose what comes here. Then leave with the "
                    "other address: each mail that it gets has a link for that."
                ),
            ],
            button=_("Ask for the link"),
            url=_ask_url(language),
            after=[_("If it was not you, you need not do anything. Nothing has changed.")],
            signature=settings.MAIL_FROM_NAME,
        )
    _send(change, "taken", change.new_address, letter, now)


def send_notice(change: AddressChange, *, now: datetime) -> None:
    """The last mail to the old address."""
    language = change.contact.language
    with translation.override(language):
        letter = Letter(
            subject=_("Our mail goes to your new address now"),
            paragraphs=[
                _("Both addresses confirmed it. This is our last mail to this one."),
                _("What you have chosen stays as it was."),
            ],
            button=_("See what we hold about you"),
            url=_ask_url(language),
            after=[_("If it was not you who confirmed, answer this mail: somebody has read your mail here.")],
            signature=settings.MAIL_FROM_NAME,
        )
    _send(change, "done", change.old_address, letter, now)


def _confirm_url(side: str, token: str) -> str:
    return _absolute(reverse("contacts:confirm_address", kwargs={"side": side, "token": token}))


def _ask_url(language: str) -> str:
    return _absolute(reverse("contacts:ask_data", kwargs={"language": language}))


def _absolute(path: str) -> str:
    return settings.BASE_URL.rstrip("/") + path


def _send(change: AddressChange, name: str, to: str, letter: Letter, now: datetime) -> None:
    send_letter(
        key=f"contacts:address:{change.key}:{name}",
        to=to,
        letter=letter,
        language=change.contact.language,
        now=now,
    )
