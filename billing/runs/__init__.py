"""Batch definitions of billing."""

from billing.runs.annual import ANNUAL_BILLING

__all__ = ["ANNUAL_BILLING"]
