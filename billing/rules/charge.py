"""The lines of a charge: each rule that makes an amount, and the rounding that goes with it.

``docs/algorithms/daily-charge.md`` says in words and in tables what these functions do.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

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
COUNCIL_REDUCTIONS = "billing.reductions.council_reductions"
BY_AMOUNT = "lgfa92-s13a-amount"
SUPPORT = "lgfa92-s13a-support"
REDUCTION_KIND, SUPPORT_KIND = "reduction", "support"
BELOW_A = "A-"  # the band below A: five-ninths of band D
Facts = tuple[str, ...]


class Step(NamedTuple):
    """One thing taken off what is left: a percentage, or pence a year by the day, or exact pence a day.

    ``kind`` is ``reduction`` or ``support``; ``cls`` the class or scheme; ``applicant`` whose support it is.
    """

    kind: str
    cls: str
    percent: int = 0
    annual: int = 0
    daily: Fraction = Fraction(0)
    applicant: str = ""


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


def premium_line(percent: int, *, period: Period, annual: int, of: int, rule_id: str, facts: Facts) -> Line:
    """A premium is a percentage of the rounded charge of its own days, itself rounded half-up, and is added."""
    base = money.by_days(annual, days=period.days, of=of)
    amount = money.per_cent_of(base, percent)
    return Line("premium", str(percent), period, annual, percent, base, amount, rule_id, facts)


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


@rule(BY_AMOUNT, provision="LGFA 1992 s.13A(1)(c)", certainty="S+K", parameters=(COUNCIL_REDUCTIONS,))
def amount_line(step: Step, *, period: Period, left: int, of: int, facts: Facts) -> Line:
    """The council has reduced the charge by a sum for the year, each day its share, never below nothing."""
    amount = -taken(step, left, days=period.days, of=of)
    return Line("reduction", step.cls, period, step.annual, 0, left, amount, BY_AMOUNT, facts)


@rule(SUPPORT, provision="LGFA 1992 s.13A(1)(a), (2); SI 2012/2885", certainty="S+K")
def support_line(step: Step, *, period: Period, annual: int, left: int, of: int, facts: Facts) -> Line:
    """Council Tax Reduction takes so much off each day, rounded once a line, never more than the day's charge."""
    amount = -taken(step, left, days=period.days, of=of)
    return Line("support", step.cls, period, annual, 0, left, amount, SUPPORT, facts)


def taken(step: Step, left: int, *, days: int, of: int) -> int:
    """The pence that a step takes off what is left of some days; never more than is left."""
    if step.percent:
        return money.per_cent_of(left, step.percent)
    if step.annual:
        return min(left, money.by_days(step.annual, days=days, of=of))
    return min(left, money.half_up(step.daily * days))


def left_of(base: int, *, premium: int, percent: int, steps: Sequence[Step], days: int, of: int) -> int:
    """What is left of some days' charge after premium, discount and each step in turn, each rounded by itself."""
    left = base + money.per_cent_of(base, premium) - money.per_cent_of(base, percent)
    for step in steps:
        left -= taken(step, left, days=days, of=of)
    return left


def takes_something(given: Reduction) -> bool:
    """Whether a reduction was decided at more than nothing."""
    return given.percent != 0 if given.amount is None else given.amount > 0


def reduction_steps(given: Sequence[Reduction], day: date, law: Law) -> tuple[list[Step], list[Step]]:
    """Reductions of a day as steps in turn: those that the law names, then the council's own by name.

    Raises:
        DomainError: one with a percentage and an amount, or with neither where the law gives none.
    """
    if not given:
        return [], []
    by_class = {one.cls: _step(one, day, law) for one in given}
    first = law.value(REDUCTION_ORDER, day)
    order = in_order(list(by_class), law_order=first)
    named = [by_class[cls] for cls in order if cls in first]
    return named, [by_class[cls] for cls in order if cls not in first]


def _step(given: Reduction, day: date, law: Law) -> Step:
    if given.amount is None:
        return Step(REDUCTION_KIND, given.cls, reduction_percent(given, day, law))
    if given.percent:
        raise DomainError(
            f"a reduction of class {given.cls} has a percentage and an amount; one must go", cls=given.cls
        )
    return Step(REDUCTION_KIND, given.cls, annual=given.amount)


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
