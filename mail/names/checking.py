"""Whether SPF, DKIM, DMARC, reverse names and mailboxes fit a sender. Each part is a list of findings with a code and facts."""

import ipaddress
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

from mail.names.lookup import Lookup, NoAnswer, reverse_name
from mail.names.spf import ancestors, check_spf

# Tried where the setting names none; a selector can't be looked up, only guessed.
USUAL_SELECTORS = ("default", "mail", "dkim", "s1", "s2", "selector1", "selector2", "k1", "google")


class Verdict(StrEnum):
    GOOD = "good"
    WARNING = "warning"
    ERROR = "error"
    UNKNOWN = "unknown"  # could not be checked, which is not the same as good


@dataclass(frozen=True)
class Sender:
    """Who mail comes from: the address that readers see, the domain of the envelope, and the servers that send it."""

    from_address: str
    reply_to: tuple[str, ...]  # one per language; an empty one is the sender's own
    envelope_domain: str
    servers: tuple[str, ...] = ()  # IP addresses
    selectors: tuple[str, ...] = ()

    @property
    def domain(self) -> str:
        return self.from_address.rpartition("@")[2].lower()


@dataclass(frozen=True)
class Finding:
    part: str  # "spf", "dkim", "dmarc", "reverse", "mailbox"
    verdict: Verdict
    code: str
    facts: dict[str, str] = field(default_factory=dict)


def check_sender(*, sender: Sender, look_up: Lookup) -> list[Finding]:
    """Every part, each by itself: one that the DNS does not answer says so, and the others are checked."""
    parts: dict[str, Callable[[], Iterator[Finding]]] = {
        "spf": partial(_spf, sender, look_up),
        "dkim": partial(_dkim, sender, look_up),
        "dmarc": partial(_dmarc, sender, look_up),
        "reverse": partial(_reverse, sender, look_up),
        "mailbox": partial(_mailboxes, sender, look_up),
    }
    return [finding for part, check in parts.items() for finding in _answered(part, check)]


def _answered(part: str, check: Callable[[], Iterator[Finding]]) -> Sequence[Finding]:
    try:
        return list(check())
    except NoAnswer as problem:
        facts = {"name": problem.name, "kind": problem.kind}
        return [Finding(part, Verdict.UNKNOWN, "no-answer", facts)]


SPF_VERDICTS = {
    "pass": Verdict.GOOD,
    "temperror": Verdict.UNKNOWN,
    "softfail": Verdict.WARNING,
    "neutral": Verdict.WARNING,
}


def _spf(sender: Sender, look_up: Lookup) -> Iterator[Finding]:
    domain = sender.envelope_domain
    if not sender.servers:
        yield Finding("spf", Verdict.UNKNOWN, "no-servers", {"domain": domain})
    for server in sender.servers:
        result, why, lookups = check_spf(look_up=look_up, domain=domain, address=server)
        facts = {"domain": domain, "server": server, "why": why, "lookups": str(lookups)}
        yield Finding("spf", SPF_VERDICTS.get(result, Verdict.ERROR), f"spf-{result}", facts)


def _dkim(sender: Sender, look_up: Lookup) -> Iterator[Finding]:
    found = 0
    for selector in sender.selectors or USUAL_SELECTORS:
        name = f"{selector}._domainkey.{sender.domain}"
        keys = [tags for text in look_up(name, "TXT") if "p" in (tags := _tags(text))]
        facts = {"name": name}
        if any(tags["p"] for tags in keys):
            found += 1
            yield Finding("dkim", Verdict.GOOD, "dkim-key", facts)
        elif keys:
            yield Finding("dkim", Verdict.ERROR, "dkim-revoked", facts)
        elif sender.selectors:
            yield Finding("dkim", Verdict.ERROR, "dkim-no-key", facts)
    if not sender.selectors and not found:
        yield Finding("dkim", Verdict.UNKNOWN, "dkim-no-selector", {"domain": sender.domain})


