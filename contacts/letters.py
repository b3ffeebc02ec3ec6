"""Short mails to one person, who asked for them a moment ago: a heading, a few sentences, one button."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from contacts.models import Contact
from mail.mjml import compile_mjml
from mail.models import Delivery
from mail.services import Content, Sender, queue_single


@dataclass(frozen=True)
class Link:
    """Something to read: its title leads there; `text` says whose it is, in `language` where that is another."""

    title: str
    url: str
    text: str = ""
    language: str = ""


@dataclass(frozen=True)
class Letter:
    """Plain text throughout; `after` stands below the button, where people look when they did not expect the mail."""

    subject: str
    paragraphs: Sequence[str]
    button: str
    url: str
    after: Sequence[str]
    signature: str
    links: Sequence[Link] = ()  # between the paragraphs and the button


def letter_content(letter: Letter, *, language: str) -> Content:
    """The mail as HTML (from MJML) and as text, both from the same words."""
    with translation.override(language):
        context = {"letter": letter, "language": language}
        return Content(
            subject=letter.subject,
            html=compile_mjml(render_to_string("contacts/letter.mjml", context)).html,
            text=render_to_string("contacts/letter.txt", context),
            language=language,
        )


def send_letter(
    *,
    key: str,
    to: str,
    letter: Letter,
    language: str,
    sender: Sender | None = None,
    headers: Mapping[str, str] | None = None,
    now: datetime,
) -> Delivery:
    """Queue it in the lane for single mails; a second call with the same key sends nothing more."""
    return queue_single(
        key=key,
        to=to,
        content=letter_content(letter, language=language),
        sender=sender,
        # RFC 3834: out-of-office programs must not answer.
        headers={"Auto-Submitted": "auto-generated", **(headers or {})},
        now=now,
    )


def data_url(token: str) -> str:
    return settings.BASE_URL.rstrip("/") + reverse("contacts:data", kwargs={"token": token})


def data_letter(contact: Contact, *, url: str) -> Letter:
    with translation.override(contact.language):
        return Letter(
            subject=_("Your link to what we hold about you"),
            paragraphs=[
                _(
                    "Behind the button you can see everything that we hold about you, take it with you or have it erased."
                ),
                _("The link works for one day. Do not pass it on: whoever has it sees your data."),
            ],
            button=_("See my data"),
            url=url,
            after=[_("If it was not you who asked for the link, you need not do anything.")],
            signature=settings.MAIL_FROM_NAME,
        )
