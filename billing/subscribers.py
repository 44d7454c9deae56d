"""What must be billed again when a fact changes below: a row of due work, and the handler that does it."""

from __future__ import annotations

from datetime import date

from accounts.events import AccountClosed, AccountsLoaded, DwellingFactsChanged
from accounts.models import Account
from billing.services import issue_demand
from ledger.models import ChargeYear
from revenues.audit.data import Actor
from revenues.kernel.events import subscribe
from revenues.kernel.years import year_of
from revenues.runs.data import Due, due_handler
from revenues.runs.services import record_due
from valuation.events import AreaChanged, BandChanged, PropertiesLoaded

KIND = "rebill"
WHY = "a fact changed on their dwelling"


@subscribe(BandChanged)
@subscribe(AreaChanged)
@subscribe(DwellingFactsChanged)
@subscribe(AccountClosed)
def dwelling_changed(event: BandChanged | AreaChanged | DwellingFactsChanged | AccountClosed) -> None:
    """Every billed account of the dwelling is to be billed again; the day it is due is the first that differs."""
    _due({event.property_id: event.from_day})


@subscribe(PropertiesLoaded)
@subscribe(AccountsLoaded)
def file_loaded(event: PropertiesLoaded | AccountsLoaded) -> None:
    """Likewise for each dwelling that a file changed."""
    _due(dict(event.changed))


def _due(changed: dict[int, date]) -> None:
    rows = (
        Account.objects.everywhere(WHY)
        .filter(property_id__in=changed, charge_years__version__gt=0)
        .distinct()
        .values_list("pk", "authority_id", "property_id")
    )
    for account_id, authority_id, property_id in rows:
        record_due(
            kind=KIND,
            authority_id=authority_id,
            subject_id=account_id,
            due_on=changed[property_id],
        )


@due_handler(KIND)
def bill_again(due: Due, on: date) -> None:
    """Bill every year again that the change touches and that has been billed here, and send one notice a year."""
    years = ChargeYear.objects.everywhere(WHY).filter(
        account_id=due.subject_id, year__gte=year_of(due.due_on), version__gt=0
    )
    by = Actor("run", None, "Nightly billing")
    for year in years.order_by("year").values_list("year", flat=True):
        issue_demand(
            account_id=due.subject_id,
            year=year,
            issued_on=on,
            reason="A fact about the dwelling changed",
            by=by,
        )
