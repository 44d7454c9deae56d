"""The events of a story that charge, bill or bring in money."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from billing.selectors.positions import current_plan
from billing.services import issue_demand
from billing.services import rebill as rebill_account
from casework.services.scenario.world import World, noon
from ledger.selectors import charge_years_of
from ledger.services import post_brought, post_receipt
from revenues.kernel.errors import DomainError
from revenues.kernel.years import year_of
from revenues.runs.data import PARKED
from revenues.runs.models import RunItem
from revenues.runs.services import release_run, start_run, try_run, work_run
from valuation.data import Told

Args = Mapping[str, Any]
MARCH = 3  # bills for the year that begins in April go out in March


def payment(world: World, args: Args, told: Told) -> None:
    """Money comes in for a year of an account."""
    received = args.get("received", told.on)
    year = args.get("year") or year_for(received)
    reference = args.get("reference") or f"{args['account']} {received} {args['pounds']}"
    _receive(world, args["account"], year, args["pounds"], received, reference)


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


def year_for(day: date) -> int:
    """The year that is meant where none is named: the day's own, or from March on the one that begins."""
    return year_of(day) + (day.month == MARCH)


def _receive(world: World, label: str, year: int, pence: int, received: date, reference: str) -> None:
    post_receipt(
        account_id=world.accounts[label], year=year, pence=pence, received_on=received,
        source=f"scenario {world.authority_id} {reference}", by=world.officer,
    )  # fmt: skip
