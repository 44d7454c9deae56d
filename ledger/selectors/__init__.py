"""Reads of the ledger: what a charge year's live lines are, and what an entry adds up to."""

from ledger.selectors.charges import charge_years_of, entry_total, live_lines, live_lines_of

__all__ = ["charge_years_of", "entry_total", "live_lines", "live_lines_of"]
