"""Annual billing: every account of an authority that is liable in the year and has had no demand for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from accounts.models import Account
from billing.models import TaxYear
from billing.rules.bill import NIL
from billing.services.doubts import record_doubts
from billing.services.prepare import Prepared, Setting, prepare, setting_for
from billing.services.write import write
from ledger.services import lock_accounts
from revenues.audit.data import Actor
from revenues.kernel.errors import DomainError
from revenues.kernel.years import label, year_period
from revenues.runs.data import ISSUED, PARKED, SUPPRESSED, Batch, Outcome, Params, RunKind, register
from revenues.runs.data import NIL as NIL_OUTCOME

WHY = "a run serves its authority"


class _Context:
    """What every chunk of a run shares."""

    def __init__(self, setting: Setting, run_id: int) -> None:
        self.setting = setting
        self.run_id = run_id
        self.by = Actor("run", run_id, "Annual billing")


class AnnualBilling(RunKind):
    """Assess, subtract, post, plan and demand for a whole year. Params: ``year``, ``issue_on`` (ISO date).

    ``issue_on`` is the day on which the bills will be in the post: the fourteen days run from it.
    """

    kind = "annual_billing"
    title = "Annual billing"
    chunk_size = 500

    def scope(self, params: Params) -> str:
        """One live run a year."""
        return str(params["year"])

    def validate(self, *, authority_id: int, params: Params, business_date: date) -> None:
        """A year with a tax, and an issue day not before the run's own day and not after the year."""
        year, issued = _year(params), _issued(params)
        if (
            not TaxYear.objects.everywhere(WHY)
            .filter(authority_id=authority_id, year=year, areas__gt=0)
            .exists()
        ):
            raise DomainError(f"No tax has been set for {label(year)}: load it first.", year=year)
        if issued < business_date:
            raise DomainError(
                f"Bills cannot be posted on {issued:%d %b %Y}, before the run itself.", issue_on=issued
            )
        if issued >= (year_period(year).end or issued):
            raise DomainError(f"{issued:%d %b %Y} is after the end of {label(year)}.", issue_on=issued)

    def pick(self, *, authority_id: int, params: Params, business_date: date) -> Sequence[int]:
        """Accounts liable on any day of the year to which no demand for it has gone."""
        year = _year(params)
        days = year_period(year)
        return list(
            Account.objects.everywhere(WHY)
            .filter(authority_id=authority_id, period__overlap=DateRange(days.start, days.end))
            .exclude(charge_years__year=year, charge_years__demands__kind="demand")
            .order_by("pk")
            .values_list("pk", flat=True)
        )

    def prepare(self, *, authority_id: int, params: Params, business_date: date, run_id: int) -> _Context:
        """The law, the rates and the bill tables, read once."""
        issued = _issued(params)
        setting = setting_for(authority_id=authority_id, year=_year(params), as_at=issued, issued=issued)
        return _Context(setting, run_id)

    def lock(self, ids: Sequence[int], context: _Context) -> None:
        """The accounts of the chunk, ascending."""
        lock_accounts(ids, by=context.by)

    def compute(self, ids: Sequence[int], context: _Context) -> Batch:
        """One bill an account; an account that cannot be charged is parked with the reason."""
        made = prepare(ids, context.setting)
        return Batch([_outcome(account_id, made[account_id]) for account_id in ids])

    def write(self, batch: Batch, context: _Context) -> None:
        """Everything of the chunk by COPY, with one entry and one contra leg."""
        prepared: list[Prepared] = [one.payload for one in batch.outcomes]
        if not prepared:
            return
        source = f"run:{context.run_id}:{prepared[0].account_id}:{len(prepared)}"
        write(
            prepared, context.setting, source=source, by=context.by, reason=self.title, run_id=context.run_id
        )
        record_doubts(prepared, context.setting)

    def comparable(self, now: Params, then: Params) -> bool:
        """Another year's annual billing is a fair measure of this one; the same year's rest is not."""
        return bool(now.get("year") != then.get("year"))


def _outcome(account_id: int, done: Prepared | DomainError) -> Outcome:
    if isinstance(done, DomainError):
        return Outcome(account_id, PARKED, error=str(done))
    bill = done.bill
    digest = bill.digest()
    if done.to.suppressed_because:
        return Outcome(account_id, SUPPRESSED, bill.assessment.total, "suppressed", digest, payload=done)
    if bill.kind == NIL:
        return Outcome(account_id, NIL_OUTCOME, bill.assessment.total, _label(done), digest, payload=done)
    return Outcome(account_id, ISSUED, bill.assessment.total, _label(done), digest, payload=done)


def _label(done: Prepared) -> str:
    """The shape of the bill: which lines it has, how many instalments."""
    if done.bill.unsent:
        return "below the least that is billed"
    kinds = sorted({line.kind for line in done.bill.assessment.lines})
    return f"{'+'.join(kinds) or 'nothing'} in {len(done.bill.plan)}"[:40]


def _year(params: Params) -> int:
    year = params.get("year")
    if type(year) is not int:
        raise DomainError("Annual billing needs a year, such as 2026.")
    return year


def _issued(params: Params) -> date:
    try:
        return date.fromisoformat(str(params.get("issue_on", "")))
    except ValueError as error:
        raise DomainError("Annual billing needs the day its bills are posted, such as 2026-03-10.") from error


ANNUAL_BILLING: Any = register(AnnualBilling())
