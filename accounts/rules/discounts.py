"""Discounts by counting residents (s.11) and for dwellings with no resident (s.11(2)(a), s.11A)."""

from __future__ import annotations

from datetime import date, timedelta

from revenues.kernel.errors import DomainError
from revenues.kernel.law import Law, Policy, in_force
from revenues.kernel.rules import Decision, rule

APPROPRIATE = "accounts.discounts.appropriate_percentage"
MULTIPLE = "accounts.discounts.multiple_when_none_counts"
CLASS_B = "accounts.discounts.class_b_percent"
CLASS_C = "accounts.discounts.class_c_percent"
CLASS_C_FIRST_DAYS = "accounts.discounts.class_c_first_days"
CLASS_C_FIRST = "accounts.discounts.class_c_first_percent"
COUNTING = "lgfa92-s11-discount"
NO_RESIDENT = "lgfa92-s11-no-resident"
DETERMINED = "lgfa92-s11a-determination"


@rule(COUNTING, provision="LGFA 1992 s.11", parameters=(APPROPRIATE, MULTIPLE))
def discount(
    *,
    residents: int,
    disregarded: int,
    on: date,
    furnished: bool = True,
    since: date | None = None,
    excepted: bool = False,
    law: Law | None = None,
    policy: Policy | None = None,
) -> Decision:
    """A resident who counts alone has a discount; where residents live but none counts it is twice that.

    Args:
        residents: adults whose sole or main residence the dwelling is.
        disregarded: how many of them are not counted.
        on: the day.
        furnished: whether a dwelling with no resident is substantially furnished.
        since: the first day of an empty, unfurnished period (``clocks.empty_since``).
        excepted: job-related, or a pitch or mooring: outside determinations of class B.

    Returns:
        Decision whose value is whole per cent (0 when there is none).

    Raises:
        DomainError: more people disregarded than live there, or a negative number.
    """
    if not 0 <= disregarded <= residents:
        raise DomainError(
            f"{disregarded} disregarded of {residents} residents cannot be",
            residents=residents,
            disregarded=disregarded,
        )
    law = in_force(law, policy)
    if not residents:
        return no_resident(on=on, furnished=furnished, since=since, excepted=excepted, law=law)
    counted = residents - disregarded
    if counted > 1:
        return Decision(0, COUNTING, "LGFA 1992 s.11", (f"{counted} adults count, so there is no discount.",))
    percent: int = law.value(APPROPRIATE, on)
    if counted:
        return Decision(percent, COUNTING, "LGFA 1992 s.11(1)", ("One adult counts.",))
    percent *= law.value(MULTIPLE, on)
    return Decision(
        percent, COUNTING, "LGFA 1992 s.11(2)(b)", ("Adults live there but none of them counts.",)
    )


@rule(
    DETERMINED,
    provision="LGFA 1992 s.11A",
    certainty="S+K",
    parameters=(CLASS_B, CLASS_C, CLASS_C_FIRST_DAYS, CLASS_C_FIRST),
)
def determined(
    *, on: date, furnished: bool, since: date | None, law: Law | None = None, policy: Policy | None = None
) -> Decision | None:
    """The council has set the discount for homes in which nobody lives; None where it has set nothing.

    Args as for ``discount``; class B is furnished, class C unoccupied and substantially unfurnished.
    """
    law = in_force(law, policy)
    percent = law.value(CLASS_B if furnished else CLASS_C, on)
    letter = "B" if furnished else "C"
    provision = f"LGFA 1992 s.11A; SI 2003/3011 class {letter}"
    if not furnished and (last := first_days_end(since, on=on, law=law)) and on < last:
        first: int = law.value(CLASS_C_FIRST, on)
        return Decision(first, DETERMINED, provision, (f"Empty and unfurnished, first days until {last}.",))
    if percent is None:
        return None
    state = "Furnished and nobody's main home." if furnished else "Empty and unfurnished."
    return Decision(percent, DETERMINED, provision, (state,))


def first_days_end(since: date | None, *, on: date, law: Law) -> date | None:
    """The day on which the higher class C discount of an empty period that began on ``since`` is over."""
    days: int = law.value(CLASS_C_FIRST_DAYS, on)
    return since + timedelta(days=days) if since and days else None


@rule(NO_RESIDENT, provision="LGFA 1992 s.11(2)(a)", parameters=(APPROPRIATE, MULTIPLE))
def no_resident(
    *,
    on: date,
    furnished: bool = True,
    since: date | None = None,
    excepted: bool = False,
    law: Law | None = None,
    policy: Policy | None = None,
) -> Decision:
    """Where nobody lives the discount is twice the usual one, unless the council has determined otherwise.

    Args and result as for ``discount``.
    """
    law = in_force(law, policy)
    if not (excepted and furnished):
        found = determined(on=on, furnished=furnished, since=since, law=law)
        if found is not None:
            return found
    percent: int = law.value(APPROPRIATE, on) * law.value(MULTIPLE, on)
    return Decision(percent, NO_RESIDENT, "LGFA 1992 s.11(2)(a)", ("Nobody lives there.",))
