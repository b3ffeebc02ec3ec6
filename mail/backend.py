"""Django's EMAIL_BACKEND: what Django, Wagtail and allauth send goes through the outbox too."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from email.utils import parseaddr

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django.utils.translation import get_language

from mail import conf
from mail.errors import AttachmentsRefused, MailError
from mail.headers import RESERVED
from mail.services.queue import queue_single
from mail.services.types import Content, Sender


class OutboxEmailBackend(BaseEmailBackend):
    """Queues each recipient's copy as single mail. `fail_silently` covers what the outbox refuses to queue."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        queued = 0
        for message in email_messages:
            try:
                queued += _queue(message)
            except MailError:
                if not self.fail_silently:
                    raise
        return queued


def _queue(message: EmailMessage) -> int:
    """1 if the message had a recipient: Django counts messages, not recipients."""
    if message.attachments:
        raise AttachmentsRefused
    # Django's own call has no key, so each call is a mail of its own; recipients do not see each other.
    call, content, sender, headers = uuid.uuid4().hex, _content(message), _sender(message), _headers(message)
    for number, recipient in enumerate(message.recipients()):
        name, address = parseaddr(recipient)
        key = f"django:{call}:{number}"
        queue_single(
            key=key,
            to=address,
            name=name,
            content=content,
            sender=sender,
            headers=headers,
            now=timezone.now(),
        )
    return 1 if message.recipients() else 0


def _content(message: EmailMessage) -> Content:
    plain = str(message.body)
    html = "".join(_html_alternatives(message))
    if message.content_subtype == "html":
        plain, html = "", plain
    # The active language: these mails are written in the language of the request or of an override around it.
    language = get_language() or conf.text("LANGUAGE_CODE")
    return Content(subject=str(message.subject), html=html, text=plain, language=language)


def _html_alternatives(message: EmailMessage) -> Iterator[str]:
    if isinstance(message, EmailMultiAlternatives):
        yield from (str(content) for content, kind in message.alternatives if kind == "text/html")


def _sender(message: EmailMessage) -> Sender:
    headers = {name.lower(): str(value) for name, value in message.extra_headers.items()}
    name, address = parseaddr(headers.get("from", message.from_email))
    reply_to = parseaddr(message.reply_to[0])[1] if message.reply_to else conf.text("MAIL_REPLY_TO")
    return Sender(address=address, name=name, reply_to=reply_to)


def _headers(message: EmailMessage) -> Mapping[str, str]:
    return {name: str(value) for name, value in message.extra_headers.items() if name.lower() not in RESERVED}
