"""Mails of conversations: they say that there is something to read and lead there; no word of it, and nobody's address."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from contacts.letters import Letter, send_letter
from core.html import absolute_url
from deeds.languages import title_in
from deeds.models import DeedThread


def send_confirmation(*, thread: DeedThread, token: str, now: datetime) -> None:
    """To the reader: until it is confirmed, the author hears nothing."""
    title = title_in(thread.deed, thread.language)
    with translation.override(thread.language):
        letter = Letter(
            subject=_("Confirm your message to the author of “%(deed)s”") % {"deed": title},
            paragraphs=[
                _("Somebody, we hope you, wrote to the author of the deed “%(deed)s” with this address.")
                % {"deed": title},
                _(
                    "Confirm it within seven days, and the author is told. The author does not see your address."
                ),
            ],
            button=_("Read and confirm"),
            url=thread_url(token),
            after=[_("If it was not you, you need not do anything: nothing is sent, and we forget it.")],
            signature=settings.MAIL_FROM_NAME,
        )
    _send(thread.reader.address, thread.language, thread, token, letter, now)


def send_news(*, thread: DeedThread, side: str, token: str, now: datetime) -> None:
    """To one of the two: there is a message to read."""
    contact = thread.author.contact if side == DeedThread.Side.AUTHOR else thread.reader
    if contact is None:
        return
    is_author = side == DeedThread.Side.AUTHOR
    language = contact.language if is_author else thread.language
    with translation.override(language):
        letter = Letter(
            subject=_("A message about the deed “%(deed)s”") % {"deed": title_in(thread.deed, language)},
            paragraphs=[
                _("A reader of your deed has written to you.")
                if is_author
                else _("The author of the deed has answered you."),
                _(
                    "Read and answer behind the button. Neither of you sees the other's name or address. "
                    "Do not answer this mail: nobody gets it."
                ),
            ],
            button=_("Read the message"),
            url=thread_url(token),
            after=[
                _("You can stop the conversation on the same page at any time. The link works for 30 days.")
            ],
            signature=settings.MAIL_FROM_NAME,
        )
    _send(contact.address, language, thread, token, letter, now)


def thread_url(token: str) -> str:
    return absolute_url(reverse("deeds:thread", args=[token]))


def _send(address: str, language: str, thread: DeedThread, token: str, letter: Letter, now: datetime) -> None:
    # A new link is a new mail; the same link is never sent twice.
    key = f"deeds:thread:{thread.reference}:{token[:12]}"
    send_letter(key=key, to=address, letter=letter, language=language, now=now)
