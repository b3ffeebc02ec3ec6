"""The columns of the CSV: a record laid flat, one row a deed, and the record again from a row.

Lists of codes stand in one cell with spaces between; what has parts of its own (authors, adoptions) as JSON. Columns whose
name ends in `_name` or `_names` are for people and are not read back: they say what the codes before them mean.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from core.cells import guarded, unguarded
from deeds.models.words import LANGUAGES
from deeds.opendata.names import Names
from deeds.opendata.records import CHOICES, CODE_LISTS, TEXTS, Record

Cells = dict[str, str]
PLAIN = (
    "number", "state", "address", "published_at", "changed_at", "language", "organisation", *CODE_LISTS,
    "whole_organisation", "participants", "goal", "start_date", "end_date", *CHOICES, "inspired_by", "adopters",
    "adoptions", "authors", "image", "image_credit", "retired_at", "ground", "reason", "replaced_by",
)  # fmt: skip
PAGE = ("address", "published_at", "version", *TEXTS)
LEAD = ("title", "text", "origin")


@dataclass(frozen=True)
class Form:
    """How one kind of value stands in a cell."""

    write: Callable[[Any], str]
    read: Callable[[str], Any]


def _text(value: Any) -> str:
    return "" if value is None else str(value)


TEXT = Form(_text, lambda cell: cell)
MAYBE = Form(_text, lambda cell: cell or None)  # a day, a moment: null where there is none
NUMBER = Form(_text, lambda cell: int(cell) if cell else None)
FLAG = Form(lambda value: "1" if value else "0", lambda cell: cell == "1")
CODES = Form(" ".join, str.split)
PARTS = Form(
    lambda value: json.dumps(value, ensure_ascii=False) if value else "",
    lambda cell: json.loads(cell) if cell else [],
)
FORMS: Mapping[str, Form] = {
    **dict.fromkeys(("number", "inspired_by", "replaced_by", "adopters", "version"), NUMBER),
    **dict.fromkeys(("published_at", "changed_at", "retired_at", "start_date", "end_date"), MAYBE),
    **dict.fromkeys((*CODE_LISTS, "participants"), CODES),
    **dict.fromkeys(("authors", "adoptions"), PARTS),
    "whole_organisation": FLAG,
}
TOMBSTONE = ("number", "state", "address", "published_at", "retired_at", "ground", "reason", "replaced_by")
LIVE = tuple(
    name for name in PLAIN if name not in {"image", "image_credit", "retired_at", "ground", "reason", "replaced_by"}
)  # fmt: skip


def _form(name: str) -> Form:
    return FORMS.get(name, TEXT)


def header() -> list[str]:
    """The names of all columns, in their order."""
    return [name for name, _part in _layout()]


def _layout() -> Iterator[tuple[str, str]]:
    """Each column, and to which part of the record it belongs."""
    for name in PLAIN:
        yield name, ""
        if name == "organisation":
            yield "organisation_business_id", "names"
            yield from ((f"organisation_name_{code}", "names") for code in LANGUAGES)
        if name in CODE_LISTS:
            yield from ((f"{name}_names_{code}", "names") for code in LANGUAGES)
    for language in LANGUAGES:
        yield from ((f"{name}_{language}", "page") for name in PAGE)
        yield from ((f"lead_{name}_{language}", "lead") for name in LEAD)


def row_of(record: Mapping[str, Any], names: Names) -> list[str]:
    """A record as the cells of its row."""
    cells = _plain_cells(record) | _page_cells(record)
    if record["state"] == "published":
        cells |= names.cells(record)
    return [guarded(cells.get(name, "")) for name in header()]


def _plain_cells(record: Mapping[str, Any]) -> Cells:
    image = record.get("image") or {}
    flat = {**record, "image": image.get("address", ""), "image_credit": image.get("credit", "")}
    return {name: _form(name).write(flat[name]) for name in PLAIN if name in flat}


def _page_cells(record: Mapping[str, Any]) -> Cells:
    cells: Cells = {}
    for language, page in record.get("pages", {}).items():
        cells |= {f"{name}_{language}": _form(name).write(page[name]) for name in PAGE}
    for language, lead in record.get("leads", {}).items():
        cells |= {f"lead_{name}_{language}": lead[name] for name in LEAD}
    return cells


def record_from(row: Mapping[str, str]) -> Record:
    """The record of a row; columns that are missing count as empty. Raises ValueError where a cell can't be read."""
    cells = {name: unguarded(cell or "") for name, cell in row.items() if name}
    fields = TOMBSTONE if cells.get("state") == "retired" else LIVE
    record: Record = {name: _form(name).read(cells.get(name, "")) for name in fields}
    if record["state"] == "retired":
        return record
    pages = {code: _page_from(cells, code) for code in _languages(cells, record["language"])}
    address = cells.get("image", "")
    record["image"] = {"address": address, "credit": cells.get("image_credit", "")} if address else None
    return _in_order(record, pages, _leads_from(cells))


def _in_order(record: Record, pages: Record, leads: Record) -> Record:
    """The parts as `records` orders them, so that equal records are equal lines."""
    last = ("authors", "adoptions", "adopters")
    first = {name: value for name, value in record.items() if name not in last}
    return {**first, "pages": pages, "leads": leads, **{name: record[name] for name in last}}


def _languages(cells: Cells, original: str) -> list[str]:
    """Those that have a page; the original first."""
    found = [code for code in LANGUAGES if cells.get(f"title_{code}")]
    return sorted(found, key=lambda code: (code != original, code))


def _page_from(cells: Cells, language: str) -> Record:
    return {name: _form(name).read(cells.get(f"{name}_{language}", "")) for name in PAGE}


def _leads_from(cells: Cells) -> Record:
    found = sorted(code for code in LANGUAGES if cells.get(f"lead_title_{code}"))
    return {code: {name: cells.get(f"lead_{name}_{code}", "") for name in LEAD} for code in found}
