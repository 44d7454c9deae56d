"""How a notice writes days, amounts and lists of names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from revenues.kernel import money
from revenues.kernel.periods import Period

NO_BREAK = "\u00a0"
MINUS = "\u2212"
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


def day(when: date) -> str:
    """``1 April 2026``, kept on one line. Never the locale's: a reprint must not depend on it."""
    return f"{when.day}{NO_BREAK}{MONTHS[when.month - 1]}{NO_BREAK}{when.year}"


def days_of(period: Period) -> str:
    """``1 April 2026 to 31 March 2027``, the last day inclusive."""
    return f"{day(period.start)} to {day(period.last)}" if period.last else f"from {day(period.start)}"


def pounds(pence: int) -> str:
    """``£1,538.83``; a true minus sign before what is taken off, as wide as a figure."""
    return money.pounds(pence).replace("-", MINUS)


def per_cent(change: str | None) -> str:
    """``+5.0%``; a dash where there is nothing to compare."""
    if change is None:
        return "\u2013"
    sign = MINUS if change.startswith("-") else "+"
    return f"{sign}{change.removeprefix('-')}%"


def number(count: int) -> str:
    """Small numbers in words."""
    return NUMBERS[count] if 0 <= count < len(NUMBERS) else str(count)


def people(names: Sequence[str]) -> str:
    """``Ms Ana Iles``, ``Ms Ana Iles and Mr Tom Iles``, ``A, B and C``."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def minused(text: str) -> str:
    """A working with typographic signs: a minus before a figure, signs for times and divided by between two."""
    return text.replace(" x ", " × ").replace(" / ", " ÷ ").replace("-£", f"{MINUS}£")
