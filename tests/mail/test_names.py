"""What the DNS says of a sender: SPF by its rules, and each part with a result of its own where nothing answers."""

import doctest
from collections.abc import Mapping, Sequence

import pytest

from mail.names import checking, spf
from mail.names.checking import Sender, check_sender
from mail.names.lookup import Lookup, NoAnswer, dns_lookup
from mail.names.spf import check_spf
from tests.mail.nameserver import BROKEN, NameServer, Zone

SERVER, OTHER = "198.51.100.7", "203.0.113.9"
CHAIN = {f"i{number}.example": f"v=spf1 include:i{number + 1}.example -all" for number in range(12)}


def asked(zone: Zone) -> Lookup:
    def look_up(name: str, kind: str) -> list[str]:
        found = zone.get((name, kind), ())
        if found == BROKEN:
            raise NoAnswer(name=name, kind=kind)
        return list(found)

    return look_up


def result(texts: Mapping[str, str], others: Zone | None = None, address: str = SERVER) -> str:
    zone: dict[tuple[str, str], Sequence[str]] = {(name, "TXT"): [text] for name, text in texts.items()}
    return check_spf(look_up=asked(zone | dict(others or {})), domain="site.example", address=address)[0]


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ("v=spf1 ip4:198.51.100.7 -all", "pass"),
        ("v=spf1 ip4:198.51.100.0/24 -all", "pass"),
        ("v=spf1 ip4:203.0.113.0/24 -all", "fail"),
        ("v=spf1 ip4:203.0.113.0/24 ~all", "softfail"),
        ("v=spf1 ?all", "neutral"),
        ("v=spf1", "neutral"),
        ("v=spf1 -ip4:198.51.100.7 +all", "fail"),
        ("v=spf1 a:mail.example -all", "pass"),
        ("v=spf1 a:mail.example/16 -all", "pass"),
        ("v=spf1 mx -all", "pass"),
        ("v=spf1 exists:known.example -all", "pass"),
        ("v=spf1 include:other.example -all", "pass"),
        ("v=spf1 include:forbids.example ~all", "softfail"),
        ("v=spf1 include:nothing.example -all", "permerror"),
        ("v=spf1 redirect=other.example", "pass"),
        ("v=spf1 redirect=nothing.example", "permerror"),
        ("v=spf1 -all redirect=other.example", "fail"),
        ("v=spf1 include:site.example -all", "permerror"),
        ("v=spf1 include:i0.example -all", "permerror"),
        ("v=spf1 a:no1.example a:no2.example a:no3.example -all", "permerror"),
        ("v=spf1 ip4:nonsense -all", "permerror"),
        ("v=spf1 exists:%{i}.example -all", "permerror"),
        ("v=spf1 fly:me -all", "permerror"),
        ("v=spf1 ptr -all", "fail"),
        ("v=spf1 exp=why.example -all", "fail"),
        ("v=spf1 include:broken.example -all", "temperror"),
        ("something else", "none"),
    ],
)
def test_spf_is_evaluated_as_receivers_do(record: str, expected: str):
    texts = {
        "site.example": record,
        "other.example": "v=spf1 ip4:198.51.100.7 -all",
        "forbids.example": "v=spf1 -all",
    }
    others: Zone = {
        ("site.example", "MX"): ["mx.example"],
        ("mx.example", "A"): [SERVER],
        ("mail.example", "A"): [SERVER],
        ("known.example", "A"): ["127.0.0.2"],
        ("broken.example", "TXT"): BROKEN,
    }

    assert result(texts | CHAIN, others) == expected


def test_spf_knows_the_newer_addresses_and_refuses_two_records():
    assert result({"site.example": "v=spf1 ip6:2001:db8::/32 -all"}, address="2001:db8::1") == "pass"
    two: Zone = {("site.example", "TXT"): ["v=spf1 +all", "v=spf1 -all"]}
    assert check_spf(look_up=asked(two), domain="site.example", address=SERVER)[0] == "permerror"


