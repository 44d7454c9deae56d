"""Account numbers: eight digits and a check digit, ``50012345-7``. They mean nothing but themselves.

The check digit is Damm's: a table over the digits that finds every single wrong digit and every exchange
of two neighbours.
"""

from __future__ import annotations

FIRST = 50_000_000
LAST = 99_999_999
DIGITS = 8
_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)
_IGNORED = str.maketrans("", "", " -\u2010\u2011\u2012\u2013\u2212.\t\u00a0")


def check_digit(digits: str) -> str:
    """Damm's check digit of a run of decimal digits."""
    interim = 0
    for digit in digits:
        interim = int(_DAMM[interim][int(digit)])
    return str(interim)


def make(serial: int) -> str:
    """The account number of a serial, counted from 1: ``make(12345)`` is ``50012345`` and its check digit.

    Raises:
        ValueError: a serial below 1 or too large for eight digits.
    """
    if not 1 <= serial <= LAST - FIRST:
        raise ValueError(f"serial {serial} is outside 1 to {LAST - FIRST}")
    digits = str(FIRST + serial)
    return f"{digits}-{check_digit(digits)}"


def normalise(text: str) -> str:
    """Read an account number as people type and print it, and give it back as ``50012345-7``.

    Raises:
        ValueError: not nine digits, or a check digit that does not fit, said plainly.
    """
    digits = text.strip().translate(_IGNORED)
    if not (digits.isascii() and digits.isdigit() and len(digits) == DIGITS + 1):
        raise ValueError(f"{text!r} is not an account number: it needs {DIGITS} digits and a check digit")
    if check_digit(digits[:DIGITS]) != digits[DIGITS]:
        raise ValueError(f"{text!r} is not an account number: a digit is wrong or two have changed places")
    if int(digits[:DIGITS]) <= FIRST:
        raise ValueError(f"{text!r} is not an account number: they begin at {FIRST + 1}")
    return f"{digits[:DIGITS]}-{digits[DIGITS]}"


def parse(text: str) -> int:
    """The serial of an account number. Raises ValueError as ``normalise`` does."""
    return int(normalise(text)[:DIGITS]) - FIRST


def is_valid(text: str) -> bool:
    """Whether a text is an account number with a fitting check digit."""
    try:
        normalise(text)
    except ValueError:
        return False
    return True
