"""The digits of the barcode and the text of the QR code, and reading them back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.rules import numbers
from notices.rules import codes

ACCOUNTS = st.integers(1, 40_000_000).map(numbers.make)
PENCE = st.integers(1, codes.MOST_PENCE)
PAYEES = st.text("0123456789", min_size=1, max_size=12)


def test_the_parts_stand_in_their_order():
    digits = codes.barcode("982600", "50012345-7", 257352)
    assert digits == "982600" + "500123457" + "00257352" + "1"


@given(PAYEES, ACCOUNTS, PENCE)
def test_a_barcode_reads_back_as_it_was_made(payee, account, pence):
    digits = codes.barcode(payee, account, pence)
    assert codes.read_barcode(digits) == (payee, account, pence)
    assert len(digits) == len(payee) + 18


@given(PAYEES, ACCOUNTS, PENCE, st.data())
def test_any_single_wrong_digit_is_found(payee, account, pence, data):
    digits = codes.barcode(payee, account, pence)
    place = data.draw(st.integers(0, len(digits) - 1))
    other = data.draw(st.sampled_from(sorted(set("0123456789") - {digits[place]})))
    with pytest.raises(ValueError, match="check digit"):
        codes.read_barcode(digits[:place] + other + digits[place + 1 :])


@pytest.mark.parametrize(
    ("number", "digit"), [("7992739871", "3"), ("37828224631000", "5"), ("0", "0"), ("1", "8")]
)
def test_luhn_as_published(number, digit):
    assert codes.luhn(number) == digit


@given(ACCOUNTS, PENCE)
def test_a_qr_code_reads_back_as_it_was_made(account, pence):
    text = codes.qr_text("https://www.overford.example/", account, pence)
    assert codes.read_qr_text(text) == ("", account, pence)


def test_a_qr_code_is_an_address_of_the_council():
    asked = "https://www.overford.example/council-tax/pay?account=50012345-7&amount=2573.52"
    assert codes.qr_text("https://www.overford.example", "50012345-7", 257352) == asked
    assert codes.qr_text("www.overford.example", "50012345-7", 257352) == asked


@pytest.mark.parametrize("pence", [0, -1])
def test_nothing_to_pay_has_no_codes(pence):
    assert codes.barcode("982600", "50012345-7", pence) == ""
    assert codes.qr_text("https://www.overford.example", "50012345-7", pence) == ""


def test_a_council_without_payee_code_or_site_has_no_codes():
    assert codes.barcode("", "50012345-7", 100) == ""
    assert codes.qr_text("", "50012345-7", 100) == ""


@pytest.mark.parametrize(
    ("payee", "account", "pence", "told"),
    [
        ("98260A", "50012345-7", 1, "payee code '98260A' is not up to 12 digits"),
        ("9" * 13, "50012345-7", 1, "is not up to 12 digits"),
        ("982600", "5001-7", 1, "'5001-7' is not an account number of 9 digits"),
        ("982600", "50012345-X", 1, "is not an account number"),
        ("982600", "50012345-7", codes.MOST_PENCE + 1, "100000000 pence do not fit the 8 digits"),
    ],
)
def test_what_cannot_be_coded_is_refused_with_its_reason(payee, account, pence, told):
    with pytest.raises(ValueError, match=told):
        codes.barcode(payee, account, pence)


@pytest.mark.parametrize("digits", ["", "12345", "x" * 24, "500123457002573528"])
def test_what_is_no_barcode_is_refused(digits):
    with pytest.raises(ValueError, match="barcode"):
        codes.read_barcode(digits)


@pytest.mark.parametrize(
    "text", ["", "hello", "https://x.example/?account=1&amount=2.00", "https://x.example/?account=50012345-7"]
)
def test_what_is_no_payment_address_is_refused(text):
    with pytest.raises(ValueError, match="not an address to pay at"):
        codes.read_qr_text(text)


def test_digits_are_read_out_in_fours():
    assert codes.grouped("98260050012") == "9826 0050 012"
