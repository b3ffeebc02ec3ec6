"""Tables that people made: a spreadsheet or a CSV as a header and rows of text."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import openpyxl
from django.utils.translation import gettext as _

from deeds.importing.reading import MOST_ROWS, NotReadable, text_of

MOST_BYTES = 20_000_000
MOST_UNPACKED_BYTES = 200_000_000  # of a spreadsheet, which is an archive
MOST_COLUMNS = 200
ARCHIVE = b"PK\x03\x04"


@dataclass(frozen=True)
class Table:
    columns: list[str]
    rows: list[tuple[int, list[str]]]  # with their number in the file; empty ones left out


def read_table(data: bytes) -> Table:
    """The first sheet, its first row the header. Raises NotReadable."""
    if len(data) > MOST_BYTES:
        raise NotReadable(_("The file is larger than 20 MB. Divide it."))
    lines = _sheet_lines(data) if data.startswith(ARCHIVE) else _csv_lines(text_of(data))
    columns: list[str] = []
    rows: list[tuple[int, list[str]]] = []
    for number, line in enumerate(lines, start=1):
        if number == 1:
            columns = [cell.strip() for cell in line[:MOST_COLUMNS]]
        elif any(cell.strip() for cell in line):
            cells = line[: len(columns)]
            rows.append((number, [*cells, *[""] * (len(columns) - len(cells))]))
        if len(rows) > MOST_ROWS:
            raise NotReadable(_("The file has more than %(most)s rows. Divide it.") % {"most": MOST_ROWS})
    if not any(columns) or not rows:
        raise NotReadable(_("The file has no rows below its header."))
    return Table(columns, rows)


def _csv_lines(text: str) -> Iterator[list[str]]:
    """Whatever sign a spreadsheet put between the cells."""
    first = text.partition("\n")[0]
    sign = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    try:
        yield from reader
    except csv.Error as problem:  # of quotation marks, or a cell without end
        said = _(
            "The table can't be read up to line %(line)s: a quotation mark is missing or one too many. Put it right, or save "
            "the table anew as .xlsx."
        )
        raise NotReadable(said % {"line": reader.line_num}) from problem


def _sheet_lines(data: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED_BYTES:
                raise NotReadable(_("The spreadsheet is too large when it is unpacked. Divide it."))
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        try:
            for row in book.worksheets[0].iter_rows(values_only=True):
                yield [_cell(value) for value in row]
        finally:
            book.close()
    except NotReadable:
        raise
    # openpyxl raises whatever its readers of archives and XML do for a file that is damaged.
    except Exception as problem:
        raise NotReadable(_("The spreadsheet can't be read. Save it anew as .xlsx or CSV.")) from problem


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
