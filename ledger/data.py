"""The ledger's vocabulary: what a posting may be, and how a line of a charge is keyed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

CHARGE_KINDS = frozenset({"charge", "disabled", "premium", "discount", "reduction", "support"})
RECEIPT_KINDS = frozenset({"receipt", "refund", "transfer"})
BROUGHT_KINDS = frozenset({"opening_balance", "charged_elsewhere", "paid_elsewhere"})
KINDS = CHARGE_KINDS | RECEIPT_KINDS | BROUGHT_KINDS
CONTROLS = frozenset({"tax_raised", "bank", "opening", "elsewhere", "transfers"})


class ChargeKey(NamedTuple):
    """What makes two charge lines the same line: kind, detail and the days they cover."""

    kind: str
    detail: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Leg:
    """One leg of an entry to be posted: to a charge year, or to a control account. Signed pence, never nought.

    A debit to the taxpayer is plus. ``version`` is the assessment's, for the lines of a charge.
    """

    amount: int
    kind: str
    year: int
    charge_year_id: int | None = None
    control: str = ""
    detail: str = ""
    start: date | None = None
    end: date | None = None
    version: int | None = None
