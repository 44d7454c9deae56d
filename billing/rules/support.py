"""Council Tax Reduction as a rule: asked for each applicant and day, on what the day's charge is by then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from billing.data import Support, SupportDay
from billing.rules.charge import COUNCIL_REDUCTIONS, SUPPORT_KIND, Step
from revenues.kernel.errors import DomainError
from revenues.kernel.law import Law, Policy, in_force
from revenues.kernel.rules import rule

SHARED = "si2012-2885-shared-liability"
WHOLE = 100
AFTER = "after_support"


class YearPrice(NamedTuple):
    """A year at the price of one day: pence at the charged band, premium and discount per cent, days in the year."""

    annual: int
    premium: int
    percent: int
    days: int


@rule(SHARED, provision="SI 2012/2885 Sch 1 para 7", certainty="S", parameters=(COUNCIL_REDUCTIONS,))
def steps(
    claims: Sequence[Support],
    price: YearPrice,
    named: Sequence[Step],
    own: Sequence[Step],
    *,
    on: date,
    law: Law | None = None,
    policy: Policy | None = None,
) -> tuple[Step, ...]:
    """Council Tax Reduction is worked out on the day's charge after discounts, shared by those jointly liable.

    Args:
        claims: each applicant's scheme, with how many are jointly liable other than her partner.
        price: what the year costs at that day's price.
        named: what the law takes off first (the annexe).
        own: the council's own reductions, after or before by its setting.

    Returns:
        Every step of the day in order. An award is never more than the applicant's share, nor all awards together
        more than the day's charge.

    Raises:
        DomainError: fewer than one person liable.
    """
    before = in_force(law, policy).value(COUNCIL_REDUCTIONS, on) != AFTER
    first = (*named, *own) if before else tuple(named)
    left = annual = _annual(price, first)
    awards = []
    for claim in sorted(claims, key=lambda claim: claim.applicant):
        if claim.sharers < 1:
            raise DomainError("an applicant for Council Tax Reduction must be liable", sharers=claim.sharers)
        step = _award(claim, annual, left, price.days, on)
        left -= step.daily * price.days
        awards.append(step)
    given = [step for step in awards if step.daily]
    return (*first, *given) if before else (*first, *given, *own)


def _award(claim: Support, annual: Fraction, left: Fraction, days: int, on: date) -> Step:
    """One applicant's award a day, kept within her share and within what other awards leave."""
    day = SupportDay(
        on=on,
        annual=annual,
        liability=Fraction(annual, days),
        share=Fraction(annual, days * claim.sharers),
        days=days,
    )
    award = claim.rule.award(day)
    daily = max(Fraction(0), min(award.daily, day.share, Fraction(left, days)))
    return Step(SUPPORT_KIND, award.scheme, daily=daily, applicant=claim.applicant)


def _annual(price: YearPrice, taken_first: Sequence[Step]) -> Fraction:
    """The exact pence of a whole year after premium, discount and the steps that come first."""
    left = Fraction(price.annual * (WHOLE + price.premium - price.percent), WHOLE)
    for step in taken_first:
        left -= min(left, Fraction(step.annual)) if step.annual else Fraction(left * step.percent, WHOLE)
    return left
