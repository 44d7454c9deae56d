"""Instalments of the statutory scheme: how many, how much, when; and what a change or an end does to them.

``docs/algorithms/instalments.md`` has the steps and the tables. Amounts are pence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from billing.data import Instalment
from revenues.kernel import money
from revenues.kernel.errors import DomainError
from revenues.kernel.law import Law, Policy, in_force
from revenues.kernel.rules import rule
from revenues.kernel.years import year_of, year_period

PART_I = "part_i"
PART_II = "part_ii"
AGREEMENT = "agreement_21_5"
DETERMINATION = "determination_21_7"
BASES = {
    PART_I: "SI 1992/613 Sch 1 Part I",
    PART_II: "SI 1992/613 Sch 1 Part II",
    AGREEMENT: "SI 1992/613 reg 21(5)",
    DETERMINATION: "SI 1992/613 reg 21(7)",
}

LAW = "billing.instalments."
DECEMBER, APRIL = 12, 4
_TIES = {"half_up": money.half_up, "half_down": money.half_down}


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A plan after a change: what stands, what is recomputed, and the pence that are too much."""

    standing: tuple[Instalment, ...]
    revised: tuple[Instalment, ...]
    credit: int

    @property
    def plan(self) -> list[Instalment]:
        """What stands and what is recomputed, in the order of days."""
        return [*self.standing, *self.revised]


@dataclass(frozen=True, slots=True)
class Ceased:
    """A plan after liability has ended.

    ``arrears`` are pence of the standing instalments still to be paid; ``excess`` a single sum above them;
    ``overpayment`` what was paid above the final charge, to clear arrears elsewhere first, then to be
    repaid or credited.
    """

    standing: tuple[Instalment, ...]
    arrears: int
    excess: Instalment | None
    overpayment: int


@rule(
    "si1992-613-sch1-schedule",
    provision="SI 1992/613 Sch 1 Part I",
    certainty="S+K",
    parameters=(LAW + "default_count", LAW + "latest_payment_day", LAW + "single_due"),
)
def schedule(
    amount: int,
    *,
    issued: date,
    year: int,
    count: int | None = None,
    day: int = 1,
    law: Law | None = None,
    policy: Policy | None = None,
) -> list[Instalment]:
    """The year's charge is paid monthly in equal whole pounds, the odd amount first, after two weeks' notice.

    Args:
        amount: pence to pay for the year, credits already taken off.
        issued: the day on which the demand is posted.
        year: the financial year that the demand is for.
        count: instalments of an on-time demand: the scheme's number or the one on request (10, 12), or
            fewer by agreement; None for the default of the day.
        day: day of the month on which they fall due.

    Returns:
        Instalments in the order of days; none when there is nothing to pay.

    Raises:
        DomainError: a payment day or a number that no scheme knows.
    """
    law = in_force(law, policy)
    _check_day(day, issued, law)
    if amount <= 0:
        return []
    number = number_of(issued=issued, year=year, count=count, law=law)
    months = payment_days(issued=issued, year=year, day=day, law=law)
    if number == 1 or not months:
        due = first_day(issued, law=law)
        if months and law.value(LAW + "single_due", issued) == "payment_day":
            due = months[0]
        return [Instalment(due, amount)]
    amounts = amounts_of(amount, min(number, len(months)), on=issued, law=law)
    return [Instalment(due, pence) for due, pence in zip(months, amounts, strict=False)]


@rule(
    "si1992-613-sch1-number",
    provision="SI 1992/613 Sch 1 paras 2(3), 2(3A), 4; reg 21",
    certainty="S+K",
    parameters=tuple(
        LAW + name
        for name in (
            "default_count", "on_request_count", "default_by_month", "late12_rule",
            "twelve_last_day_in_april", "twelve_whole_months", "twelve_month_of_issue",
        )
    ),
)  # fmt: skip
def number_of(
    *, issued: date, year: int, count: int | None = None, law: Law | None = None, policy: Policy | None = None
) -> int:
    """A bill issued late has fewer instalments, by the month of issue; from January on and after the year one.

    Args and errors as for ``schedule``. Counts from the day of issue, not from the start of liability.
    """
    law = in_force(law, policy)
    count = law.value(LAW + "default_count", issued) if count is None else count
    most = law.value(LAW + "on_request_count", issued)
    if not 1 <= count <= most:
        raise DomainError(f"{count} instalments are not between 1 and {most}", count=count, most=most)
    issue_year = year_of(issued)
    if issue_year > year:
        return 1
    if issue_year < year:
        return count
    by_month: dict[int, int] = law.value(LAW + "default_by_month", issued)
    if count > by_month[APRIL]:
        return min(count, _on_request(issued, count, law))
    return min(count, by_month[issued.month])


def _on_request(issued: date, count: int, law: Law) -> int:
    """The number that a request for more than the default gets in the year itself."""
    rule_name = law.value(LAW + "late12_rule", issued)
    if issued.month == APRIL and issued.day <= law.value(LAW + "twelve_last_day_in_april", issued):
        return count
    table: dict[int, int] = law.value(f"{LAW}twelve_{rule_name}", issued)
    return table[issued.month]


@rule(
    "si1992-613-sch1-first-day",
    provision="SI 1992/613 Sch 1 para 5",
    certainty="K",
    parameters=(LAW + "notice_days",),
)
def first_day(issued: date, *, law: Law | None = None, policy: Policy | None = None) -> date:
    """Nothing is due sooner than fourteen days after the bill is issued.

    Args:
        issued: the day on which the notice is posted.
    """
    days: int = in_force(law, policy).value(LAW + "notice_days", issued)
    return issued + timedelta(days=days)