def test_examples_in_the_words_of_the_modules_hold():
    assert [doctest.testmod(module).failed for module in (spf, checking)] == [0, 0]


GOOD: dict[tuple[str, str], Sequence[str]] = {
    ("mail.site.example", "TXT"): ['"v=spf1 ip4:198.51.100.7" " -all"'],
    ("k1._domainkey.site.example", "TXT"): ['"v=DKIM1; p=MIIB"'],
    ("_dmarc.site.example", "TXT"): ['"v=DMARC1; p=quarantine"'],
    ("7.100.51.198.in-addr.arpa", "PTR"): ["out.site.example."],
    ("out.site.example", "A"): [SERVER],
    ("site.example", "MX"): ["10 mx.site.example."],
}
SENDER = Sender("news@site.example", (), "mail.site.example", (SERVER,), ("k1",))


def found(zone: Zone, sender: Sender = SENDER) -> list[tuple[str, str]]:
    with NameServer(zone) as server:
        findings = check_sender(sender=sender, look_up=dns_lookup(server.resolver))
    return [(finding.verdict.value, finding.code) for finding in findings]


def test_sender_that_fits_is_good_in_every_part():
    assert found(GOOD) == [
        ("good", "spf-pass"),
        ("good", "dkim-key"),
        ("good", "dmarc-policy"),
        ("good", "aligned"),
        ("good", "reverse-fits"),
        ("good", "mailbox-takes"),
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({("mail.site.example", "TXT"): ['"v=spf1 -all"']}, ("error", "spf-fail")),
        ({("mail.site.example", "TXT"): []}, ("error", "spf-none")),
        ({("k1._domainkey.site.example", "TXT"): []}, ("error", "dkim-no-key")),
        ({("k1._domainkey.site.example", "TXT"): ['"v=DKIM1; p="']}, ("error", "dkim-revoked")),
        ({("_dmarc.site.example", "TXT"): []}, ("error", "dmarc-none")),
        ({("_dmarc.site.example", "TXT"): ['"v=DMARC1; p=none"']}, ("warning", "dmarc-watches")),
        ({("_dmarc.site.example", "TXT"): ['"v=DMARC1; p=all"']}, ("error", "dmarc-wrong")),
        ({("_dmarc.site.example", "TXT"): ['"v=DMARC1; p=reject; aspf=s"']}, ("warning", "not-aligned")),
        ({("7.100.51.198.in-addr.arpa", "PTR"): []}, ("error", "reverse-none")),
        ({("out.site.example", "A"): [OTHER]}, ("error", "reverse-other")),
        ({("site.example", "MX"): ["0 ."]}, ("error", "mailbox-none")),
    ],
)
def test_each_fault_is_said(changes: Zone, expected: tuple[str, str]):
    assert expected in found(GOOD | dict(changes))


def test_what_the_dns_does_not_answer_could_not_be_checked_and_the_rest_is():
    broken = {name: BROKEN for name in GOOD if name[0] in {"k1._domainkey.site.example", "mail.site.example"}}

    codes = found(GOOD | broken)

    assert codes[:2] == [("unknown", "spf-temperror"), ("unknown", "no-answer")]
    assert codes[2:4] == [("good", "dmarc-policy"), ("good", "aligned")]


def test_unknown_servers_and_selectors_are_no_pass():
    codes = found(GOOD, Sender("news@site.example", (), "mail.site.example"))

    assert [code for code in codes if code[0] == "unknown"] == [
        ("unknown", "no-servers"),
        ("unknown", "no-servers"),
    ]
    assert ("good", "dkim-key") in codes  # k1 is among the usual names
    without = {name: records for name, records in GOOD.items() if "_domainkey" not in name[0]}
    assert ("unknown", "dkim-no-selector") in found(
        without, Sender("news@site.example", (), "mail.site.example")
    )
