"""The ledger: charge years, entries and postings, debt items, allocations, day totals."""

from ledger.models.carry import Carry
from ledger.models.charge_year import ChargeYear
from ledger.models.debt import Allocation, DebtItem
from ledger.models.posting import DayTotal, Entry, Posting

__all__ = ["Allocation", "Carry", "ChargeYear", "DayTotal", "DebtItem", "Entry", "Posting"]
