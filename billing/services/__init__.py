"""Writes: billing one account, setting the tax, writing bills."""

from billing.services.bill import Billed, issue_demand, rebill, rebill_years, record_baseline
from billing.services.clocks import clocks_due
from billing.services.tax import TaxSet, set_tax

__all__ = [
    "Billed",
    "TaxSet",
    "clocks_due",
    "issue_demand",
    "rebill",
    "rebill_years",
    "record_baseline",
    "set_tax",
]
