"""What an officer does to a charge: assess the year again, and send a notice that says so."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from accounts.models import Account
from billing.models import AssessmentRecord
from billing.rules.bill import Bill
from billing.rules.working import to_json
from billing.selectors.due import years_to_bill, years_without_baseline
from billing.services.doubts import record_doubts
from billing.services.prepare import Prepared, prepare, setting_for
from billing.services.write import write
from ledger.models import ChargeYear
from ledger.services import lock_accounts
from revenues.audit.data import Actor
from revenues.audit.services import record
from revenues.authority.rules.roles import REBILL
from revenues.authority.selectors import require
from revenues.kernel.errors import Conflict, DomainError
from revenues.kernel.years import label, year_period

BASELINE = 0


@dataclass(frozen=True, slots=True)
class Billed:
    """What a re-bill did: the bill, its version, and the notice's demand if one was issued.

    ``changed`` is false when nothing was posted and no notice issued.
    """

    account_id: int
    charge_year_id: int
    version: int
    bill: Bill
    demand_id: int | None
    changed: bool


def rebill(*, account_id: int, year: int, as_at: date, reason: str, by: Actor) -> Billed:
    """Assess a year of an account again from its facts and post the difference; send nothing.

    The same facts post nothing. ``as_at`` is the day to which the facts are known: today, but in a scenario.

    Raises:
        DomainError: the facts cannot be charged, no tax is set, or the change passes its bounds.
        Conflict: the account is held by somebody else.
        NotPermitted: the actor may not bill here.
    """
    return _bill(account_id=account_id, year=year, as_at=as_at, issued=None, reason=reason, by=by)


def issue_demand(*, account_id: int, year: int, issued_on: date, reason: str, by: Actor) -> Billed:
    """Assess a year again, post the difference, strike or adjust the plan, and issue the notice that says so.

    A first demand, an adjusted one, or a closing bill, as the account stands. Where nothing has changed since the
    last notice none is issued. ``issued_on`` is the day it is posted.

    Raises: as ``rebill``.
    """
    return _bill(account_id=account_id, year=year, as_at=issued_on, issued=issued_on, reason=reason, by=by)


def rebill_years(
    *, account_id: int, from_day: date, as_at: date, reason: str, by: Actor, whole: bool = True
) -> list[Billed]:
    """Bill every year that a change touches, each at its own rates, and send one notice a year; all of it or nothing.

    Args:
        from_day: the first day that differs.
        as_at: the day to which the facts are known, on which the notices are posted.
        whole: refuse where a year that another system billed is touched and has no baseline; else it is left out.

    Returns:
        What was done for each year, the oldest first.

    Raises: as ``rebill``.
    """
    with transaction.atomic():
        lock_accounts([account_id], by=by)
        if whole:
            unknown = years_without_baseline(account_id, from_day=from_day)
            _refuse_without_baseline(account_id, unknown, from_day)
        return [
            issue_demand(account_id=account_id, year=year, issued_on=as_at, reason=reason, by=by)
            for year in years_to_bill(account_id, from_day=from_day)
        ]


def record_baseline(*, account_id: int, year: int, as_at: date, by: Actor) -> int:
    """Keep what our engine gives for a year that another system billed, so that later bills move by differences.

    Returns the id of the assessment of version 0. Posts nothing.

    Raises:
        DomainError: the year was not billed elsewhere.
        Conflict: a baseline is there already.
    """
    with transaction.atomic():
        account = lock_accounts([account_id], by=by)[account_id]
        charge_year = _elsewhere(account_id, year)
        setting = setting_for(authority_id=account.authority_id, year=year, as_at=as_at, issued=None)
        done = _ready(prepare([account_id], setting)[account_id])
        made = AssessmentRecord.objects.create(
            authority_id=account.authority_id,
            charge_year=charge_year,
            version=BASELINE,
            as_at=as_at,
            engine=done.bill.assessment.engine,
            law_digest=done.bill.assessment.law_digest,
            total=done.bill.assessment.total,
            posted=0,
            working=to_json(done.bill.assessment),
            reason="As our engine gives the year that another system billed",
            actor=by.ref,
        )
        record(verb="baseline", subject=("account", account_id), by=by, authority_id=account.authority_id,
               after={"year": year, "total": made.total})  # fmt: skip
    return made.pk


def _elsewhere(account_id: int, year: int) -> ChargeYear:
    found = (
        ChargeYear.objects.everywhere("the account is locked")
        .filter(account_id=account_id, year=year)
        .first()
    )
    if found is None or found.calculation != "elsewhere":
        raise DomainError(
            "Only a year that another system billed has a baseline.", account_id=account_id, year=year
        )
    if found.assessments.exists():
        raise Conflict("This year has its baseline already.", account_id=account_id, year=year)
    return found


def _bill(*, account_id: int, year: int, as_at: date, issued: date | None, reason: str, by: Actor) -> Billed:
    with transaction.atomic():
        account = lock_accounts([account_id], by=by)[account_id]
        require(by, REBILL, authority_id=account.authority_id)
        _refuse_without_baseline(account_id, [year], year_period(year).start)
        setting = setting_for(authority_id=account.authority_id, year=year, as_at=as_at, issued=issued)
        done = _ready(prepare([account_id], setting)[account_id])
        if not done.bill.says_something(done.position):
            return Billed(
                account_id, done.position.charge_year_id or 0, done.position.version, done.bill, None, False
            )
        source = f"bill:{account_id}:{year}:{done.position.version + 1}"
        written = write([done], setting, source=source, by=by, reason=reason)[0]
        record_doubts([done], setting)
        _audit(done, account, year, reason, by)
    return Billed(account_id, written.charge_year_id, written.version, done.bill, written.demand_id, True)


def _refuse_without_baseline(account_id: int, years: Collection[int], from_day: date) -> None:
    unknown = [year for year in years_without_baseline(account_id, from_day=from_day) if year in years]
    if unknown:
        told = ", ".join(label(year) for year in unknown)
        raise DomainError(
            f"{told} was billed by another system. Record its baseline before billing it here.",
            account_id=account_id,
            years=unknown,
        )


def _ready(done: Prepared | DomainError) -> Prepared:
    if isinstance(done, DomainError):
        raise done
    return done


def _audit(done: Prepared, account: Account, year: int, reason: str, by: Actor) -> None:
    before = {"total": sum(done.position.lines.values()), "version": done.position.version}
    after = {
        "total": done.bill.assessment.total,
        "posted": done.bill.posted,
        "notice": done.bill.kind,
        "year": year,
    }
    record(
        verb="billed", subject=("account", account.pk), by=by, authority_id=account.authority_id, reason=reason,
        before=before, after=after, law_digest=done.bill.assessment.law_digest,
    )  # fmt: skip
