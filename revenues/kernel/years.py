"""Financial years: 1 April to 31 March, named by the year in which they begin."""

from __future__ import annotations

from datetime import date

from revenues.kernel.periods import Period

FIRST_YEAR = 1993
LAST_YEAR = 2099


def year_of(day: date) -> int:
    """The financial year of a day: 2026-03-31 is in 2025, 2026-04-01 in 2026."""
    return day.year if (day.month, day.day) >= (4, 1) else day.year - 1


def year_period(year: int) -> Period:
    """1 April of ``year`` up to 1 April of the next."""
    return Period(date(year, 4, 1), date(year + 1, 4, 1))


def days_in(year: int) -> int:
    """365, or 366 where the February inside it has 29 days: 2027/28 has 366."""
    return year_period(year).days


def label(year: int) -> str:
    """``2026/27``."""
    return f"{year}/{(year + 1) % 100:02d}"


def parse_label(text: str) -> int:
    """Read ``2026/27`` or ``2026``. Raises ValueError for anything else or a year out of range."""
    head, _, tail = text.strip().partition("/")
    if not head.isascii() or not head.isdigit() or len(head) != 4:
        raise ValueError(f"{text!r} is not a financial year such as 2026/27")
    year = int(head)
    if tail and tail != f"{(year + 1) % 100:02d}":
        raise ValueError(f"{text!r} is not a financial year: {head} is followed by {(year + 1) % 100:02d}")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"{text!r} is outside {FIRST_YEAR} to {LAST_YEAR}")
    return year
