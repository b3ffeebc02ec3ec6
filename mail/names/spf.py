"""SPF (RFC 7208): may this address of a server send for this domain? Pure but for the lookup that it is given.

Macros are not expanded: a record that needs them says `permerror` with what it is.
"""

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass, field

from mail.names.lookup import Lookup, NoAnswer

MOST_LOOKUPS = 10
MOST_MX = 10
MOST_VOID = 2
RESULTS = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}
ASKING = {"include", "a", "mx", "ptr", "exists"}  # those that count
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Permanent(Exception):
    """The record is wrong: its receivers stop reading it. The words say where."""


@dataclass
class Spf:
    """One evaluation. `lookups` counts the questions that RFC 7208, 4.6.4, limits."""

    look_up: Lookup
    address: Address
    lookups: int = 0
    void: int = 0
    path: list[str] = field(default_factory=list)

    def check(self, domain: str) -> str:
        """pass, fail, softfail, neutral or none. Raises Permanent, NoAnswer."""
        record = self._record(domain)
        if record is None:
            return "none"
        redirect = ""
        for term in record.split()[1:]:
            name, _sign, value = term.partition("=")
            if _sign and ":" not in name and "/" not in name:
                redirect = value if name.lower() == "redirect" else redirect
                continue
            if result := self._mechanism(term, domain):
                return result
        return self._redirected(redirect, domain) if redirect else "neutral"

    def _record(self, domain: str) -> str | None:
        found = [text for text in self.look_up(domain, "TXT") if text.lower().split(" ")[0] == "v=spf1"]
        if len(found) > 1:
            raise Permanent(f"{domain}: {len(found)} × v=spf1")
        return found[0] if found else None

    def _redirected(self, target: str, domain: str) -> str:
        self._count(f"redirect={target}")
        result = self._inner(target, domain)
        if result == "none":
            raise Permanent(f"redirect={target}")
        return result

    def _inner(self, target: str, domain: str) -> str:
        if target in self.path or len(self.path) > MOST_LOOKUPS:
            raise Permanent(f"{domain}: {target}")
        self.path.append(target)
        result = self.check(target)
        self.path.pop()
        return result

    def _mechanism(self, term: str, domain: str) -> str:
        """The result where the mechanism matches, else ""."""
        sign, bare = (term[0], term[1:]) if term[0] in RESULTS else ("+", term)
        name, target, lengths = _parts(bare, domain)
        if "%" in target:
            raise Permanent(f"{domain}: {term}")
        if name in ASKING:
            self._count(term)
        return RESULTS[sign] if self._matches(name, target, lengths, domain, term) else ""

    def _matches(self, name: str, target: str, lengths: tuple[int, int], domain: str, term: str) -> bool:
        if name == "all":
            return True
        if name in {"ip4", "ip6"}:
            return self._within(target, lengths, term)
        if name == "a":
            return self._is_one_of([target], lengths)
        if name == "mx":
            hosts = self._asked(target, "MX")
            if len(hosts) > MOST_MX:
                raise Permanent(f"{domain}: {term}")
            return self._is_one_of(hosts, lengths)
        if name == "exists":
            return bool(self._asked(target, "A"))
        if name == "include":
            result = self._inner(target, domain)
            if result == "none":
                raise Permanent(f"{domain}: {term}")
            return result == "pass"
        if name == "ptr":
            return False  # receivers may leave it out, and nobody should build on it
        raise Permanent(f"{domain}: {term}")

    def _is_one_of(self, hosts: list[str], lengths: tuple[int, int]) -> bool:
        kind = "A" if self.address.version == 4 else "AAAA"
        length = lengths[0] if self.address.version == 4 else lengths[1]
        found = (address for host in hosts if host for address in self._asked(host, kind))
        return any(
            self.address in ipaddress.ip_network(f"{address}/{length}", strict=False) for address in found
        )

    def _within(self, target: str, lengths: tuple[int, int], term: str) -> bool:
        try:
            version = ipaddress.ip_address(target).version
            length = lengths[0] if version == 4 else lengths[1]
            return self.address in ipaddress.ip_network(f"{target}/{length}", strict=False)
        except ValueError as problem:
            raise Permanent(term) from problem

    def _asked(self, name: str, kind: str) -> list[str]:
        found = self.look_up(name, kind)
        self.void += not found
        if self.void > MOST_VOID:
            raise Permanent(f"{name} {kind}")
        return found

    def _count(self, term: str) -> None:
        self.lookups += 1
        if self.lookups > MOST_LOOKUPS:
            raise Permanent(f"{term}: > {MOST_LOOKUPS}")


def _parts(bare: str, domain: str) -> tuple[str, str, tuple[int, int]]:
    """Name, domain or address, and the lengths of networks for both versions.

    >>> _parts("a:mail.example/24//64", "site.example"), _parts("ip6:2001:db8::/32", "x")
    (('a', 'mail.example', (24, 64)), ('ip6', '2001:db8::', (32, 32)))
    """
    name, _sign, rest = bare.partition(":")
    if not _sign:
        name, slash, rest = bare.partition("/")
        rest = slash + rest
    target, *lengths = rest.split("/") if rest else [""]
    numbers = [int(part) for part in lengths if part.isascii() and part.isdigit()]
    if name.lower() in {"ip4", "ip6"}:
        four, six = (numbers[0], numbers[0]) if numbers else (32, 128)
    elif rest.count("//"):
        four, six = (numbers[0], numbers[1]) if len(numbers) > 1 else (32, numbers[0] if numbers else 128)
    else:
        four, six = (numbers[0] if numbers else 32), 128
    return name.lower(), target or domain, (four, six)


def check_spf(*, look_up: Lookup, domain: str, address: str) -> tuple[str, str, int]:
    """The result of RFC 7208 with what is wrong and how many lookups it took: `temperror` where the DNS did not answer."""
    spf = Spf(look_up, ipaddress.ip_address(address))
    try:
        return spf.check(domain), "", spf.lookups
    except Permanent as problem:
        return "permerror", str(problem), spf.lookups
    except NoAnswer as problem:
        return "temperror", f"{problem.name} {problem.kind}", spf.lookups


def ancestors(domain: str) -> Iterator[str]:
    """The domain and those above it, but for the last label.

    >>> list(ancestors("a.b.example"))
    ['a.b.example', 'b.example']
    """
    labels = domain.split(".")
    for start in range(max(len(labels) - 1, 1)):
        yield ".".join(labels[start:])
