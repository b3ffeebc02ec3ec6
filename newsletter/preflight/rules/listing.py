"""What a list owes its readers: a way out, who writes, why, and what becomes of their data."""

import re
from collections.abc import Iterator

from newsletter.preflight.findings import Answer, Fault, Rule, Severity, Unchecked
from newsletter.preflight.mail import Mail
from newsletter.preflight.page import plain_words

_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@([^\s@<>,;:\"()\[\]\\.]+\.)+[^\s@<>,;:\"()\[\]\\.]{2,}")
# Providers whose DMARC policy lets nobody else send in their name.
_FREE = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "msn.com",
        "yahoo.com",
        "aol.com",
        "icloud.com",
        "me.com",
        "gmx.com",
        "gmx.net",
        "proton.me",
        "protonmail.com",
        "luukku.com",
    ]
)
_UNREAD = re.compile(
    r"(no|do-?not)[-_.]?reply|(ei|ala)[-_.]?vasta\w*|(inte|ej|no)[-_.]?svar\w*|noreply", re.IGNORECASE
)


def one_can_leave(mail: Mail) -> Iterator[Fault]:
    for name, body in (("html", mail.facts.html), ("text", mail.facts.text)):
        if "%%unsubscribe_url%%" not in body:
            yield Fault(name)


def programs_can_leave(mail: Mail) -> Iterator[Answer]:
    headers = mail.facts.headers
    if headers is None:
        yield Unchecked("List-Unsubscribe")
        return
    address = headers.get("List-Unsubscribe", "")
    if not re.match(r"<(%%unsubscribe_url%%|https?://[^>]+)>", address):
        yield Fault(f"List-Unsubscribe: {address}")
    if headers.get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click":
        yield Fault(f"List-Unsubscribe-Post: {headers.get('List-Unsubscribe-Post', '')}")


def list_has_an_id(mail: Mail) -> Iterator[Answer]:
    if mail.facts.headers is None:
        yield Unchecked("List-Id")
    elif not re.search(r"<[^<>\s@]+\.[^<>\s@]+>$", mail.facts.headers.get("List-Id", "")):
        yield Fault(f"List-Id: {mail.facts.headers.get('List-Id', '')}")


def choices_can_be_changed(mail: Mail) -> Iterator[Fault]:
    for name, body in (("html", mail.facts.html), ("text", mail.facts.text)):
        if "%%preferences_url%%" not in body:
            yield Fault(name)


def sender_has_a_name(mail: Mail) -> Iterator[Answer]:
    sender = mail.facts.sender
    if sender is None:
        yield Unchecked("From")
    elif not sender.name.strip() or "@" in sender.name or _signs_of_control(sender.name):
        yield Fault(sender.name)


def _signs_of_control(text: str) -> bool:
    return re.search(r"[\x00-\x1f\x7f]", text) is not None


def sender_has_an_address(mail: Mail) -> Iterator[Answer]:
    sender = mail.facts.sender
    if sender is None:
        yield Unchecked("From")
        return
    for address in (sender.address, sender.reply_to or sender.address):
        if not _ADDRESS.fullmatch(address):
            yield Fault(address)


def sender_is_no_free_mailbox(mail: Mail) -> Iterator[Answer]:
    if mail.facts.sender is None:
        yield Unchecked("From")
    elif _domain(mail.facts.sender.address) in _FREE:
        yield Fault(mail.facts.sender.address)


def sender_fits_the_domain(mail: Mail) -> Iterator[Answer]:
    sender = mail.facts.sender
    if sender is None:
        yield Unchecked("From")
        return
    theirs, ours = _domain(sender.address), sender.domain.lower()
    if theirs != ours and not theirs.endswith(f".{ours}") and not ours.endswith(f".{theirs}"):
        yield Fault(f"{theirs} ≠ {ours}")


def answers_are_read(mail: Mail) -> Iterator[Answer]:
    sender = mail.facts.sender
    if sender is None:
        yield Unchecked("Reply-To")
        return
    address = sender.reply_to or sender.address
    if _UNREAD.match(address.partition("@")[0]):
        yield Fault(address)


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()


def says_why(mail: Mail) -> Iterator[Answer]:
    if mail.facts.reason is None:
        yield Unchecked("")
        return
    reason = plain_words(mail.facts.reason)
    for name, words in (("html", mail.page.text), ("text", plain_words(mail.facts.text))):
        if not reason or reason not in words:
            yield Fault(name)


def privacy_is_explained(mail: Mail) -> Iterator[Answer]:
    if mail.facts.privacy_url is None:
        yield Unchecked("")
    elif not mail.facts.privacy_url:
        yield Fault()


def privacy_is_linked(mail: Mail) -> Iterator[Fault]:
    address = mail.facts.privacy_url
    if not address:
        return
    if all(link.href != address for link in mail.page.links):
        yield Fault("html")
    if address not in mail.facts.text:
        yield Fault("text")


def names_who_sends(mail: Mail) -> Iterator[Answer]:
    sender = mail.facts.sender
    if sender is None:
        yield Unchecked("From")
        return
    name = plain_words(sender.name)
    for part, words in (("html", mail.page.text), ("text", plain_words(mail.facts.text))):
        if name not in words:
            yield Fault(part)


RULES = (
    Rule(
        "unsubscribe", Severity.ERROR, one_can_leave, "Finnish act 917/2014, section 200; GDPR, article 7(3)"
    ),
    Rule(
        "unsubscribe-header",
        Severity.ERROR,
        programs_can_leave,
        "RFC 2369, RFC 8058; Gmail and Yahoo since 2024",
    ),
    Rule("list-id", Severity.ERROR, list_has_an_id, "RFC 2919"),
    Rule("preferences", Severity.WARNING, choices_can_be_changed, "GDPR, article 7(3); listmonk #838"),
    Rule("sender-name", Severity.ERROR, sender_has_a_name, "Finnish act 917/2014, section 203"),
    Rule("sender-address", Severity.ERROR, sender_has_an_address, "RFC 5322, 3.4.1"),
    Rule(
        "sender-free",
        Severity.ERROR,
        sender_is_no_free_mailbox,
        "Gmail's sender guidelines: never impersonate Gmail in From",
    ),
    Rule(
        "sender-domain", Severity.WARNING, sender_fits_the_domain, "RFC 7489, 3.1: DMARC wants From aligned"
    ),
    Rule(
        "sender-unread",
        Severity.WARNING,
        answers_are_read,
        "Finnish act 917/2014, section 203: an address that takes answers",
    ),
    Rule("sender-shown", Severity.WARNING, names_who_sends, "Finnish act 917/2014, section 203"),
    Rule("reason", Severity.ERROR, says_why, "GDPR, articles 12 and 13; Gmail's sender guidelines"),
    Rule("privacy-notice", Severity.WARNING, privacy_is_explained, "GDPR, article 13"),
    Rule("privacy-link", Severity.ERROR, privacy_is_linked, "GDPR, article 12"),
)
