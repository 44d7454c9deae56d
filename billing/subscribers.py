"""What must be billed when a fact changes below: rows of due work, and the handler that does it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from accounts.events import AccountClosed, AccountOpened, AccountsLoaded, DwellingFactsChanged
from billing.events import TaxReplaced
from billing.selectors.due import accounts_billed_in, accounts_to_bill
from billing.services import rebill_years
from billing.services.clocks import KIND
from ledger.events import CreditMoved
from revenues.audit.data import Actor
from revenues.kernel.events import subscribe
from revenues.kernel.years import year_period
from revenues.runs.data import Due, due_handler
from revenues.runs.services import record_many_due
from valuation.events import AreaChanged, BandChanged, PropertiesLoaded


@subscribe(BandChanged)
@subscribe(AreaChanged)
@subscribe(DwellingFactsChanged)
@subscribe(AccountOpened)
@subscribe(AccountClosed)
def dwelling_changed(
    event: BandChanged | AreaChanged | DwellingFactsChanged | AccountOpened | AccountClosed,
) -> None:
    """The accounts of the dwelling are to be billed, or billed again; the day it is due is the first that differs."""
    _due({event.property_id: event.from_day}, event.authority_id)


@subscribe(PropertiesLoaded)
@subscribe(AccountsLoaded)
def file_loaded(event: PropertiesLoaded | AccountsLoaded) -> None:
    """Likewise for each dwelling that a file changed."""
    _due(dict(event.changed), event.authority_id)


@subscribe(TaxReplaced)
def tax_replaced(event: TaxReplaced) -> None:
    """Every account billed on the old amounts is to be billed again from the first day of the year."""
    start = year_period(event.year).start
    accounts = accounts_billed_in(event.authority_id, year=event.year)
    record_many_due(kind=KIND, rows=((event.authority_id, account_id, start) for account_id in accounts))


@subscribe(CreditMoved)
def credit_moved(event: CreditMoved) -> None:
    """The account to which a credit came, or from which it was taken back, is to be told what it has to pay now."""
    start = year_period(event.year).start
    record_many_due(kind=KIND, rows=[(event.authority_id, event.account_id, start)])


def _due(changed: Mapping[int, date], authority_id: int) -> None:
    rows = accounts_to_bill(changed, authority_id=authority_id)
    record_many_due(kind=KIND, rows=((authority_id, account_id, day) for account_id, day in rows))


@due_handler(KIND)
def bill_again(due: Due, on: date) -> None:
    """Bill every year that the change touches and that the authority has billed, and send one notice a year."""
    by = Actor("run", None, "Nightly billing")
    rebill_years(
        account_id=due.subject_id,
        from_day=due.due_on,
        as_at=on,
        reason="A fact on which the charge depends has changed",
        by=by,
        whole=False,
    )
