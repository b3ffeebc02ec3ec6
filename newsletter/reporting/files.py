"""Tables of a report as CSV: one as it stands on the page, or all with a line for each number."""

import csv
import io
from collections.abc import Sequence

from core.cells import guarded
from newsletter import conf
from newsletter.reporting.tables import Table, all_rows


def table_csv(table: Table) -> str:
    has_about = any(row.about for row in table.rows)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(map(guarded, [table.head, *(["URL"] if has_about else []), *table.columns]))
    for row in table.rows:
        about = [guarded(row.about)] if has_about else []
        writer.writerow([guarded(row.in_files or row.name), *about, *map(_number, row.numbers)])
    return out.getvalue()


def tables_csv(tables: Sequence[Table]) -> str:
    """Five columns: the table's key, the row, its address if it has one, the column, the number."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["table", "row", "url", "column", "number"])
    for table, row, column, number in all_rows(tables):
        name = row.in_files or row.name
        writer.writerow([table.key, guarded(name), guarded(row.about), guarded(column), _number(number)])
    return out.getvalue()


def _number(number: int | None) -> str:
    return f"<{conf.smallest_group()}" if number is None else str(number)
