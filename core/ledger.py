"""The ledger: what was consented to and decided, in chains that only grow (design decision 11).

Each entry is sealed by an HMAC over its contents and the seal before it, with a key derived from SUPPRESSION_KEY,
so an entry that is changed, removed, inserted or moved past this module shows. Entries hold no personal data: the
subject is a random id that the person's own row maps to, and what is personal enters as a commitment,
HMAC-SHA-256(salt, canonical JSON). Erasing deletes the mapping and the salts; the chain still verifies.

What a chain cannot see of itself is that its end was cut off together with its head. The head is therefore exported
every day, and `verify` compares with what was exported.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from core.models import LedgerEntry, LedgerHead, LedgerSalt

FORMAT = 1  # stands in every seal, so that a later way of sealing cannot be passed off as this one


@dataclass(frozen=True)
class Head:
    """Where a chain ended at some moment."""

    chain: str
    number: int
    seal: str


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a chain: `what` is "missing", "altered", "moved" or "beyond the head"."""

    number: int
    what: str

    def __str__(self) -> str:
        return f"entry {self.number} is {self.what}"


@dataclass(frozen=True)
class Verification:
    chain: str
    entries: int
    problems: tuple[Problem, ...]

    @property
    def is_sound(self) -> bool:
        return not self.problems


@dataclass(frozen=True)
class Event:
    """What an entry says.

    `subject` is a random id, never an address; `facts` are plain JSON that may be kept for ever and must not name a person;
    `personal` is stored only as a salted commitment, which `opens` can later prove.
    """

    kind: str
    subject: str
    facts: Mapping[str, Any]
    personal: Mapping[str, Any] | None = None


def append(
    *,
    chain: str,
    kind: str,
    subject: str,
    facts: Mapping[str, Any],
    personal: Mapping[str, Any] | None = None,
    now: datetime,
) -> LedgerEntry:
    """Add an entry at the end of a chain, in the caller's transaction."""
    return append_all(chain=chain, events=[Event(kind, subject, facts, personal)], now=now)[0]


@transaction.atomic
def append_all(*, chain: str, events: Iterable[Event], now: datetime) -> list[LedgerEntry]:
    """Add entries at the end of a chain in their order, with as many queries for a thousand as for one."""
    head = _locked_head(chain)
    entries, salts = list[LedgerEntry](), list[str]()
    number, previous = head.number, head.seal
    for event in events:
        salt = secrets.token_hex(32) if event.personal is not None else ""
        entry = _sealed(event, chain, number + 1, previous, salt, now)
        entries.append(entry)
        salts.append(salt)
        number, previous = entry.number, entry.seal
    entries = LedgerEntry.objects.bulk_create(entries)
    LedgerSalt.objects.bulk_create(
        LedgerSalt(entry=entry, salt=salt, seal=_salt_seal(entry, salt))
        for entry, salt in zip(entries, salts, strict=True)
        if salt
    )
    LedgerHead.objects.filter(pk=head.pk).update(number=number, seal=previous)
    return entries


def forget(*, chain: str, subject: str) -> int:
    """Delete the salts of a subject, so that nobody can tie the entries to a person; returns how many."""
    return LedgerSalt.objects.filter(entry__chain=chain, entry__subject=subject).delete()[0]


def opens(*, entry: LedgerEntry, personal: Mapping[str, Any]) -> bool:
    """Whether the entry was made about exactly this; False once the salt is erased, or altered."""
    row = LedgerSalt.objects.filter(entry=entry).first()
    if row is None or not _equal(_salt_seal(entry, row.salt), row.seal):
        return False
    return _equal(_commitment(row.salt, personal), entry.commitment)


def verify(*, chain: str, exported: Iterable[Head] = ()) -> Verification:
    """Read a chain from its first entry to its head and name every entry that is altered, moved or missing.

    `exported` are heads written earlier: an entry that one of them names must still be there with its seal. An entry is
    altered also by its salt, if that was not deleted, which is how a person is erased.
    """
    expected = {head.number: head.seal for head in exported if head.chain == chain}
    head = LedgerHead.objects.filter(chain=chain).first()
    entries = LedgerEntry.objects.filter(chain=chain).order_by("number")
    problems, count, last = list[Problem](), 0, ("", 0)
    for entry in entries.iterator(chunk_size=2000):
        problems += _problems_of(entry, previous=last[0], number=last[1], expected=expected)
        last = (entry.seal, entry.number)
        count += 1
    problems += _problems_at_end(head, seal=last[0], number=last[1], expected=expected)
    problems += _altered_salts(chain)
    return Verification(chain=chain, entries=count, problems=tuple(dict.fromkeys(problems)))


