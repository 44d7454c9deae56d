"""Discounts by counting residents (s.11) and for dwellings with no resident (s.11(2)(a), s.11A)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from accounts.data import Circumstance
from revenues.kernel.errors import DomainError
from revenues.kernel.law import Law, Policy, in_force
from revenues.kernel.periods import Dated, after_months
from revenues.kernel.rules import Decision, rule

APPROPRIATE = "accounts.discounts.appropriate_percentage"
MULTIPLE = "accounts.discounts.multiple_when_none_counts"
CLASS_A = "accounts.discounts.class_a_percent"
CLASS_B = "accounts.discounts.class_b_percent"
CLASS_C = "accounts.discounts.class_c_percent"
CLASS_C_FIRST_DAYS = "accounts.discounts.class_c_first_days"
CLASS_C_FIRST_MONTHS = "accounts.discounts.class_c_first_months"
CLASS_C_FIRST = "accounts.discounts.class_c_first_percent"
CLASS_D = "accounts.discounts.class_d_percent"
CLASS_D_MONTHS = "accounts.discounts.class_d_months"
CIRCUMSTANCES = "accounts.discounts.circumstances"
COUNTING = "lgfa92-s11-discount"
NO_RESIDENT = "lgfa92-s11-no-resident"
DETERMINED = "lgfa92-s11a-determination"
REPAIRS = "si2003-3011-class-d"
SEASONAL = "si2003-3011-class-a"
SEASONAL_KIND, REPAIR_KIND = "seasonal", "repair"
OUT_OF_B = frozenset({"job_related", "pitch"})
Kinds = Collection[str]


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
    parameters=(CLASS_B, CLASS_C, CLASS_C_FIRST_DAYS, CLASS_C_FIRST_MONTHS, CLASS_C_FIRST),
)
def determined(
    *,
    on: date,
    furnished: bool,
    since: date | None,
    counted: date | None = None,
    law: Law | None = None,
    policy: Policy | None = None,
) -> Decision | None:
    """The council has set the discount for homes in which nobody lives; None where it has set nothing.

    Args as for ``discount``; class B is furnished, class C unoccupied and substantially unfurnished. ``counted`` is
    the day up to which its first days are counted, where that is before ``on``.
    """
    law = in_force(law, policy)
    percent = law.value(CLASS_B if furnished else CLASS_C, on)
    letter = "B" if furnished else "C"
    provision = f"LGFA 1992 s.11A; SI 2003/3011 class {letter}"
    until = on if counted is None else min(on, counted)
    if not furnished and (last := first_days_end(since, on=on, law=law)) and until < last:
        first: int = law.value(CLASS_C_FIRST, on)
        return Decision(first, DETERMINED, provision, (f"Empty and unfurnished, first days until {last}.",))
    if percent is None:
        return None
    state = "Furnished and nobody's main home." if furnished else "Empty and unfurnished."
    return Decision(percent, DETERMINED, provision, (state,))


def first_days_end(since: date | None, *, on: date, law: Law) -> date | None:
    """The day on which the higher class C discount of an empty period that began on ``since`` is over."""
    if since is None:
        return None
    if months := law.value(CLASS_C_FIRST_MONTHS, on):
        return after_months(since, months)
    days: int = law.value(CLASS_C_FIRST_DAYS, on)
    return since + timedelta(days=days) if days else None


@rule(NO_RESIDENT, provision="LGFA 1992 s.11(2)(a)", parameters=(APPROPRIATE, MULTIPLE))
def no_resident(
    *,
    on: date,
    furnished: bool = True,
    since: date | None = None,
    excepted: bool = False,
    counted: date | None = None,
    law: Law | None = None,
    policy: Policy | None = None,
) -> Decision:
    """Where nobody lives the discount is twice the usual one, unless the council has determined otherwise.

    Args and result as for ``discount``, ``counted`` as for ``determined``.
    """
    law = in_force(law, policy)
    if not (excepted and furnished):
        found = determined(on=on, furnished=furnished, since=since, counted=counted, law=law)
        if found is not None:
            return found
    percent: int = law.value(APPROPRIATE, on) * law.value(MULTIPLE, on)
    return Decision(percent, NO_RESIDENT, "LGFA 1992 s.11(2)(a)", ("Nobody lives there.",))


def in_circumstances(
    kinds: Kinds,
    *,
    on: date,
    furnished: bool,
    since: date | None = None,
    counted: date | None = None,
    law: Law | None = None,
    policy: Policy | None = None,
) -> Decision:
    """The discount of a dwelling with no resident of which something special is so on that day.

    Args:
        kinds: ``seasonal``, ``repair`` while its months last, ``job_related``, ``pitch``.
        furnished, since: as for ``discount``; ``counted`` as for ``determined``.
    """
    law = in_force(law, policy)
    if not furnished and REPAIR_KIND in kinds and (found := under_repair(on=on, law=law)) is not None:
        return found
    if furnished and SEASONAL_KIND in kinds and not OUT_OF_B & set(kinds):
        return restricted(on=on, law=law)
    excepted = bool(OUT_OF_B & set(kinds))
    return no_resident(on=on, furnished=furnished, since=since, counted=counted, excepted=excepted, law=law)


@rule(SEASONAL, provision="LGFA 1992 s.11A; SI 2003/3011 class A", certainty="S+K", parameters=(CLASS_A,))
def restricted(*, on: date, law: Law | None = None, policy: Policy | None = None) -> Decision:
    """The council has set the discount for furnished homes that may not be lived in for part of each year.

    Where it has set none, the discount is that of any home in which nobody lives: class B leaves them out.
    """
    law = in_force(law, policy)
    percent = law.value(CLASS_A, on)
    if percent is None:
        return no_resident(on=on, excepted=True, law=law)
    provision = "LGFA 1992 s.11A; SI 2003/3011 class A"
    return Decision(percent, SEASONAL, provision, ("It may not be lived in for part of each year.",))


@rule(REPAIRS, provision="LGFA 1992 s.11A; SI 2003/3011 class D", certainty="S+K", parameters=(CLASS_D,))
def under_repair(*, on: date, law: Law | None = None, policy: Policy | None = None) -> Decision | None:
    """The council has set the discount for empty homes under major repair; None where it has set none."""
    percent = in_force(law, policy).value(CLASS_D, on)
    if percent is None:
        return None
    provision = "LGFA 1992 s.11A; SI 2003/3011 class D"
    return Decision(percent, REPAIRS, provision, ("Empty and unfurnished, under major repair.",))


@rule(
    "si2003-3011-class-d-months",
    provision="SI 2003/3011 class D",
    certainty="K",
    parameters=(CLASS_D_MONTHS, CIRCUMSTANCES),
)
def repairs_over(
    entry: Dated[Circumstance], *, on: date, law: Law | None = None, policy: Policy | None = None
) -> date:
    """The discount for a home under major repair lasts for twelve months at most.

    Args:
        entry: the circumstance, with the day from which its months run.

    Returns:
        The first day on which it is over.
    """
    months = in_force(law, policy).value(CLASS_D_MONTHS, on)
    return after_months(entry.value.since or entry.period.start, months)


def kinds_on(
    timeline: Iterable[Dated[Circumstance]], *, on: date, counted: date, law: Law
) -> tuple[set[str], tuple[str, ...]]:
    """What is so of a dwelling on a day, repairs within their months only; and the facts that say so.

    Raises:
        DomainError: a circumstance that the law does not know.
    """
    kinds, facts = set(), []
    for entry in timeline:
        if on not in entry.period:
            continue
        kind = entry.value.kind
        if kind not in law.value(CIRCUMSTANCES, on):
            raise DomainError(f"nothing is known of a dwelling called {kind!r}", kind=kind)
        if kind != REPAIR_KIND or counted < repairs_over(entry, on=on, law=law):
            kinds.add(kind)
            facts.append(entry.fact)
    return kinds, tuple(facts)
