"""Money is whole pence. This is the only module that divides it."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import NewType

Pence = NewType("Pence", int)
Rounding = Callable[[Fraction], int]

_POUNDS = re.compile(r"^(?P<sign>-?)£?(?P<pounds>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<pence>\d{2}))?$", re.ASCII)


def half_up(amount: Fraction) -> int:
    """Nearest whole number; a half goes away from zero, as published council figures do."""
    twice = 2 * abs(amount.numerator) + amount.denominator
    whole = twice // (2 * amount.denominator)
    return whole if amount >= 0 else -whole


def half_down(amount: Fraction) -> int:
    """Nearest whole number; a half goes towards zero."""
    twice = 2 * abs(amount.numerator) - amount.denominator
    whole = -(-twice // (2 * amount.denominator))
    return whole if amount >= 0 else -whole


def down(amount: Fraction) -> int:
    """Towards zero."""
    whole = abs(amount.numerator) // amount.denominator
    return whole if amount >= 0 else -whole


def share(amount: int, *, numerator: int, denominator: int, rounding: Rounding = half_up) -> int:
    """``amount x numerator / denominator`` in whole pence, rounded once.

    Args:
        amount: pence, signed.
        numerator: parts taken (days, ninths, per cent).
        denominator: parts in all, more than nought.
        rounding: how the odd part of a penny is settled; half-up unless the law says otherwise.
    """
    if rounding is half_up and amount >= 0 and numerator >= 0:  # the common case, without a Fraction
        return (2 * amount * numerator + denominator) // (2 * denominator)
    return rounding(Fraction(amount * numerator, denominator))


def by_days(annual: int, *, days: int, of: int, rounding: Rounding = half_up) -> int:
    """The part of an annual amount that falls on ``days`` of the ``of`` days in the year (s.10)."""
    if not 0 <= days <= of:
        raise ValueError(f"{days} days do not fit a year of {of}")
    return share(annual, numerator=days, denominator=of, rounding=rounding)


def per_cent_of(amount: int, percent: int, *, rounding: Rounding = half_up) -> int:
    """``percent`` hundredths of an amount of pence."""
    return share(amount, numerator=percent, denominator=100, rounding=rounding)


def percentage_change(now: int, before: int) -> Fraction | None:
    """The change from ``before`` to ``now`` in per cent, exact; None when there was nothing before."""
    return Fraction((now - before) * 100, before) if before else None


def one_decimal(value: Fraction) -> str:
    """A percentage as a bill prints it: one decimal place, half away from zero (``5.0``)."""
    tenths = half_up(value * 10)
    sign = "-" if tenths < 0 else ""
    return f"{sign}{abs(tenths) // 10}.{abs(tenths) % 10}"


def pounds(amount: int, *, sign: str = "£") -> str:
    """Pence as people read them: ``£1,538.83``, ``-£0.05``."""
    minus = "-" if amount < 0 else ""
    whole, rest = divmod(abs(amount), 100)
    return f"{minus}{sign}{whole:,}.{rest:02d}"


def parse_pounds(text: str) -> Pence:
    """Read an amount as people and files write it: ``1,538.83``, ``£12``, ``-4.50``.

    Raises:
        ValueError: when the text is not an amount of pounds with none or two decimals.
    """
    match = _POUNDS.match(text.strip())
    if not match:
        raise ValueError(f"{text!r} is not an amount in pounds such as 1234.56")
    whole = int(match["pounds"].replace(",", "")) * 100 + int(match["pence"] or 0)
    return Pence(-whole if match["sign"] else whole)
