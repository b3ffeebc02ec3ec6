"""Files of the open data as records: JSON Lines, or the CSV with its own columns. What can't be read says why and where."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from core.tables import NotReadable
from deeds.importing.shapes import checked
from deeds.opendata.columns import record_from
from deeds.opendata.records import Record

# By these columns a table is known to be our own.
OWN_COLUMNS = {"number", "state", "language", "title_fi", "title_sv"}
MOST_ROWS = 20_000


@dataclass
class Sheet:
    """Records with the number of their row in the file, and the rows that say nothing that could be read."""

    records: list[tuple[int, Record]] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)


def text_of(data: bytes) -> str:
    """Raises NotReadable."""
    try:
        return data.decode("utf-8-sig").replace("\0", "")  # which no database keeps
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
        sheet.records.append((number, checked(read(source))))
    except RecursionError:
        sheet.refused.append((number, _("The row can't be read: it is nested too deep.")))
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        sentence = _("The row can't be read: %(problem)s.") % {"problem": str(problem)[:500]}
        sheet.refused.append((number, sentence))


def _from_json(line: str) -> Any:
    return json.loads(line)
