"""Batch definitions of billing."""

from billing.runs.annual import ANNUAL_BILLING
from billing.runs.watching import facts_that_contradict

__all__ = ["ANNUAL_BILLING", "facts_that_contradict"]