def payment_days(*, issued: date, year: int, day: int, law: Law | None = None) -> list[date]:
    """The payment day of every month of the year that is late enough after issue, in order."""
    earliest = first_day(issued, law=law)
    within = year_period(year)
    starts = [
        date(year + (month < APRIL), month, day) for month in (*range(APRIL, DECEMBER + 1), *range(1, APRIL))
    ]
    return [due for due in starts if due >= earliest and due in within]


@rule(
    "si1992-613-sch1-amounts",
    provision="SI 1992/613 Sch 1 para 2(5)-(6)",
    parameters=(LAW + "round_to", LAW + "tie"),
)
def equal_amounts(
    amount: int, number: int, *, on: date, law: Law | None = None, policy: Policy | None = None
) -> list[int]:
    """Instalments are the same whole number of pounds; the first takes what is odd and may be more or less.

    Args:
        amount: pence in all.
        number: how many instalments.
        on: the day of issue.

    Returns:
        Pence of each, which add up to the amount.
    """
    law = in_force(law, policy)
    unit: int = law.value(LAW + "round_to", on)
    rounding = _TIES[law.value(LAW + "tie", on)]
    each = unit * money.share(amount, numerator=1, denominator=unit * number, rounding=rounding)
    return [amount - (number - 1) * each, *[each] * (number - 1)]


@rule("si1992-613-sch1-minimum", provision="SI 1992/613 Sch 1 paras 2(7), 3", parameters=(LAW + "minimum",))
def amounts_of(
    amount: int, number: int, *, on: date, law: Law | None = None, policy: Policy | None = None
) -> list[int]:
    """No instalment is below five pounds: the second joins the first, or there are fewer, or only one.

    Args and result as for ``equal_amounts``; the number may come out smaller.
    """
    law = in_force(law, policy)
    least: int = law.value(LAW + "minimum", on)
    amounts = _joined(equal_amounts(amount, number, on=on, law=law), least)
    if min(amounts) >= least:
        return amounts
    fits = amount // least
    if fits <= 1:
        return [amount]
    return _joined(equal_amounts(amount, min(number, fits), on=on, law=law), least)


def _joined(amounts: list[int], least: int) -> list[int]:
    """The second instalment added to the first where one of them is too small."""
    if len(amounts) == 1 or min(amounts) >= least:
        return amounts
    return [amounts[0] + amounts[1], *amounts[2:]]


@rule(
    "si1992-613-sch1-adjustment",
    provision="SI 1992/613 Sch 1 para 10; reg 24",
    certainty="S+K",
    parameters=(LAW + "notice_days", LAW + "adjustment_spread"),
)
def adjust(
    plan: Sequence[Instalment],
    *,
    revised: int,
    issued: date,
    year: int,
    paid: int = 0,
    day: int = 1,
    law: Law | None = None,
    policy: Policy | None = None,
) -> Adjusted:
    """When the estimate changes, instalments due within two weeks stand and the rest are worked out again.

    Args:
        plan: the instalments as they are, in the order of days.
        revised: pence of the new estimate of the whole year.
        issued: the day on which the adjustment notice is posted.
        paid: pence paid so far; money paid ahead counts.
        day: payment day, where the authority spreads over all months left.

    Returns:
        What stands, what is recomputed over the remaining number (a single sum two weeks on where none
        remains), and the credit where what stands or was paid is more than the estimate.
        Standing and revised, less the credit, add up to the estimate when nothing was paid ahead.
    """
    law = in_force(law, policy)
    from_day = first_day(issued, law=law)
    standing = tuple(item for item in plan if item.due < from_day)
    covered = max(sum(item.amount for item in standing), paid)
    left = revised - covered
    if left <= 0:
        return Adjusted(standing, (), -left)
    days = [item.due for item in plan if item.due >= from_day]
    if law.value(LAW + "adjustment_spread", issued) == "to_year_end":
        days = payment_days(issued=issued, year=year, day=day, law=law)
    if not days:
        return Adjusted(standing, (Instalment(from_day, left),), 0)
    amounts = amounts_of(left, len(days), on=issued, law=law)
    return Adjusted(
        standing, tuple(Instalment(due, pence) for due, pence in zip(days, amounts, strict=False)), 0
    )


@rule(
    "si1992-613-sch1-cessation",
    provision="SI 1992/613 Sch 1 para 9; reg 24",
    certainty="K",
    parameters=(LAW + "notice_days",),
)
def cease(
    plan: Sequence[Instalment],
    *,
    charge: int,
    ended: date,
    issued: date,
    paid: int = 0,
    law: Law | None = None,
    policy: Policy | None = None,
) -> Ceased:
    """When liability ends, later instalments fall away; what is still owed is one sum, too much goes back.

    Args:
        plan: the instalments as they are.
        charge: pence of the final charge up to the end.
        ended: the first day that is no longer charged.
        issued: the day on which the closing bill is posted.
        paid: pence paid so far.
    """
    standing = tuple(item for item in plan if item.due < ended)
    fallen_due = sum(item.amount for item in standing)
    arrears = max(0, min(charge, fallen_due) - paid)
    more = charge - max(fallen_due, paid)
    excess = Instalment(first_day(issued, law=in_force(law, policy)), more) if more > 0 else None
    return Ceased(standing, arrears, excess, max(0, paid - charge))


def _check_day(day: int, on: date, law: Law) -> None:
    latest = law.value(LAW + "latest_payment_day", on)
    if not 1 <= day <= latest:
        raise DomainError(f"the payment day must be from 1 to {latest}, not {day}", day=day, latest=latest)
