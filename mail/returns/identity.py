"""Which delivery a returned mail is about. Pure: no Django.

The number of a delivery stands in the envelope sender (VERP), in the envelope's id and in the Message-ID. It is a
keyed hash of 128 bits: whoever names one has seen the mail.
"""

import re
from collections.abc import Iterable, Iterator
from email.message import Message

_VERP = re.compile(r"(?<![\w.+-])bounce\+([0-9a-f]{32})@", re.IGNORECASE)
_MESSAGE_ID = re.compile(r"<\s*([0-9a-f]{32})@", re.IGNORECASE)
_ENVELOPE_ID = re.compile(r"\s*([0-9a-f]{32})\s*", re.IGNORECASE)
_IN_TEXT = re.compile(r"^[\s>]*message-id:\s*<\s*([0-9a-f]{32})@", re.IGNORECASE | re.MULTILINE)
# Where servers write the address that a bounce was sent to; the visible To last.
_ENVELOPE = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to", "to", "cc")
_REPLY = ("in-reply-to", "references")


def public_id(message: Message, envelope_ids: Iterable[str] = ()) -> str:
    """The number of the delivery, or "" where the mail names none."""
    return next(_found(message, envelope_ids), "").lower()


def _found(message: Message, envelope_ids: Iterable[str]) -> Iterator[str]:
    yield from _in_headers(message, _ENVELOPE, _VERP)
    for value in envelope_ids:
        if match := _ENVELOPE_ID.fullmatch(value):
            yield match[1]
    for part in message.walk():
        if part is not message:
            yield from _in_headers(part, ("message-id", "original-message-id"), _MESSAGE_ID)
            yield from _in_headers(part, ("return-path", "original-mail-from"), _VERP)
        yield from _IN_TEXT.findall(text_of(part))
    yield from _in_headers(message, _REPLY, _MESSAGE_ID)


def _in_headers(message: Message, names: Iterable[str], pattern: re.Pattern[str]) -> Iterator[str]:
    for name in names:
        for value in message.get_all(name, []):
            yield from pattern.findall(str(value))


def text_of(part: Message) -> str:
    """A part's text, whatever it says of its encoding; "" for what holds parts of its own."""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes) or part.get_content_maintype() not in {"text", "message"}:
        return ""
    return payload.decode("utf-8", "replace")
