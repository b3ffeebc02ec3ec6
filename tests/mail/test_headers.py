from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import SMTP
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.errors import UnsafeHeader
from mail.headers import address_line, check_custom_headers, header_line

ANY_LINE = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=400)


def parsed(line: bytes, name: str) -> str:
    return str(message_from_bytes(line + b"\r\n", policy=SMTP)[name])


@given(ANY_LINE)
def test_every_subject_survives_within_the_limits_of_a_line(text: str):
    subject = text.strip()
    line = header_line("Subject", subject)

    assert all(len(part) <= 998 for part in line.split(b"\r\n"))
    assert "\n" not in parsed(line, "Subject")
    # The parser folds runs of spaces that stand between two encoded words; nothing else may differ.
    assert parsed(line, "Subject").split() == subject.split()


@given(ANY_LINE)
def test_every_name_survives_beside_its_address(text: str):
    name = " ".join(text.split()).strip()

    line = address_line("To", name, "ada@kunta.example").decode()

    # Read with the older parser: the newer one leaves spaces between the encoded words of a name (bpo-35547).
    display, address = parseaddr(line.partition(":")[2].replace("\r\n", ""))
    assert address == "ada@kunta.example"
    assert str(make_header(decode_header(display))) == name


@pytest.mark.parametrize(
    "bad", ["a\r\nBcc: eve@kunta.example", "a\nb", "a\rb", "a\x00b", "a\u2028b", "a\ud800b"]
)
def test_a_line_break_cannot_enter_a_header(bad: str):
    with pytest.raises(UnsafeHeader):
        header_line("Subject", bad)
    with pytest.raises(UnsafeHeader):
        address_line("To", bad, "ada@kunta.example")
    with pytest.raises(UnsafeHeader):
        address_line("To", "Ada", bad)


@pytest.mark.parametrize("name", ["Bcc", "from", "Content-Type", "Date", "Bad Name", "Bad:Name", "", "Ä"])
def test_custom_headers_cannot_replace_what_the_outbox_writes(name: str):
    with pytest.raises(UnsafeHeader):
        check_custom_headers({name: "x"})


def test_long_address_of_a_link_stays_on_one_line():
    link = "<https://tekotori.example/n/unsubscribe/" + "t" * 300 + "/>"

    line = header_line("List-Unsubscribe", link)

    assert line == f"List-Unsubscribe: {link}\r\n".encode()


def test_word_longer_than_a_line_may_be_is_refused():
    with pytest.raises(UnsafeHeader):
        header_line("List-Unsubscribe", "<https://tekotori.example/" + "t" * 1000 + ">")


def test_headers_for_machines_are_never_encoded():
    with pytest.raises(UnsafeHeader):
        header_line("List-Unsubscribe", "<https://työ.example/>")


def test_list_id_carries_a_name_in_any_language():
    line = header_line("List-Id", "Työelämän tori <news.tekotori.example>")

    assert line.isascii()
    assert parsed(line, "List-Id") == "Työelämän tori <news.tekotori.example>"


def test_address_outside_ascii_is_written_in_utf8():
    assert address_line("To", "Åsa", "åsa@kunta.example").endswith("<åsa@kunta.example>\r\n".encode())
