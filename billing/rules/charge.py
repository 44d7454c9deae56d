"""The lines of a charge: each rule that makes an amount, and the rounding that goes with it.

``docs/algorithms/daily-charge.md`` says in words and in tables what these functions do.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from billing.data import Line, Reduction
from revenues.kernel import money
from revenues.kernel.errors import DomainError
from revenues.kernel.law import Law
from revenues.kernel.periods import Period
from revenues.kernel.rules import rule

DAILY = "lgfa92-s10-daily"
DISABLED = "si1992-554-disabled-reduction"
EXEMPT = "lgfa92-s4-exempt"
ANNEXE = "si2013-2977-annexe"
DISCRETIONARY = "lgfa92-s13a-discretionary"
BAND_BELOW = "billing.bands.band_below"
REDUCTION_ORDER = "billing.reductions.order"
ANNEXE_PERCENT = "billing.reductions.annexe_percent"
ANNEXE_CLASS = "annexe"
BELOW_A = "A-"  # the band below A: five-ninths of band D
Facts = tuple[str, ...]


@rule(DAILY, provision="LGFA 1992 ss.2, 10", certainty="S+K")
def charge_line(band: str, *, period: Period, annual: int, of: int, facts: Facts) -> Line:
    """Each day costs the year's amount for the band divided by the days in the year, rounded once a line.

    Args:
        band: the band in the valuation list.
        annual: pence for a whole year of that band in that area.
        of: days in the financial year.
    """
    amount = money.by_days(annual, days=period.days, of=of)
    return Line("charge", band, period, annual, 0, annual, amount, DAILY, facts)


@rule(DISABLED, provision="SI 1992/554 reg 4", parameters=(BAND_BELOW,))
def disabled_line(charged_band: str, *, charge: Line, annual: int, of: int, facts: Facts) -> Line:
    """A home adapted for a disabled person is charged as the band below, so the difference is taken off.

    Args:
        charged_band: the band below; ``A-`` for five-ninths of band D.
        charge: the line of the listed band.
        annual: pence for a whole year of the charged band.
    """
    amount = money.by_days(annual, days=charge.period.days, of=of) - charge.amount
    return Line("disabled", charged_band, charge.period, annual, 0, charge.amount, amount, DISABLED, facts)


def discount_line(percent: int, *, period: Period, annual: int, of: int, rule_id: str, facts: Facts) -> Line:
    """A discount is a percentage of the rounded charge of its own days, itself rounded half-up."""
    base = money.by_days(annual, days=period.days, of=of)
    amount = -money.per_cent_of(base, percent)
    return Line("discount", str(percent), period, annual, percent, base, amount, rule_id, facts)


@rule(EXEMPT, provision="LGFA 1992 s.4; SI 1992/558", certainty="S+K")
def exempt_line(cls: str, *, period: Period, facts: Facts) -> Line:
    """Nothing is charged for the days on which the home is exempt.

    Args:
        cls: the class of exemption, ``F``.
    """
    return Line("exempt", cls, period, 0, 0, 0, 0, EXEMPT, facts)


@rule(ANNEXE, provision="SI 2013/2977 reg 3", parameters=(REDUCTION_ORDER,))
def annexe_line(percent: int, *, period: Period, annual: int, left: int, facts: Facts) -> Line:
    """An annexe lived in with the main home, or by a relative, costs less: off what the discounts leave.

    Args:
        left: pence left of these days after the discount.
    """
    amount = -money.per_cent_of(left, percent)
    return Line("reduction", ANNEXE_CLASS, period, annual, percent, left, amount, ANNEXE, facts)


@rule(DISCRETIONARY, provision="LGFA 1992 s.13A(1)(c)", certainty="S+K", parameters=(REDUCTION_ORDER,))
def discretionary_line(
    cls: str, percent: int, *, period: Period, annual: int, left: int, facts: Facts
) -> Line:
    """The council has reduced the charge of its own choice, by a share of what other reductions leave.

    Args as for ``annexe_line``; ``cls`` is the council's own class.
    """
    amount = -money.per_cent_of(left, percent)
    return Line("reduction", cls, period, annual, percent, left, amount, DISCRETIONARY, facts)


def reduction_percent(given: Reduction, day: date, law: Law) -> int:
    """The percentage decided for a reduction; that of the law where none was, as for an annexe.

    Raises:
        DomainError: a class other than the annexe for which no percentage was decided.
    """
    if given.percent is not None:
        return given.percent
    if given.cls != ANNEXE_CLASS:
        raise DomainError(f"a reduction of class {given.cls} needs a percentage", cls=given.cls)
    percent: int = law.value(ANNEXE_PERCENT, day)
    return percent


def left_after(base: int, percents: Sequence[int]) -> int:
    """What is left of some days' charge after each percentage is taken in turn, each rounded by itself."""
    for percent in percents:
        base -= money.per_cent_of(base, percent)
    return base


def in_order(classes: Sequence[str], *, law_order: Sequence[str]) -> list[str]:
    """Classes of reduction as they are taken in turn: those that the law names, then the others by name."""
    rank = {cls: place for place, cls in enumerate(law_order)}
    return sorted(classes, key=lambda cls: (rank.get(cls, len(rank)), cls))


def reduction_order(law: Law, period: Period) -> Sequence[str]:
    """The classes that come first, as the law of the first day of a period has them."""
    order: Sequence[str] = law.value(REDUCTION_ORDER, period.start)
    return order
