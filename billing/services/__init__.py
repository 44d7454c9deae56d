"""Writes: billing one account, setting the tax, writing bills."""

from billing.services.bill import Billed, issue_demand, rebill, record_baseline

__all__ = ["Billed", "issue_demand", "rebill", "record_baseline"]
