"""Hard or soft: by RFC 3463 where the code says enough, else by the server's words. Pure: no Django."""

import re

from mail.returns.reports import Kind

# Not a piece of a version or of a network address such as 5.1.2.3.
_ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?!\.?\d)")
_PLAIN = re.compile(r"(?<![\d.])([45]\d\d)(?![\d.])")
_ADDRESS = re.compile(r'[^\s<>()\[\],;:"]*@[^\s<>()\[\],;:"]*')
# The mailbox, its domain or its server is not there: RFC 3463 and, below 5.4, what Exchange Online says of DNS.
_GONE = {"5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4", "5.4.310"}
_GONE_WORDS = re.compile(
    r"user unknown|unknown user|no such (?:user|recipient|person|mailbox|domain)|unknown recipient"
    r"|recipient unknown|invalid recipient|(?:does not|doesn.t) exist|no mailbox|mailbox (?:not found|disabled)"
    r"|unroute?able address|unknown or illegal alias|address not found|(?:not|n.t) (?:be )?found"
    r"|account (?:is |has been )?(?:disabled|closed|inactive|deleted)|host (?:unknown|not found)",
    re.IGNORECASE,
)
# What such a server means is this mail or us as a sender: the address may be well.
_ABOUT_US = re.compile(
    r"spam|\bpolicy\b|\bblocked\b|black ?list|block ?list|\blisted\b|\bdmarc\b|\bdkim\b|\bspf\b|reputation|\brate\b"
    r"|throttl|virus|malware|unsolicited|too (?:large|big|many)|quota|\bfull\b|gr[ea]ylist",
    re.IGNORECASE,
)


def status_in(*texts: str) -> str:
    """The code that says most: a specific one of RFC 3463, else its class alone, else three digits.

    >>> status_in("5.0.0", "smtp; 550 5.1.1 <ada@example.org>: no such user")
    '5.1.1'
    """
    found = [match[0] for text in texts for match in _ENHANCED.finditer(text)]
    specific = [code for code in found if not code.endswith(".0.0")]
    plain = [match[1] for text in texts for match in _PLAIN.finditer(text)]
    return next(iter([*specific, *found, *plain]), "")


def says_gone(status: str) -> bool:
    """Whether the code by itself says that no mail will ever arrive there."""
    return status in _GONE


def failure(status: str, words: str) -> Kind:
    """Which kind of failure it is that a server has given up for good."""
    if says_gone(status):
        return Kind.HARD
    is_permanent = not status.startswith("4")
    # A code that only says "no" leaves it to the words, and of those that speak of both, to the milder reading.
    is_vague = status in {"", "5.0.0"} or len(status) == 3
    if is_permanent and is_vague and _GONE_WORDS.search(words) and not _ABOUT_US.search(words):
        return Kind.HARD
    return Kind.SOFT


def without_addresses(words: str) -> str:
    """A server's words on one line, at most 500 signs, every address taken out.

    >>> without_addresses("550 5.1.1 <ada@example.org>:\\n no such user")
    '550 5.1.1 <address>: no such user'
    """
    line = " ".join(words.split())
    return _ADDRESS.sub("<address>", line).replace("<<address>>", "<address>")[:500]
