import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registers.business_ids import normal_business_id


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("1234567-1", "1234567-1"),
        ("12345671", "1234567-1"),
        (" 1234567 – 1 ", "1234567-1"),
        ("123456-2", "0123456-2"),
        ("1234567-2", None),
        ("1234567", None),
        ("12345678-1", None),
        ("FI12345671", None),
        ("１２３４５６７-1", None),
        ("", None),
    ],
)
def test_business_id_is_written_one_way_or_refused(written, normal):
    assert normal_business_id(written) == normal


@settings(max_examples=25)
@given(st.from_regex(r"[0-9]{7}", fullmatch=True))
def test_each_seven_digits_have_one_check_digit_or_none(digits):
    fitting = [check for check in range(10) if normal_business_id(f"{digits}-{check}")]

    assert len(fitting) <= 1


@settings(max_examples=25)
@given(st.from_regex(r"[0-9]{7}", fullmatch=True), st.integers(0, 6), st.integers(1, 9))
def test_one_wrong_digit_is_found(digits, place, shift):
    right = [check for check in range(10) if normal_business_id(f"{digits}-{check}")]
    wrong = digits[:place] + str((int(digits[place]) + shift) % 10) + digits[place + 1 :]

    assert [check for check in right if normal_business_id(f"{wrong}-{check}")] == []
