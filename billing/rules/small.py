"""Small balances: when no bill is sent for them, and when a person may be asked to write one off. Pure.

Nothing here writes anything off: a proposal is decided by a second person.
"""

from __future__ import annotations

from datetime import date

from revenues.kernel.law import Law, Policy, in_force
from revenues.kernel.money import pounds
from revenues.kernel.rules import rule

LAW = "billing.small."
WRITE_OFF, WRITE_ON = "write_off", "write_on"


@rule(
    "house-small-bills",
    provision="Design: financial regulations of the authority",
    certainty="K",
    parameters=(LAW + "no_bill_under",),
)
def too_small(to_pay: int, *, issued: date, law: Law | None = None, policy: Policy | None = None) -> str:
    """A first bill of less than the council's least amount is not sent; the sum stays owed.

    Args:
        to_pay: pence that the bill would ask for.
        issued: the day on which it would be posted.

    Returns:
        Why it is not sent, in words for an officer; empty where it is sent, and for nothing to pay.
    """
    least: int = in_force(law, policy).value(LAW + "no_bill_under", issued)
    if 0 < to_pay < least:
        return f"{pounds(to_pay)} is less than {pounds(least)}, the least that is billed"
    return ""


@rule(
    "house-small-balances",
    provision="Design: financial regulations of the authority",
    certainty="K",
    parameters=(LAW + "write_off_up_to", LAW + "write_on_up_to"),
)
def proposal(balance: int, *, on: date, law: Law | None = None, policy: Policy | None = None) -> str:
    """What may be proposed for the balance of a past year: to write it off, to write it on, or nothing.

    Args:
        balance: pence owed, minus for a credit.
        on: the day of the proposal.

    Returns:
        ``write_off``, ``write_on`` or nothing.
    """
    law = in_force(law, policy)
    if 0 < balance <= law.value(LAW + "write_off_up_to", on):
        return WRITE_OFF
    if 0 < -balance <= law.value(LAW + "write_on_up_to", on):
        return WRITE_ON
    return ""
