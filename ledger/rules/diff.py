"""Subtract what is posted from what should be: the only way in which a charge changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ledger.data import ChargeKey
from revenues.kernel.errors import DomainError
from revenues.kernel.law import Law, Policy, in_force
from revenues.kernel.rules import rule

MAX_LINES = "ledger.bounds.lines_per_change"
MAX_PENCE = "ledger.bounds.pence_per_change"


def diff(posted: Mapping[ChargeKey, int], proposed: Mapping[ChargeKey, int]) -> dict[ChargeKey, int]:
    """What must be posted so that the charge becomes as proposed; nothing where it already is.

    Args:
        posted: signed pence by line, as the ledger adds them up now.
        proposed: signed pence by line, as the assessment says they should be.

    Returns:
        Signed pence, never nought, by line, in the order of days.
    """
    change = {
        key: proposed.get(key, 0) - posted.get(key, 0)
        for key in posted.keys() | proposed.keys()
        if proposed.get(key, 0) != posted.get(key, 0)
    }
    return {key: change[key] for key in sorted(change, key=_order)}


def apply(posted: Mapping[ChargeKey, int], change: Mapping[ChargeKey, int]) -> dict[ChargeKey, int]:
    """What the ledger adds up to after a change is posted; lines of nought are left out."""
    after = {key: posted.get(key, 0) + change.get(key, 0) for key in posted.keys() | change.keys()}
    return {key: after[key] for key in sorted(after, key=_order) if after[key]}


@rule(
    "house-change-bounds",
    provision="Design: a run stops itself when its output looks absurd",
    certainty="K",
    parameters=(MAX_LINES, MAX_PENCE),
)
def check_bounds(
    change: Mapping[ChargeKey, int], *, on: date, law: Law | None = None, policy: Policy | None = None
) -> None:
    """A change with too many lines, or too much money in one of them, is not posted but parked.

    Raises:
        DomainError: naming the bound that was passed.
    """
    law = in_force(law, policy)
    most: int = law.value(MAX_LINES, on)
    if len(change) > most:
        raise DomainError(
            f"{len(change)} lines change at once; at most {most} may", lines=len(change), most=most
        )
    largest: int = law.value(MAX_PENCE, on)
    for key, pence in change.items():
        if abs(pence) > largest:
            raise DomainError(
                f"the {key.kind} line from {key.start} changes by {pence} pence; at most {largest} may",
                pence=pence,
                most=largest,
            )


def _order(key: ChargeKey) -> tuple[date, date, str, str]:
    return key.start, key.end, key.kind, key.detail
