"""The border with the DNS: names in, texts out. Tests give another resolver, or a server on this machine."""

from collections.abc import Callable

import dns.exception
import dns.resolver
import dns.reversename

SECONDS = 4.0  # for one question, all its tries
# A question: the name and the kind of record ("TXT", "MX", "A", "AAAA", "PTR"). No record gives no text.
Lookup = Callable[[str, str], list[str]]


class NoAnswer(Exception):
    """The DNS did not say: a timeout, a broken server. That is not the same as having no record."""

    def __init__(self, *, name: str, kind: str) -> None:
        super().__init__(
            f"No answer about {name} {kind}. Ask again later, or look whether this machine can ask the DNS."
        )
        self.name, self.kind = name, kind


def dns_lookup(resolver: dns.resolver.Resolver | None = None) -> Lookup:
    asked = resolver or dns.resolver.Resolver()
    asked.lifetime = SECONDS

    def look_up(name: str, kind: str) -> list[str]:
        try:
            answer = asked.resolve(name, kind, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.DNSException, OSError) as problem:
            raise NoAnswer(name=name, kind=kind) from problem
        return [_text(record, kind) for record in answer]

    return look_up


def reverse_name(address: str) -> str:
    return str(dns.reversename.from_address(address)).rstrip(".")


def _text(record: object, kind: str) -> str:
    if kind == "TXT":
        # A long record stands in several strings that belong together without a space.
        return b"".join(getattr(record, "strings", ())).decode("utf-8", "replace")
    if kind == "MX":
        return str(getattr(record, "exchange", "")).rstrip(".")
    return str(record).rstrip(".")
