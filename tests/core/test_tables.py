"""Tables as people have them: encodings, signs between cells, sheets."""

import contextlib
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.tables import NotReadable, Shape, read_table_lines, recognise

LINES = [["Sähköposti", "Kieli"], ["åke@example.org", "sv, fi"], ["€@example.org", ""]]
TEXT = "Sähköposti;Kieli\r\nåke@example.org;sv, fi\r\n€@example.org;\r\n"


def read(data: bytes) -> tuple[Shape, list[list[str]]]:
    file = io.BytesIO(data)
    shape = recognise(file)
    return shape, list(read_table_lines(file, shape))


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8-sig"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("cp1252"), "cp1252"),
    ],
)
def test_encoding_and_sign_are_recognised(data: bytes, encoding: str):
    assert read(data) == (Shape(encoding, ";"), LINES)


def test_sheet_of_a_spreadsheet_is_chosen_by_its_place():
    book = openpyxl.Workbook()
    book.active.title = "Ohje"
    book.create_sheet("Lista")
    for line in LINES:
        book["Lista"].append(line)
    file = io.BytesIO()
    book.save(file)

    shape = recognise(file)

    assert shape.sheets == ("Ohje", "Lista")
    assert list(read_table_lines(file, shape, sheet=1)) == LINES


@given(st.binary(max_size=200))
def test_any_bytes_are_a_table_or_not_readable(data: bytes):
    with contextlib.suppress(NotReadable):
        shape, lines = read(data)
        assert Shape.from_json(shape.as_json()) == shape
        assert all(isinstance(cell, str) for line in lines for cell in line)


def test_damaged_spreadsheet_is_said_in_a_sentence():
    with pytest.raises(NotReadable, match=r"\.$"):
        read(b"PK\x03\x04 and no archive")
