"""The feed of changes: written in the transaction of each change, read from a place in the order.

Whoever takes all lines from the beginning, or from where they stopped, and keeps what the last line of each deed says,
holds what the export holds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone

from deeds.models import Deed, DeedChange
from deeds.opendata.records import Record, fingerprint, record_of, records_of, rows_of, utc

# A transaction gets its place in the order before it commits: what is a minute old has no gap below it any more.
SETTLES_AFTER = timedelta(minutes=1)
MOST_LINES = 500
Kind = DeedChange.Kind


def record_change(deed: Deed) -> None:
    """Add a line if the open data say something else of a deed than its last line did."""
    record = record_of(deed)
    last = deed.changes.order_by("-pk").first()
    kind = _kind(record, last)
    sha256 = fingerprint(record) if record else ""
    if kind is None or (last is not None and last.sha256 == sha256):
        return
    pages: dict[str, Any] = record.get("pages", {}) if record else {}
    versions = {language: page["version"] for language, page in pages.items()}
    DeedChange.objects.create(
        deed=deed, kind=kind, versions=versions, sha256=sha256, recorded_at=timezone.now()
    )


def _kind(record: Record | None, last: DeedChange | None) -> str | None:
    if record is None:
        return Kind.WITHDRAWN if last is not None else None
    if record["state"] == "retired":
        return Kind.RETIRED
    if last is None:
        return Kind.PUBLISHED
    return Kind.RESTORED if last.kind in {Kind.RETIRED, Kind.WITHDRAWN} else Kind.CHANGED


@dataclass(frozen=True)
class Changes:
    """One answer: its lines, and from where to go on."""

    rows: list[DeedChange]
    since: int

    @property
    def next(self) -> int:
        return self.rows[-1].pk if self.rows else self.since

    def lines(self) -> Iterator[Record]:
        """In order. The last line of a deed carries its record as it is now, or null where readers see none."""
        deeds = {row.deed_id for row in self.rows}
        latest = set(
            DeedChange.objects.filter(deed__in=deeds)
            .order_by()
            .values("deed")
            .annotate(newest=Max("pk"))
            .values_list("newest", flat=True)
        )
        now = {record["number"]: record for record in records_of(rows_of(Deed.objects.filter(pk__in=deeds)))}
        for row in self.rows:
            line = {
                "sequence": row.pk,
                "number": row.deed.number,
                "change": row.kind,
                "versions": row.versions,
                "at": utc(row.recorded_at),
            }
            yield line | ({"deed": now.get(row.deed.number)} if row.pk in latest else {})


def changes(*, since: int, now: datetime) -> Changes:
    settled = DeedChange.objects.filter(pk__gt=since, recorded_at__lte=now - SETTLES_AFTER)
    return Changes(list(settled.select_related("deed").order_by("pk")[:MOST_LINES]), since)
