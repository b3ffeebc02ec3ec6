"""Files of the open data as records: JSON Lines, or the CSV with its own columns. What can't be read says why and where."""

import csv
import json
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from deeds.opendata.columns import LEAD, LIVE, PAGE, TOMBSTONE, record_from
from deeds.opendata.records import CHOICES, CODE_LISTS, TEXTS, Record

# By these columns a table is known to be our own.
OWN_COLUMNS = {"number", "state", "language", "title_fi", "title_sv"}
MOST_ROWS = 20_000
NEEDED = ("title", "goal", "result")
csv.field_size_limit(1_000_000)


class NotReadable(Exception):
    """The file as a whole; a sentence for whoever chose it."""


@dataclass
class Sheet:
    """Records with the number of their row in the file, and the rows that say nothing that could be read."""

    records: list[tuple[int, Record]] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)


def text_of(data: bytes) -> str:
    """Raises NotReadable."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise NotReadable(
            _("The file is not UTF-8. Save it anew as “CSV UTF-8” and choose it again.")
        ) from problem


def read_lines(text: str) -> Sheet:
    """JSON Lines: a row a line, empty ones left out."""
    sheet = Sheet()
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            _take(sheet, number, _from_json, line)
    return _within_bounds(sheet)


def read_own_table(columns: list[str], rows: list[tuple[int, list[str]]]) -> Sheet:
    """Rows of the CSV by the names of their columns."""
    sheet = Sheet()
    for number, cells in rows:
        _take(sheet, number, record_from, dict(zip(columns, cells, strict=False)))
    return sheet


def is_lines(data: bytes) -> bool:
    """Whether it is JSON Lines and no table."""
    return data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def is_own(columns: Any) -> bool:
    return set(columns) >= OWN_COLUMNS


def _within_bounds(sheet: Sheet) -> Sheet:
    if len(sheet.records) + len(sheet.refused) > MOST_ROWS:
        raise NotReadable(_("The file has more than %(most)s rows. Divide it.") % {"most": MOST_ROWS})
    return sheet


def _take(sheet: Sheet, number: int, read: Any, source: Any) -> None:
    try:
        sheet.records.append((number, _checked(read(source))))
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        sentence = _("The row can't be read: %(problem)s.") % {"problem": str(problem)[:200]}
        sheet.refused.append((number, sentence))


def _from_json(line: str) -> Record:
    value = json.loads(line)
    if not isinstance(value, dict):
        raise ValueError(_("it is no deed"))
    return value


def _checked(record: Record) -> Record:
    """The record if it has every part that a deed has; raises ValueError with the first that is missing."""
    state = record.get("state")
    if state not in {"published", "retired"}:
        raise ValueError(_("“state” is neither published nor retired"))
    names = TOMBSTONE if state == "retired" else (*LIVE, "image", "pages", "leads")
    lacking = [name for name in names if name not in record and name != "address"]
    if lacking or not _is_number(record["number"]):
        raise ValueError(_("“%(name)s” is missing") % {"name": lacking[0] if lacking else "number"})
    if state == "published":
        _check_parts(record)
    return record


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _check_parts(record: Record) -> None:
    parts = [(record["pages"], PAGE), (record["leads"], LEAD)]
    for page in record["pages"].values():
        # A file that is older than a field has nothing to say in it.
        page.update({name: page.get(name, "") for name in TEXTS if name not in NEEDED})
    for rows, names in parts:
        for language, row in rows.items():
            if lacking := [name for name in names if name not in row]:
                raise ValueError(_("“%(name)s” is missing") % {"name": f"{language}.{lacking[0]}"})
    if record["language"] not in record["pages"]:
        raise ValueError(_("the page in the language of the original is missing"))
    texts = [record[name] for name in CHOICES]
    lists = [record[name] for name in (*CODE_LISTS, "participants", "authors", "adoptions")]
    if not (all(isinstance(text, str) for text in texts) and all(isinstance(value, list) for value in lists)):
        raise ValueError(_("a value is of another kind than it should be"))
