"""What a server's answer means for one delivery and for the whole run. Pure: no Django, no network."""

import re
from dataclasses import dataclass
from enum import Enum

ENHANCED = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})\b")


class Stage(Enum):
    """The command that was answered."""

    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    END = "end"  # the dot: only here the server takes the message


class Verdict(Enum):
    SENT = "sent"
    TEMPORARY = "temporary"  # try again later
    PERMANENT = "permanent"  # never try again
    UNCERTAIN = "uncertain"  # the message was ended and no answer came
    BROKEN = "broken"  # no message could be made of it; no server was asked
    UNAVAILABLE = "unavailable"  # not this delivery's fault: stop the run


@dataclass(frozen=True)
class Outcome:
    verdict: Verdict
    status: str = ""  # RFC 3463 "5.1.1" where the server gave one, else its three digits
    reply: str = ""
    connection_lost: bool = False


# Subjects of RFC 3463, the middle number.
_MAIL_SYSTEM, _OF_THE_RECIPIENT = "3", ("1", "2")  # address, mailbox
_TOO_BIG = "4"  # x.3.4: too big for that system; the message's fault, not the system's
_CREDENTIALS = {"530", "534", "535", "538", "454"}  # RFC 4954: sign in, or sign in differently
# Sending quotas are ours; "mailbox over quota" is 5.2.2 or 4.2.2 and the recipient's.
_OUR_QUOTA = {"5.4.5", "4.7.232", "5.7.232", "5.7.233"}
_QUOTA_WORDS = re.compile(
    r"(?:sending|submission|daily|hourly|monthly|per (?:hour|day)|message)[\w -]{0,30}\b(?:quota|limit|rate)\b"
)
_NO_SUCH_MAILBOX = {"5.1.1", "5.1.3", "5.1.6", "5.1.10"}


def classify(stage: Stage, code: int, text: str) -> Outcome:
    """Read an error or a success by its RFC 3463 class, else by the first digit of its code (RFC 5321 4.2.1).

    >>> classify(Stage.RCPT, 451, "4.7.1 Greylisted, come back later").verdict
    <Verdict.TEMPORARY: 'temporary'>
    >>> classify(Stage.END, 452, "4.3.1 Insufficient system storage").verdict
    <Verdict.UNAVAILABLE: 'unavailable'>
    """
    match = ENHANCED.match(text.strip())
    status = match[0] if match else str(code)
    lost = code == 421  # "closing the channel": the connection is of no more use
    return Outcome(_verdict(stage, code, status, text), status=status, reply=text[:500], connection_lost=lost)


def _verdict(stage: Stage, code: int, status: str, text: str) -> Verdict:
    if 200 <= code < 400:
        return Verdict.SENT
    if _about_us(stage, code, status, text):
        return Verdict.UNAVAILABLE
    # Where code and class disagree, the milder one holds: a mail tried once more does no harm.
    temporary = code < 500 or status.startswith("4.")
    return Verdict.TEMPORARY if temporary else Verdict.PERMANENT


def _about_us(stage: Stage, code: int, status: str, text: str) -> bool:
    """Whether the answer is about the server or about us as its client, and so would meet every delivery."""
    subject, detail = [*status.split("."), "", ""][1:3]
    if str(code) in _CREDENTIALS or status in {"5.7.8", "5.7.9"}:
        return True
    if subject == _MAIL_SYSTEM:
        return detail != _TOO_BIG
    if status in _OUR_QUOTA or (subject not in _OF_THE_RECIPIENT and _QUOTA_WORDS.search(text.lower())):
        return True
    if code == 452 and not subject and stage is not Stage.RCPT:
        return True  # insufficient system storage; at RCPT the same code means too many recipients
    if stage is Stage.MAIL and code >= 500 and code != 552:
        return True  # our sender is refused, whoever the recipient is
    # Postfix says "554 5.7.1 <x>: Relay access denied" to a client that it does not know: no recipient is at fault.
    return stage is Stage.RCPT and code >= 500 and "relay" in text.lower()


def mailbox_is_gone(outcome: Outcome) -> bool:
    """Whether no mail will ever arrive there, so that the address is suppressed."""
    return outcome.verdict is Verdict.PERMANENT and outcome.status in _NO_SUCH_MAILBOX


def is_of_the_mailbox(outcome: Outcome) -> bool:
    """Whether the answer is about one address or mailbox, and says nothing of its domain."""
    return outcome.status.split(".")[1:2] in [[subject] for subject in _OF_THE_RECIPIENT]


def is_greylisting(outcome: Outcome) -> bool:
    """Whether a server puts off whom it does not know yet; 4.7.1 is what most of them say of it.

    >>> is_greylisting(classify(Stage.RCPT, 450, "4.2.0 Recipient address rejected: Greylisted for 5 minutes"))
    True
    """
    words = outcome.reply.lower()
    return outcome.status == "4.7.1" or any(word in words for word in ("greylist", "graylist", "grey-list"))
