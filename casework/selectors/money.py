"""What an account owes, year by year, and how the chosen year is made up and paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import Account
from billing.data import Assessment
from billing.models import AssessmentRecord, Instalment, InstalmentPlan
from billing.rules import working
from casework.rules.desk_words import Payment, spread
from ledger.models import ChargeYear
from revenues.kernel.years import year_of

TAKEN_OFF = frozenset({"discount", "reduction", "disabled"})


@dataclass(frozen=True, slots=True)
class YearView:
    """One charge year: its totals, the assessment they stand on, and its plan. Pence.

    ``taken_off`` are discounts and reductions, negative or nought; ``gross`` is the charge before them, so that
    gross + taken_off is what has been charged here.
    """

    row: ChargeYear
    record: AssessmentRecord | None
    assessment: Assessment | None
    plan: InstalmentPlan | None
    payments: tuple[Payment, ...]

    @property
    def taken_off(self) -> int:
        """What discounts and reductions take off, negative or nought."""
        lines = self.assessment.lines if self.assessment else ()
        return sum(line.amount for line in lines if line.kind in TAKEN_OFF)

    @property
    def gross(self) -> int:
        """The charge before discounts and reductions."""
        return self.row.charged - self.taken_off

    @property
    def paid(self) -> int:
        """What has been received here, plus where money came in."""
        return -self.row.received

    @property
    def left_to_pay(self) -> tuple[Payment, ...]:
        """The instalments that are not wholly paid, in order."""
        return tuple(one for one in self.payments if one.left)

    def overdue(self, on: date) -> int:
        """Pence of instalments due by the day and not paid."""
        return sum(one.left for one in self.payments if one.due_on <= on)


@dataclass(frozen=True, slots=True)
class Money:
    """Every year of an account, newest first, and the one that is looked at."""

    years: tuple[ChargeYear, ...]
    shown: YearView | None

    @property
    def owed(self) -> int:
        """The balance over all years: credits of one year are set against the others."""
        return sum(row.balance for row in self.years)

    @property
    def others(self) -> tuple[ChargeYear, ...]:
        """The years with a balance that are not the one shown."""
        here = self.shown.row.pk if self.shown else None
        return tuple(row for row in self.years if row.balance and row.pk != here)


def money_of(account: Account, *, year: int | None, on: date) -> Money:
    """What an account owes. Four queries: years, latest assessment, plan, instalments.

    Args:
        year: which to look at; None for the year of the day, else the latest there is.
    """
    years = tuple(account.charge_years.filter(tax="council_tax").order_by("-year"))
    row = _chosen(years, year_of(on) if year is None else year)
    if row is None and year is None and years:
        row = years[0]
    return Money(years, year_view(row) if row else None)


def year_view(row: ChargeYear, *, version: int | None = None) -> YearView:
    """One charge year with its assessment (the latest, or the one of a version) and plan. Three queries."""
    records = AssessmentRecord.objects.everywhere("reached through its charge year").filter(charge_year=row)
    if version is not None:
        records = records.filter(version=version)
    record = records.order_by("-version").first()
    plan = row.plans.filter(current=True).select_related("demand").first()
    instalments = list(plan.instalments.order_by("number")) if plan else []
    return YearView(
        row=row,
        record=record,
        assessment=working.from_json(record.working) if record else None,
        plan=plan,
        payments=_payments(instalments, outstanding=row.balance),
    )


def _payments(instalments: Sequence[Instalment], *, outstanding: int) -> tuple[Payment, ...]:
    due = [(one.number, one.due_on, one.pence) for one in instalments]
    return spread(due, outstanding=outstanding)


def _chosen(years: Sequence[ChargeYear], year: int) -> ChargeYear | None:
    return next((row for row in years if row.year == year), None)
