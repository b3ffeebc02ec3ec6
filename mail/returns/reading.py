"""The bytes of a mail, read as reports about deliveries: standards first, guesses second. Pure: no Django."""

import logging
import re
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr

from flufl.bounce import all_failures

from mail.returns.identity import public_id, text_of
from mail.returns.reports import Kind, Report
from mail.returns.standard import delivery_reports, feedback_reports, receipt_reports
from mail.returns.status import failure, status_in, without_addresses

logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)  # at INFO it tells of each of its 17 detectors

# A report is small; what is longer is the mail that came back, and its head is enough.
MOST_BYTES = 1_000_000
_MACHINE_HEADERS = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply")
_AWAY = re.compile(
    r"out of (?:the )?office|automatic reply|auto(?:matic)?[ -]?(?:reply|response|svar)|automatiskt svar|frånvaro"
    r"|automaattinen vastaus|automaattivastaus|poissaolo|on (?:vacation|holiday)|autom\. vastaus",
    re.IGNORECASE,
)
# Where servers that send no parts begin to copy the mail that they return.
_RETURNED = re.compile(
    r"^(?:[-=_*\s]*(?:this is a copy|below this line|original message|returned message|unsent message|message headers"
    r"|alkuperäinen viesti|ursprungligt meddelande)|received:|return-path:|\s*from: )",
    re.IGNORECASE | re.MULTILINE,
)
_FROM_A_SERVER = re.compile(
    r"mailer-daemon|postmaster|mail-?(?:delivery|subsystem)|mda|bounce", re.IGNORECASE
)


def read_mail(raw: bytes) -> list[Report]:
    """At least one report, whatever the bytes; what cannot be understood is `unknown`, never an error."""
    try:
        message = message_from_bytes(raw[:MOST_BYTES])
        return (
            _standard(message)
            or _exim(message)
            or _auto_reply(message)
            or _guess(message)
            or [_unknown(message)]
        )
    except Exception:  # whatever a stranger writes: one mail must not keep the next from being read
        return [Report(Kind.UNKNOWN)]


def readable(raw: bytes, most: int) -> str:
    """A mail as a person reads it: its headers and texts decoded, pictures and other files left out."""
    try:
        parts = [_shown(part) for part in message_from_bytes(raw[:MOST_BYTES]).walk()]
    except Exception:  # see read_mail
        parts = [raw[:most].decode("utf-8", "replace")]
    return "\n".join(parts)[:most]


def _standard(message: Message) -> list[Report]:
    return delivery_reports(message) or feedback_reports(message) or receipt_reports(message)


def _exim(message: Message) -> list[Report]:
    """Exim calls its bounces auto-replies too, and names the addresses in a header of its own."""
    return _guess(message) if "x-failed-recipients" in message else []


def _auto_reply(message: Message) -> list[Report]:
    """RFC 3834 and what programs wrote before it. A bounce in no standard form comes from a server's address."""
    sender = parseaddr(str(message.get("from", "")))[1]
    submitted = str(message.get("auto-submitted", "no")).strip().lower()
    by_header = submitted.startswith("auto-replied") or any(name in message for name in _MACHINE_HEADERS)
    by_header |= str(message.get("precedence", "")).strip().lower() in {"auto_reply", "auto-reply"}
    if _FROM_A_SERVER.search(sender.partition("@")[0]) or not (by_header or _AWAY.search(_subject(message))):
        return []
    return [Report(Kind.AUTO_REPLY, public_id(message), sender)]


def _guess(message: Message) -> list[Report]:
    """flufl.bounce knows the forms of servers that keep to no standard; it finds the addresses alone."""
    temporary, permanent = all_failures(message)
    number, words = public_id(message), _words(message)
    status = status_in(words)
    found = [(address, Kind.DELAYED) for address in sorted(temporary - permanent)]
    found += [(address, failure(status, words)) for address in sorted(permanent)]
    return [
        Report(kind, number, address.decode("ascii", "replace"), status, without_addresses(words)[:300])
        for address, kind in found
    ]


def _unknown(message: Message) -> Report:
    return Report(Kind.UNKNOWN, public_id(message), diagnostic=without_addresses(_subject(message))[:200])


def _words(message: Message) -> str:
    """The server's own text: the first one, without the mail that it returns below."""
    for part in message.walk():
        if part.get_content_type() == "text/plain" and (text := text_of(part).strip()):
            return _RETURNED.split(text, maxsplit=1)[0][:2_000]
    return ""


def _subject(message: Message) -> str:
    raw = str(message.get("subject", ""))
    try:
        return str(make_header(decode_header(raw)))
    except (ValueError, LookupError, UnicodeError):
        return raw


def _shown(part: Message) -> str:
    headers = "\n".join(f"{name}: {value}" for name, value in part.items())
    text = text_of(part) if part.get_content_maintype() in {"text", "message"} else ""
    return f"{headers}\n\n{text}".strip() + "\n"
