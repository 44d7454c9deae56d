"""Which entitlements may stand together on one dwelling on one day: the written table, and what asks it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import combinations

from revenues.kernel.errors import DomainError
from revenues.kernel.law import Law, Policy, in_force
from revenues.kernel.rules import Decision, rule

APART = "accounts.entitlements.apart"
RULE = "house-entitlements-together"
ANNEXE = "annexe"
PREMIUM = "premium"
KINDS = ("discount", ANNEXE, "exemption", "premium_exception", "disabled", "discretionary", PREMIUM)


@rule(
    RULE,
    provision="LGFA 1992 ss.4, 11, 11B, 11C; SI 1992/554; SI 2013/2977",
    certainty="S+K",
    parameters=(APART,),
)
def may_stand_together(
    first: str, second: str, *, on: date, law: Law | None = None, policy: Policy | None = None
) -> Decision:
    """A discount, an annexe's and a disabled reduction may stand together; an exemption stands alone.

    Args:
        first, second: kinds (``KINDS``); an entitlement of kind discount and class annexe asks as ``annexe``.
        on: the day.

    Returns:
        Decision that is true when both may stand; else its reason says why not.

    Raises:
        DomainError: a kind that nobody knows.
    """
    for kind in (first, second):
        if kind not in KINDS:
            raise DomainError(f"{kind!r} is no kind of entitlement", kind=kind)
    for row in in_force(law, policy).value(APART, on):
        if {first, second} == set(row["kinds"]):
            return Decision(False, RULE, "LGFA 1992 ss.4, 11, 11B, 11C", (row["why"],))
    return Decision(True, RULE, "LGFA 1992 ss.4, 11, 11B, 11C")


def conflicts(
    kinds: Iterable[str], *, on: date, law: Law | None = None, policy: Policy | None = None
) -> tuple[Decision, ...]:
    """Every pair among the kinds of one day that cannot stand together, each with its reason."""
    law = in_force(law, policy)
    asked = (may_stand_together(a, b, on=on, law=law) for a, b in combinations(sorted(set(kinds)), 2))
    return tuple(decision for decision in asked if not decision)
