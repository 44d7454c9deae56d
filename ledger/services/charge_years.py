"""Opening the year of an account."""

from __future__ import annotations

from collections.abc import Mapping

from ledger.models import ChargeYear
from ledger.selectors import charge_years_of
from revenues.runs import bulk

COLUMNS = ("id", "authority_id", "account_id", "year", "tax", "calculation", "version",
           "charged", "received", "brought", "balance")  # fmt: skip


def open_charge_years(
    accounts: Mapping[int, int], *, year: int, calculation: str, tax: str = "council_tax"
) -> dict[int, int]:
    """The charge year of each account, opened where there is none, under the accounts' locks.

    Args:
        accounts: authority id by account id.
        calculation: the engine that bills a year opened here, pinned for good.

    Returns:
        Charge year id by account id.
    """
    found = {
        account_id: row.pk for account_id, row in charge_years_of(list(accounts), year=year, tax=tax).items()
    }
    missing = [account_id for account_id in sorted(accounts) if account_id not in found]
    if missing:
        ids = dict(zip(missing, bulk.reserve(ChargeYear, len(missing)), strict=True))
        rows = [
            (ids[account_id], accounts[account_id], account_id, year, tax, calculation, 0, 0, 0, 0, 0)
            for account_id in missing
        ]
        bulk.copy(ChargeYear, COLUMNS, rows)
        found.update(ids)
    return found