def chains() -> list[str]:
    """Every chain that has, or by its head should have, an entry."""
    known = set(LedgerHead.objects.values_list("chain", flat=True))
    return sorted(known | set(LedgerEntry.objects.order_by().values_list("chain", flat=True).distinct()))


def export_head(*, chain: str) -> Head:
    """The end of a chain, to be kept where whoever can change the database cannot."""
    head = LedgerHead.objects.filter(chain=chain).first()
    return Head(chain=chain, number=head.number if head else 0, seal=head.seal if head else "")


def head_line(head: Head, *, now: datetime) -> str:
    """One line of the file of exported heads."""
    return json.dumps(
        {**asdict(head), "at": now.astimezone(UTC).isoformat(timespec="seconds")}, sort_keys=True
    )


def read_heads(lines: Iterable[str]) -> list[Head]:
    rows = (json.loads(line) for line in lines if line.strip())
    return [Head(chain=row["chain"], number=row["number"], seal=row["seal"]) for row in rows]


def _sealed(event: Event, chain: str, number: int, previous: str, salt: str, now: datetime) -> LedgerEntry:
    entry = LedgerEntry(
        chain=chain,
        number=number,
        kind=event.kind,
        subject=event.subject,
        facts_json=_canonical(event.facts),
        commitment=_commitment(salt, event.personal) if event.personal is not None else "",
        at=now.astimezone(UTC),
        previous=previous,
    )
    entry.seal = _seal(entry)
    return entry


def _locked_head(chain: str) -> LedgerHead:
    """The head's row, locked until the transaction ends: appends queue here, on both databases."""
    LedgerHead.objects.get_or_create(chain=chain)
    return LedgerHead.objects.select_for_update().get(chain=chain)


def _problems_of(
    entry: LedgerEntry, *, previous: str, number: int, expected: Mapping[int, str]
) -> Iterator[Problem]:
    yield from (Problem(missing, "missing") for missing in range(number + 1, entry.number))
    if not _equal(_seal(entry), entry.seal) or expected.get(entry.number, entry.seal) != entry.seal:
        yield Problem(entry.number, "altered")
    elif entry.number == number + 1 and entry.previous != previous:
        yield Problem(entry.number, "moved")


def _altered_salts(chain: str) -> Iterator[Problem]:
    rows = LedgerSalt.objects.filter(entry__chain=chain).select_related("entry").order_by("entry__number")
    for row in rows.iterator(chunk_size=2000):
        if not _equal(_salt_seal(row.entry, row.salt), row.seal):
            yield Problem(row.entry.number, "altered")


def _problems_at_end(
    head: LedgerHead | None, *, seal: str, number: int, expected: Mapping[int, str]
) -> Iterator[Problem]:
    head_number = head.number if head else 0
    yield from (
        Problem(missing, "missing") for missing in range(number + 1, max([head_number, *expected]) + 1)
    )
    if head_number < number:
        yield Problem(head_number + 1, "beyond the head")
    elif head is not None and head_number == number and head.seal != seal:
        yield Problem(number, "altered")


def _canonical(value: Mapping[str, Any]) -> str:
    # allow_nan=False: NaN is no JSON, and would not read back equal.
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _commitment(salt: str, personal: Mapping[str, Any]) -> str:
    return hmac.new(bytes.fromhex(salt), _canonical(personal).encode(), hashlib.sha256).hexdigest()


def _seal(entry: LedgerEntry) -> str:
    contents = [
        FORMAT,
        entry.chain,
        entry.number,
        entry.kind,
        entry.subject,
        entry.facts_json,
        entry.commitment,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.previous,
    ]
    return hmac.new(_key(), json.dumps(contents, separators=(",", ":")).encode(), hashlib.sha256).hexdigest()


def _equal(ours: str, stored: str) -> bool:
    # As bytes: compare_digest refuses letters outside ASCII with an error, and whoever alters a seal may write any.
    return hmac.compare_digest(ours.encode(), stored.encode(errors="replace"))


def _salt_seal(entry: LedgerEntry, salt: str) -> str:
    contents = json.dumps([FORMAT, entry.chain, entry.number, salt], separators=(",", ":"))
    return hmac.new(_key(), contents.encode(), hashlib.sha256).hexdigest()


def _key() -> bytes:
    """A key of its own for the ledger, from the one secret that never rotates."""
    return hmac.new(settings.SUPPRESSION_KEY.encode(), b"tekotori ledger", hashlib.sha256).digest()
