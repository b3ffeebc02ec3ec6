"""Tables that people made: a spreadsheet or a CSV as a header and rows of text."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.tables import ARCHIVE, MOST_BYTES, MOST_COLUMNS, NotReadable, csv_lines, sheet_lines, sign_between
from deeds.importing.reading import MOST_ROWS, text_of


@dataclass(frozen=True)
class Table:
    columns: list[str]
    rows: list[tuple[int, list[str]]]  # with their number in the file; empty ones left out


def read_table(data: bytes) -> Table:
    """The first sheet, its first row the header. Raises NotReadable."""
    if len(data) > MOST_BYTES:
        raise NotReadable(_("The file is larger than 20 MB. Divide it."))
    lines = sheet_lines(io.BytesIO(data)) if data.startswith(ARCHIVE) else _csv_lines(text_of(data))
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
    return csv_lines(io.StringIO(text, newline=""), sign_between(text.partition("\n")[0]))
