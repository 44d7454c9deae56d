"""The events of a story that charge, bill or bring in money."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from billing.data import ENGINE
from billing.selectors.positions import current_plan
from billing.services import clocks_due, issue_demand, record_baseline
from billing.services import rebill as rebill_account
from billing.services import rebill_years as rebill_all
from casework.services.scenario.world import World, noon
from ledger.selectors import charge_years_of
from ledger.selectors.sources import receipt_of
from ledger.services import Place, post_brought, post_receipt, reverse_receipt
from ledger.services import carry_credit as carry
from revenues.kernel.errors import DomainError
from revenues.kernel.years import year_of
from revenues.runs.data import PARKED
from revenues.runs.models import DueWork, RunItem
from revenues.runs.services import release_run, start_run, try_run, work_due, work_run
from valuation.data import Told

Args = Mapping[str, Any]
WHY = "the scenario has an authority of its own"
MARCH = 3  # bills for the year that begins in April go out in March


def payment(world: World, args: Args, told: Told) -> None:
    """Money comes in for a year of an account."""
    received = args.get("received", told.on)
    year = args.get("year") or year_for(received)
    reference = args.get("reference") or f"{args['account']} {received} {args['pounds']}"
    _receive(world, args["account"], year, args["pounds"], received, reference, method=args.get("method", ""))


def pay_instalments(world: World, args: Args, told: Told) -> None:
    """Every instalment that fell due by a day and is not covered yet is paid on its day."""
    year = args.get("year") or year_for(args["until"])
    account_id = world.accounts[args["account"]]
    charge_year = charge_years_of([account_id], year=year).get(account_id)
    if charge_year is None:
        raise DomainError(f"Account {args['account']} has no bill for {year}.", year=year)
    paid = -charge_year.received
    for item in current_plan(charge_year.pk):
        covered = min(paid, item.amount)
        paid -= covered
        if item.due <= args["until"] and covered < item.amount:
            reference = f"{args['account']} {year} instalment {item.due}"
            _receive(world, args["account"], year, item.amount - covered, item.due, reference)


def brought(world: World, args: Args, told: Told) -> None:
    """A balance, charge or payment of another system is brought in."""
    post_brought(
        account_id=world.accounts[args["account"]], year=args["year"], pence=args["pounds"], kind=args["kind"],
        source=f"scenario {args['account']} {args['year']} {args['kind']}", on=told.on, by=world.officer,
    )  # fmt: skip


def bill(world: World, args: Args, told: Told) -> None:
    """The year is worked out again, the difference posted, and a notice issued."""
    issued = args.get("issue", told.on)
    issue_demand(
        account_id=world.accounts[args["account"]], year=args.get("year") or year_for(issued),
        issued_on=issued, reason=told.reason or "Billed", by=world.officer,
    )  # fmt: skip


def rebill(world: World, args: Args, told: Told) -> None:
    """The year is worked out again and the difference posted; nothing is sent."""
    rebill_account(
        account_id=world.accounts[args["account"]], year=args.get("year") or year_for(told.on),
        as_at=told.on, reason=told.reason or "Billed again", by=world.officer,
    )  # fmt: skip


def annual_billing(world: World, args: Args, told: Told) -> list[str]:
    """The run over every account: started, tried, released by another officer. Gives the reasons of what is parked."""
    params = {"year": args["year"], "issue_on": str(args.get("issue", told.on))}
    run = start_run(
        kind="annual_billing", authority_id=world.authority_id, business_date=told.on, params=params,
        by=world.officer,
    )  # fmt: skip
    try_run(run_id=run.pk, by=world.officer)
    work_run(run.pk)
    release_run(run_id=run.pk, by=world.releaser, at=noon(told.on))
    work_run(run.pk)
    parked = RunItem.objects.filter(run_id=run.pk, outcome=PARKED).order_by("subject_id")
    return list(parked.values_list("error", flat=True))


def nightly(world: World, args: Args, told: Told) -> list[str]:
    """The night's work: clocks that have run out, then whatever is due. Gives the errors of what could not be done."""
    clocks_due(on=told.on, authority_id=world.authority_id)
    work_due(on=told.on, authority_id=world.authority_id)
    left = (
        DueWork.objects.everywhere(WHY)
        .filter(authority_id=world.authority_id, done_at=None)
        .exclude(error="")
    )
    return list(left.order_by("subject_id").values_list("error", flat=True))


def year_for(day: date) -> int:
    """The year that is meant where none is named: the day's own, or from March on the one that begins."""
    return year_of(day) + (day.month == MARCH)


def bounce(world: World, args: Args, told: Told) -> None:
    """A payment comes back: it is reversed, and a credit that it made goes back with it."""
    account_id, year = world.accounts[args["account"]], args.get("year") or year_for(told.on)
    reference = args.get("reference") or f"{args['account']} {year} instalment {args.get('instalment')}"
    receipt = receipt_of(account_id=account_id, year=year, source=reference)
    if receipt is None:
        raise DomainError(f"No payment {reference} was received.", reference=reference)
    reverse_receipt(
        posting_id=receipt, on=told.on, reason=told.reason or "The payment came back", by=world.officer
    )


def carry_credit(world: World, args: Args, told: Told) -> None:
    """A credit of one year is carried to another year or account, before that is demanded."""
    year = args.get("year") or year_for(told.on)
    to = args.get("to") or args["account"]
    carry(
        source=Place(world.accounts[args["account"]], year),
        target=Place(world.accounts[to], args.get("to_year") or year),
        pence=args["pounds"], on=told.on, calculation=ENGINE, reason=told.reason or "Credit carried",
        by=world.officer,
    )  # fmt: skip


def baseline(world: World, args: Args, told: Told) -> None:
    """What our engine gives for a year that another system billed is kept; later bills move by differences."""
    record_baseline(
        account_id=world.accounts[args["account"]], year=args["year"], as_at=told.on, by=world.officer
    )


def rebill_years(world: World, args: Args, told: Told) -> None:
    """Every year that a change touches is billed again at its own rates, with one notice a year."""
    rebill_all(
        account_id=world.accounts[args["account"]], from_day=args["from"], as_at=args.get("issue", told.on),
        reason=told.reason or "Billed again", by=world.officer,
    )  # fmt: skip


def _receive(
    world: World, label: str, year: int, pence: int, received: date, reference: str, *, method: str = ""
) -> None:
    post_receipt(
        account_id=world.accounts[label], year=year, pence=pence, received_on=received, method=method,
        source=f"scenario {world.authority_id} {reference}", by=world.officer,
    )  # fmt: skip
