"""Which credit of a year may be carried to another: what is too much, less money still in flight. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from revenues.kernel.law import Law, Policy, in_force
from revenues.kernel.rules import rule

CLEARED_DAYS = "ledger.credits.cleared_days"


@dataclass(frozen=True, slots=True)
class Money:
    """One receipt as it counts towards a credit: pence, the day it was received, and how."""

    pence: int
    received_on: date
    method: str


@rule(
    "house-money-cleared",
    provision="Design: a credit made by money still in flight is not carried",
    certainty="K",
    parameters=(CLEARED_DAYS,),
)
def cleared_on(
    received_on: date, method: str, *, law: Law | None = None, policy: Policy | None = None
) -> date:
    """Money is safe so many days after it was received, by the way it was paid; until then it may come back.

    Args:
        received_on: the day it counts.
        method: how it was paid; one that the table does not name counts as the slowest.
    """
    days: dict[str, int] = in_force(law, policy).value(CLEARED_DAYS, received_on)
    return received_on + timedelta(days=days.get(method, max(days.values())))


def in_flight(receipts: Sequence[Money], *, on: date, law: Law | None = None) -> int:
    """Pence of receipts that have not cleared by a day."""
    return sum(one.pence for one in receipts if cleared_on(one.received_on, one.method, law=law) > on)


def to_carry(balance: int, receipts: Sequence[Money], *, on: date, law: Law | None = None) -> int:
    """Pence of credit that may be carried on a day: what the balance is below nought, less money in flight."""
    return max(0, -balance - in_flight(receipts, on=on, law=law))


def taken_back(balance: int, carried: Sequence[int]) -> list[int]:
    """What of each carried credit goes back so that the year it left is not left owing, the latest first.

    Args:
        balance: pence of the year that the credits left, after whatever raised it.
        carried: pence of each credit still carried from it, oldest first.

    Returns:
        Pence to take back of each, in the same order.
    """
    left = max(0, balance)
    back = []
    for pence in reversed(carried):
        part = min(left, pence)
        left -= part
        back.append(part)
    return back[::-1]
