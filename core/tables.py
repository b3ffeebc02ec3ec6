"""Tables that people made, line by line: CSV in whatever encoding and with whatever sign between the cells, or a spreadsheet.

Nothing here holds a whole table in memory but openpyxl, which keeps the words of a spreadsheet once.
"""

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any, BinaryIO, TextIO

import openpyxl
from django.utils.translation import gettext as _

MOST_BYTES = 20_000_000
MOST_UNPACKED_BYTES = 200_000_000  # of a spreadsheet, which is an archive
MOST_COLUMNS = 200
ARCHIVE = b"PK\x03\x04"
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
ENCODINGS = ("utf-8-sig", "utf-16", "cp1252")
SIGNS = ",;\t|"
CHUNK = 1 << 20
csv.field_size_limit(1_000_000)


class NotReadable(Exception):
    """The file as a whole; a sentence for whoever chose it."""


@dataclass(frozen=True)
class Shape:
    """How a file is read: `sheets` are the names of a spreadsheet's, and a CSV has an encoding and a sign instead."""

    encoding: str = ""
    sign: str = ""
    sheets: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"sheets": list(self.sheets)}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Shape":
        return cls(value["encoding"], value["sign"], tuple(value["sheets"]))


def recognise(file: BinaryIO) -> Shape:
    """By its first bytes a spreadsheet, else a CSV in the first encoding that fits all of it. Raises NotReadable."""
    file.seek(0)
    if file.read(len(ARCHIVE)) == ARCHIVE:
        return Shape(sheets=_sheet_names(file))
    encoding = _encoding(file)
    with _text(file, encoding) as text:
        return Shape(encoding, sign_between(text.readline(1_000_000)))


def read_table_lines(file: BinaryIO, shape: Shape, sheet: int = 0) -> Generator[list[str]]:
    """The cells of each line, the header among them. Raises NotReadable where it comes to something that can't be read."""
    file.seek(0)
    if shape.sheets:
        yield from sheet_lines(file, sheet)
        return
    with _text(file, shape.encoding) as text:
        yield from csv_lines(text, shape.sign)


def _encoding(file: BinaryIO) -> str:
    file.seek(0)
    begins = file.read(2)
    for encoding in ENCODINGS:
        if (encoding == "utf-16") == (begins in UTF16) and _fits(file, encoding):
            return encoding
    raise NotReadable(
        _("The signs of the file can't be read. Save it anew as “CSV UTF-8” and choose it again.")
    )


def _fits(file: BinaryIO, encoding: str) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := file.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


@contextmanager
def _text(file: BinaryIO, encoding: str) -> Iterator[TextIO]:
    """The file as text, without taking it from whoever opened it."""
    file.seek(0)
    stream = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        yield stream
    finally:
        stream.detach()


def sign_between(line: str) -> str:
    """
    >>> sign_between('"a,b,c";d'), sign_between("one"), sign_between("a\\tb")
    (';', ',', '\\t')
    """
    bare = re.sub(r'"[^"]*"', "", line)
    return max(SIGNS, key=bare.count)


def csv_lines(text: Iterable[str], sign: str) -> Iterator[list[str]]:
    # No database keeps NUL.
    reader = csv.reader((line.replace("\0", "") for line in text), delimiter=sign, strict=True)
    try:
        yield from reader
    except csv.Error as problem:  # of quotation marks, or a cell without end
        said = _(
            "The table can't be read up to line %(line)s: a quotation mark is missing or one too many. Put it right, or save "
            "the table anew as .xlsx."
        )
        raise NotReadable(said % {"line": reader.line_num}) from problem


def sheet_lines(file: BinaryIO, sheet: int = 0) -> Iterator[list[str]]:
    with _open_book(file) as book:
        for row in book.worksheets[sheet].iter_rows(values_only=True):
            yield [_cell(value) for value in row]


def _sheet_names(file: BinaryIO) -> tuple[str, ...]:
    with _open_book(file) as book:
        return tuple(sheet.title for sheet in book.worksheets)


@contextmanager
def _open_book(file: BinaryIO) -> Iterator[Any]:
    """A spreadsheet opened for reading; whatever goes wrong with it inside of `with` becomes NotReadable."""
    try:
        with zipfile.ZipFile(file) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED_BYTES:
                raise NotReadable(_("The spreadsheet is too large when it is unpacked. Divide it."))
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        try:
            yield book
        finally:
            book.close()
    except NotReadable:
        raise
    # openpyxl raises whatever its readers of archives and XML do for a file that is damaged.
    except Exception as problem:
        raise NotReadable(_("The spreadsheet can't be read. Save it anew as .xlsx or CSV.")) from problem


def day_in(text: str) -> date:
    """2026-03-02 or 2.3.2026, with or without a time behind it. Raises ValueError.

    >>> day_in("2026-03-02T09:30").isoformat(), day_in("2.3.2026 klo 9").isoformat()
    ('2026-03-02', '2026-03-02')
    """
    finnish = re.match(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)", text)
    if finnish:
        return date(int(finnish[3]), int(finnish[2]), int(finnish[1]))
    return date.fromisoformat(text[:10])


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