def _dmarc(sender: Sender, look_up: Lookup) -> Iterator[Finding]:
    where, tags = _policy(sender.domain, look_up)
    if not where:
        yield Finding("dmarc", Verdict.ERROR, "dmarc-none", {"domain": sender.domain})
        return
    policy = tags.get("sp", "") if where != sender.domain and tags.get("sp") else tags.get("p", "")
    facts = {"domain": where, "policy": policy}
    if policy not in {"none", "quarantine", "reject"}:
        yield Finding("dmarc", Verdict.ERROR, "dmarc-wrong", facts)
    elif policy == "none":
        yield Finding("dmarc", Verdict.WARNING, "dmarc-watches", facts)
    else:
        yield Finding("dmarc", Verdict.GOOD, "dmarc-policy", facts)
    yield from _alignment(sender, where, tags, look_up)


def _alignment(sender: Sender, where: str, tags: dict[str, str], look_up: Lookup) -> Iterator[Finding]:
    """Whether the envelope's domain counts as the sender's: the same, or below the same policy where that is enough."""
    envelope = sender.envelope_domain
    is_relaxed = tags.get("aspf", "r").lower() != "s"
    is_near = is_relaxed and _organisation(envelope, look_up) == _organisation(sender.domain, look_up) != ""
    facts = {"domain": sender.domain, "envelope": envelope, "policy": where}
    if envelope == sender.domain or is_near:
        yield Finding("dmarc", Verdict.GOOD, "aligned", facts)
    else:
        yield Finding("dmarc", Verdict.WARNING, "not-aligned", facts)


def _policy(domain: str, look_up: Lookup) -> tuple[str, dict[str, str]]:
    """The nearest policy, on the domain or above it, and where it stands."""
    for name in ancestors(domain):
        found = [_tags(text) for text in look_up(f"_dmarc.{name}", "TXT")]
        found = [tags for tags in found if tags.get("v", "").upper() == "DMARC1"]
        if len(found) == 1:
            return name, found[0]
    return "", {}


def _organisation(domain: str, look_up: Lookup) -> str:
    """The highest domain above that has a policy: by which domains are of one organisation."""
    found = [name for name in ancestors(domain) if _policy(name, look_up)[0] == name]
    return found[-1] if found else ""


def _reverse(sender: Sender, look_up: Lookup) -> Iterator[Finding]:
    if not sender.servers:
        yield Finding("reverse", Verdict.UNKNOWN, "no-servers", {"domain": sender.envelope_domain})
    for server in sender.servers:
        names = look_up(reverse_name(server), "PTR")
        kind = "A" if ipaddress.ip_address(server).version == 4 else "AAAA"
        back = [name for name in names if server in look_up(name, kind)]
        facts = {"server": server, "name": (back or names or [""])[0]}
        if back:
            yield Finding("reverse", Verdict.GOOD, "reverse-fits", facts)
        else:
            yield Finding("reverse", Verdict.ERROR, "reverse-other" if names else "reverse-none", facts)


def _mailboxes(sender: Sender, look_up: Lookup) -> Iterator[Finding]:
    """Whether the domains of the sender and of replies take mail at all; that somebody reads it no machine can say."""
    for address in dict.fromkeys(filter(None, (sender.from_address, *sender.reply_to))):
        domain = address.rpartition("@")[2].lower()
        exchanges = look_up(domain, "MX")
        takes = any(exchanges) if exchanges else bool(look_up(domain, "A") or look_up(domain, "AAAA"))
        verdict = Verdict.GOOD if takes else Verdict.ERROR
        yield Finding(
            "mailbox",
            verdict,
            "mailbox-takes" if takes else "mailbox-none",
            {"address": address, "domain": domain},
        )


def _tags(text: str) -> dict[str, str]:
    """
    >>> _tags("v=DMARC1; p=none;")
    {'v': 'DMARC1', 'p': 'none'}
    """
    pairs = (part.partition("=") for part in text.split(";") if "=" in part)
    return {name.strip().lower(): value.strip() for name, _sign, value in pairs}
