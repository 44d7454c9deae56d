"""When a charge will change of itself: the next day on which a clock turns, for the work that is due then."""

from __future__ import annotations

from datetime import date

from billing.data import AccountFacts, Assessment
from billing.rules.assessment import assess
from billing.rules.pieces import clock_days
from revenues.kernel.law import Law, Policy, in_force
from revenues.kernel.years import year_period


def next_turn(
    facts: AccountFacts, *, after: date, law: Law | None = None, policy: Policy | None = None
) -> date | None:
    """The first day on which the same facts, known a day longer, make another charge for the year.

    Args:
        facts: of one account and year, assumed to continue.
        after: the day to which they were assessed last.

    Returns:
        The day of an anniversary, or of a limit that runs out, on which the account is to be assessed again; None
        when no clock will change this year's charge, or the authority bills known clocks ahead.

    Raises:
        DomainError: as ``assess``.
    """
    law = in_force(law, policy)
    within = facts.liable.intersect(year_period(facts.year))
    if within is None:
        return None
    days = sorted(day for day in set(clock_days(facts, within, law)) if day is not None and day > after)
    if not days:
        return None
    now = _money(assess(facts, as_at=after, law=law))
    return next((day for day in days if _money(assess(facts, as_at=day, law=law)) != now), None)


def _money(assessment: Assessment) -> list[tuple[object, ...]]:
    return [(line.kind, line.detail, line.period, line.amount) for line in assessment.lines]
