"""The numbers behind the barcode and the QR code of a bill: what is in them, and reading them back.

The barcode is for paying cash over a counter: digits only, of one length for a council, with a check digit that the
scanners of payment outlets know (Luhn's, modulo 10)::

    payee code | account number with its own check digit | pence | check digit
    982600     | 500123457                               | 00257352 | 1

The QR code is an address on the council's own site that a phone opens with account and amount filled in.
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit

from revenues.kernel.money import parse_pounds, pounds

ACCOUNT_DIGITS = 9
AMOUNT_DIGITS = 8
MOST_PENCE = 10**AMOUNT_DIGITS - 1
MOST_PAYEE_DIGITS = 12
PAY_PATH = "/council-tax/pay"


class Coded(NamedTuple):
    """What a code says: who is paid (empty in a QR code), for which account, how many pence."""

    payee_code: str
    account: str
    pence: int


def luhn(digits: str) -> str:
    """Luhn's check digit of a run of decimal digits: finds a wrong digit and nearly every exchange of neighbours."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value if value < 10 else value - 9
    return str(-total % 10)


def barcode(payee_code: str, account: str, pence: int) -> str:
    """The digits of the barcode; empty when nothing is to be paid or the council takes no cash over a counter.

    Args:
        payee_code: the council's number with the payment outlets, up to 12 digits; may be empty.
        account: the account number as printed, ``50012345-7``.
        pence: the amount the code asks for.

    Raises:
        ValueError: a payee code or account number that is not digits, or an amount too large for its eight digits.
    """
    if not payee_code or pence <= 0:
        return ""
    if not _digits(payee_code) or len(payee_code) > MOST_PAYEE_DIGITS:
        raise ValueError(f"payee code {payee_code!r} is not up to {MOST_PAYEE_DIGITS} digits")
    if pence > MOST_PENCE:
        raise ValueError(f"{pence} pence do not fit the {AMOUNT_DIGITS} digits of a barcode")
    body = f"{payee_code}{_account_digits(account)}{pence:0{AMOUNT_DIGITS}d}"
    return body + luhn(body)


def read_barcode(digits: str) -> Coded:
    """Read a barcode back.

    Raises:
        ValueError: too short, not digits, or a check digit that does not fit.
    """
    tail = ACCOUNT_DIGITS + AMOUNT_DIGITS + 1
    if not _digits(digits) or len(digits) <= tail:
        raise ValueError(
            "a barcode is a payee code, an account number, an amount and a check digit, all digits"
        )
    if luhn(digits[:-1]) != digits[-1]:
        raise ValueError("the check digit of the barcode does not fit")
    account = digits[-tail : -AMOUNT_DIGITS - 1]
    return Coded(digits[:-tail], f"{account[:-1]}-{account[-1]}", int(digits[-AMOUNT_DIGITS - 1 : -1]))


def qr_text(website: str, account: str, pence: int) -> str:
    """The text of the QR code; empty when nothing is to be paid or the council has no site.

    Args:
        website: the council's address, ``https://www.overford.example``.
        account: the account number as printed.
        pence: the amount to be filled in.

    Raises:
        ValueError: an account number that is not digits.
    """
    if not website or pence <= 0:
        return ""
    _account_digits(account)
    asked = urlencode({"account": account, "amount": pounds(pence, sign="").replace(",", "")})
    site = website if "://" in website else f"https://{website}"
    return f"{site.rstrip('/')}{PAY_PATH}?{asked}"


def read_qr_text(text: str) -> Coded:
    """Read the text of a QR code back.

    Raises:
        ValueError: not an address of this kind.
    """
    asked = parse_qs(urlsplit(text).query)
    try:
        account, amount = asked["account"][0], asked["amount"][0]
        digits = _account_digits(account)
        return Coded("", f"{digits[:-1]}-{digits[-1]}", parse_pounds(amount))
    except (KeyError, ValueError) as error:
        raise ValueError("the text is not an address to pay at, with account and amount") from error


def grouped(digits: str) -> str:
    """Digits in fours, as people read them out."""
    return " ".join(digits[i : i + 4] for i in range(0, len(digits), 4))


def _account_digits(account: str) -> str:
    digits = account.replace("-", "").replace(" ", "")
    if not _digits(digits) or len(digits) != ACCOUNT_DIGITS:
        raise ValueError(f"{account!r} is not an account number of {ACCOUNT_DIGITS} digits")
    return digits


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
