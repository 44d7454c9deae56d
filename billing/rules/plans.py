"""Plans that are not the statutory one: agreed (reg 21(5)), determined (reg 21(7)), or of the authority's own scheme.

A plan keeps its basis, because what follows when it is broken depends on it. Amounts are pence;
``docs/algorithms/instalments.md`` has the tables.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from billing.data import Instalment
from billing.rules import instalments
from billing.rules.instalments import AGREEMENT, APRIL, BASES, DETERMINATION, PART_I, PART_II
from revenues.kernel.errors import DomainError
from revenues.kernel.law import Law, Policy, in_force
from revenues.kernel.rules import rule
from revenues.kernel.years import year_period

LAW = "billing.plans."
MONTHLY, WEEKLY, FORTNIGHTLY = "monthly", "weekly", "fortnightly"
HALF_YEARLY, ANNUAL = "half_yearly", "annual"
FREQUENCIES = (MONTHLY, WEEKLY, FORTNIGHTLY, HALF_YEARLY, ANNUAL)
WEEK = 7
STEPS = {WEEKLY: timedelta(days=WEEK), FORTNIGHTLY: timedelta(days=WEEK + WEEK)}
SHARES = {"five_of_ten": (10, 5), "equal": (2, 1)}  # of so many equal parts, so many come first
REMAINING = {instalments.LAW + "adjustment_spread": "remaining"}


class Terms(NamedTuple):
    """How a year is payable: how many payments, on which day, how often, on which basis in law.

    ``day`` is a day of the month; of the week, Monday is 1, where payments are weekly or fortnightly.
    """

    number: int
    day: int
    frequency: str = MONTHLY
    basis: str = PART_I


def usual_count(frequency: str, *, basis: str, on: date, law: Law) -> int:
    """How many payments there are where nobody asked for another number."""
    if basis == PART_I:
        return int(law.value(instalments.LAW + "default_count", on))
    return int(law.value(LAW + "payments_a_year", on)[frequency])


def problem_with(terms: Terms, *, on: date, law: Law) -> str:
    """Why nobody may pay on these terms, in words for an officer; empty where one may."""
    if terms.basis not in BASES:
        return f"{terms.basis!r} is not a basis in law: {', '.join(BASES)}."
    if terms.frequency not in FREQUENCIES:
        return f"{terms.frequency!r} is not how often one pays: {', '.join(FREQUENCIES)}."
    if terms.basis == PART_I:
        return _statutory_problem(terms, on, law)
    most = law.value(LAW + "most_payments", on)[terms.frequency]
    least = law.value(LAW + "part_ii_least", on) if terms.basis == PART_II else 1
    if most < least:
        return f"A scheme of the council's own has at least {least} payments a year: not {terms.frequency}."
    if not least <= terms.number <= most:
        return f"{terms.number} payments cannot be {_basis_words(terms.basis)}: from {least} to {most}."
    return _day_problem(terms, on, law)


def _statutory_problem(terms: Terms, on: date, law: Law) -> str:
    named = {law.value(instalments.LAW + name, on) for name in ("default_count", "on_request_count")}
    known = sorted(named | {min(law.parameters[instalments.LAW + "default_count"].choices)})
    if terms.frequency != MONTHLY:
        return f"Statutory instalments are monthly; {terms.frequency.replace('_', '-')} payments need an agreement."
    if terms.number not in known:
        return f"{terms.number} instalments cannot be asked for: {' or '.join(map(str, known))}."
    return _day_problem(terms, on, law)


def _day_problem(terms: Terms, on: date, law: Law) -> str:
    latest = WEEK if terms.frequency in STEPS else law.value(instalments.LAW + "latest_payment_day", on)
    if 1 <= terms.day <= latest:
        return ""
    if terms.frequency in STEPS:
        return f"The payment day must be from 1, Monday, to {latest}, not {terms.day}."
    return f"The payment day must be from 1 to {latest}, not {terms.day}."


def _basis_words(basis: str) -> str:
    return {AGREEMENT: "agreed", DETERMINATION: "determined", PART_II: "in a scheme"}[basis]


def strike(amount: int, *, terms: Terms, issued: date, year: int, law: Law) -> tuple[Instalment, ...]:
    """The payments of an amount on these terms, whichever their basis."""
    if terms.basis != PART_I:
        return tuple(agreed(amount, terms=terms, issued=issued, year=year, law=law))
    return tuple(
        instalments.schedule(
            amount, issued=issued, year=year, count=terms.number, day=terms.day, law=law
        )
    )  # fmt: skip


@rule(
    "si1992-613-reg21-agreed",
    provision="SI 1992/613 reg 21(5), (7); Sch 1 Part II",
    certainty="K",
    parameters=(
        LAW + "payments_a_year", LAW + "most_payments", LAW + "part_ii_least", LAW + "second_half_month",
        LAW + "half_yearly_share", instalments.LAW + "notice_days",
    ),
)  # fmt: skip
def agreed(
    amount: int,
    *,
    terms: Terms,
    issued: date,
    year: int,
    law: Law | None = None,
    policy: Policy | None = None,
) -> list[Instalment]:
    """Payments may be agreed as weekly, fortnightly, half-yearly, annual or in any number of months of the year.

    Whole pounds, the odd amount first, the least instalment and two weeks' notice are as in the Schedule.

    Args:
        amount: pence to pay for the year, credits already taken off.
        terms: what was agreed, determined, or is the scheme.
        issued: the day on which the demand is posted.
        year: the financial year; no payment is later than its end but a single sum of a late demand.

    Returns:
        Payments in the order of days; none where there is nothing to pay.

    Raises:
        DomainError: terms that nobody may pay on.
    """
    law = in_force(law, policy)
    if wrong := problem_with(terms, on=issued, law=law):
        raise DomainError(wrong, terms=terms)
    if amount <= 0:
        return []
    days = payment_days(terms, issued=issued, year=year, law=law)[: terms.number]
    if not days:
        return [Instalment(instalments.first_day(issued, law=law), amount)]
    amounts = _amounts(amount, len(days), terms, on=issued, law=law)
    return [Instalment(due, pence) for due, pence in zip(days, amounts, strict=False)]


def payment_days(terms: Terms, *, issued: date, year: int, law: Law) -> list[date]:
    """Every day of the year, late enough after issue, on which a payment of this frequency may fall due."""
    if terms.frequency in STEPS:
        return _every(terms, issued, year, law)
    monthly = instalments.payment_days(issued=issued, year=year, day=terms.day, law=law)
    if terms.frequency == MONTHLY:
        return monthly
    return _named(terms, monthly, issued, year, law)


def _every(terms: Terms, issued: date, year: int, law: Law) -> list[date]:
    """Each week or fortnight from the first such day of the week."""
    within = year_period(year)
    day = max(within.start, instalments.first_day(issued, law=law))
    day += timedelta(days=(terms.day - day.isoweekday()) % WEEK)
    found = []
    while day in within:
        found.append(day)
        day += STEPS[terms.frequency]
    return found


def _named(terms: Terms, monthly: list[date], issued: date, year: int, law: Law) -> list[date]:
    """The months that are named; where one has passed, the next payment day takes its place before the next one."""
    months = [APRIL]
    if terms.frequency == HALF_YEARLY:
        months.append(law.value(LAW + "second_half_month", issued))
    earliest = instalments.first_day(issued, law=law)
    named = [date(year, month, terms.day) for month in months]
    met = [day for day in named if day >= earliest]
    if len(met) < len(named) and monthly and (not met or monthly[0] < met[0]):
        return [monthly[0], *met]
    return met


def _amounts(amount: int, number: int, terms: Terms, *, on: date, law: Law) -> list[int]:
    of, first = SHARES[law.value(LAW + "half_yearly_share", on)]
    least: int = law.value(instalments.LAW + "minimum", on)
    if terms.frequency == HALF_YEARLY and number > 1:
        parts = instalments.equal_amounts(amount, of, on=on, law=law)
        halves = [sum(parts[:first]), sum(parts[first:])]
        if min(halves) >= least:
            return halves
    while True:
        # rounding to whole pounds over very many payments can leave the first one too small: then there are fewer
        parts = instalments.amounts_of(amount, number, on=on, law=law)
        if len(parts) == 1 or min(parts) >= least:
            return parts
        number -= 1
