"""The files of the open data: streamed, equal bytes for equal content, and a version that is known before they are made."""

import csv
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Sum

from deeds.models import Deed, DeedChange
from deeds.opendata.columns import header, row_of
from deeds.opendata.names import Names
from deeds.opendata.records import PUBLIC, line_of, records

FORMAT_VERSION = 1  # grows when the same content gives other bytes
BYTE_ORDER_MARK = "\ufeff"  # Excel reads UTF-8 only behind one


@dataclass(frozen=True)
class Version:
    """What a file's bytes depend on."""

    etag: str
    modified_at: datetime | None


class _Line:
    """What `csv` writes into: the line itself."""

    def write(self, text: str) -> str:
        return text


def csv_parts() -> Iterator[bytes]:
    writer, names = csv.writer(_Line()), Names()
    yield (BYTE_ORDER_MARK + _written(writer, header())).encode()
    for record in records():
        yield _written(writer, row_of(record, names)).encode()


def _written(writer: Any, cells: list[str]) -> str:
    return str(writer.writerow(cells))  # csv gives back what the file's write() gave


def jsonl_parts() -> Iterator[bytes]:
    for record in records():
        yield line_of(record).encode()


def registers_parts() -> Iterator[bytes]:
    yield (json.dumps(Names().as_json(), ensure_ascii=False, indent=1) + "\n").encode()


@dataclass(frozen=True)
class File:
    """`parts` are its bytes in pieces; `has_names` says whether the names of registers stand in it."""

    name: str
    content_type: str
    parts: Callable[[], Iterator[bytes]]
    has_names: bool

    def version(self) -> Version:
        """Strong: it covers everything that the bytes depend on, without reading a deed's words."""
        public = Deed.objects.filter(state__in=PUBLIC)
        deeds = public.aggregate(
            count=Count("pk"), changed=Max("changed_at"), published=Max("published_at"), adopted=Sum("adopters")
        )  # fmt: skip
        last = DeedChange.objects.aggregate(key=Max("pk"), at=Max("recorded_at"))
        names = Names().as_json() if self.has_names else None
        parts = (FORMAT_VERSION, settings.BASE_URL, self.name, deeds, last["key"], names)
        etag = hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
        return Version(f'"{etag}"', last["at"])


FILES = {
    file.name: file
    for file in (
        File("deeds.csv", "text/csv; charset=utf-8", csv_parts, has_names=True),
        File("deeds.jsonl", "application/jsonl; charset=utf-8", jsonl_parts, has_names=False),
        File("registers.json", "application/json; charset=utf-8", registers_parts, has_names=True),
    )
}
