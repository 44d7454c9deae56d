"""Who is liable on a day: the hierarchy of section 6(2), joint liability, partners, owners."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from accounts.data import Interest
from revenues.kernel.errors import DomainError
from revenues.kernel.law import Law, Policy, in_force
from revenues.kernel.periods import Dated, Period, all_on, boundaries
from revenues.kernel.periods import on as entry_on
from revenues.kernel.rules import Decision, rule

TIERS = "accounts.liability.tiers"
MATERIAL_MONTHS = "accounts.liability.material_months"
ASSURED_UNTIL_END = "accounts.liability.assured_until_end"
JOINT_DISREGARDS = "accounts.liability.joint_disregards"
OWNER_CLASSES = "accounts.liability.owner_classes"
HIERARCHY = "lgfa92-s6-hierarchy"
OWNER_LIABLE = "lgfa92-s8-owner-liable"
ESTATES = "lgfa92-s18-estates"
PITCHES = "lgfa92-s7-pitches"
DAYS = "lgfa92-s6-by-day"
LAW = "accounts.liability."
OWNER_TIER = "f"
WORDS = {
    "a": "lives there and owns the freehold",
    "b": "lives there and holds a lease",
    "c": "lives there as a tenant",
    "ca": "lives there under an occupation contract",
    "d": "lives there with a licence to occupy",
    "e": "lives there",
    "f": "owns the dwelling, in which nobody lives",
}


@rule(HIERARCHY, provision="LGFA 1992 s.6(2)-(3)", parameters=(TIERS,))
def liable(
    interests: Iterable[Interest],
    *,
    on: date,
    owner_class: str = "",
    law: Law | None = None,
    policy: Policy | None = None,
) -> Decision:
    """Whoever comes first among the residents by what they hold is liable; equals are liable together.

    Args:
        interests: what each person has in the dwelling at the end of the day; residents are adults whose sole
            or main residence it is.
        on: the day.
        owner_class: class A to F where the owner is liable in place of the residents.

    Returns:
        Decision whose value is the tuple of parties liable, each for the whole; empty when nobody is.
        Its provision names the paragraph.

    Raises:
        DomainError: a tenure or owner class that the law does not know.
    """
    law = in_force(law, policy)
    held = list(interests)
    if owner_class:
        return owner_liable(held, owner_class=owner_class, on=on, law=law)
    tier, holders = _first_tier(held, on, law)
    if not holders:
        return Decision((), HIERARCHY, "LGFA 1992 s.6(2)", ("Nobody lives there and no owner is known.",))
    provision = f"LGFA 1992 s.6(2)({tier})"
    reasons = [f"{_names(holders)} {WORDS[tier]}."]
    kept = without_disregarded(holders, on=on, law=law)
    if len(kept) < len(holders):
        provision += "; s.6(4)"
        reasons.append(
            "Of several in one place, those disregarded as students or severely impaired are left out."
        )
    joined = partners(held, liable_parties=kept, on=on, law=law)
    if joined:
        provision += "; s.9"
        reasons.append(f"{', '.join(joined)} is the partner and lives there too.")
    return Decision(tuple(dict.fromkeys((*kept, *joined))), HIERARCHY, provision, tuple(reasons))


def _first_tier(held: Sequence[Interest], on: date, law: Law) -> tuple[str, list[Interest]]:
    """The first paragraph that any resident meets, and who meets it; the owners when there is no resident."""
    rows = law.value(TIERS, on)
    tier_of: dict[str, str] = {row["tenure"]: row["tier"] for row in rows}
    unknown = sorted({i.tenure for i in held} - tier_of.keys())
    if unknown:
        raise DomainError(f"the law knows no tenure {unknown[0]!r}", tenure=unknown[0])
    for row in rows:
        holders = [i for i in held if i.resident and i.tenure == row["tenure"]]
        if holders:
            if row["tenure"] == "leasehold":  # not inferior to the lease of another resident
                highest = min(i.superior for i in holders)
                holders = [i for i in holders if i.superior == highest]
            return row["tier"], holders
    return OWNER_TIER, owners(held, on=on, law=law)


@rule("lgfa92-s6-4-joint-disregard", provision="LGFA 1992 s.6(4)", parameters=(JOINT_DISREGARDS,))
def without_disregarded(
    holders: Sequence[Interest], *, on: date, law: Law | None = None, policy: Policy | None = None
) -> tuple[str, ...]:
    """A student or severely impaired person is not liable beside somebody of the same place who is neither.

    Args:
        holders: everybody in one paragraph of the hierarchy.

    Returns:
        The parties that stay: everybody where all or none are disregarded.
    """
    drops = in_force(law, policy).value(JOINT_DISREGARDS, on)
    counted = [i.party for i in holders if i.disregard not in drops]
    return tuple(dict.fromkeys(counted or [i.party for i in holders]))


@rule("lgfa92-s9-partners", provision="LGFA 1992 s.9", certainty="K", parameters=(JOINT_DISREGARDS,))
def partners(
    held: Sequence[Interest],
    *,
    liable_parties: Sequence[str],
    on: date,
    law: Law | None = None,
    policy: Policy | None = None,
) -> tuple[str, ...]:
    """The partner of a liable resident is liable too while both live there, unless a student or severely impaired.

    Args:
        held: every interest in the dwelling.
        liable_parties: who is liable by the hierarchy.
    """
    drops = in_force(law, policy).value(JOINT_DISREGARDS, on)
    resident_liable = {i.party for i in held if i.resident and i.party in liable_parties}
    claimed = {i.partner_of for i in held if i.party in resident_liable and i.partner_of}
    return tuple(
        dict.fromkeys(
            i.party
            for i in held
            if i.resident
            and i.party not in liable_parties
            and i.disregard not in drops
            and (i.partner_of in resident_liable or i.party in claimed)
        )
    )


@rule(
    "lgfa92-s6-5-owner",
    provision="LGFA 1992 s.6(5)",
    certainty="K",
    parameters=(MATERIAL_MONTHS, ASSURED_UNTIL_END),
)
def owners(
    held: Sequence[Interest], *, on: date, law: Law | None = None, policy: Policy | None = None
) -> list[Interest]:
    """The owner is whoever has the freehold, or a lease of six months or more, with no such lease below it.

    Args:
        held: every interest in the dwelling on the day, the resident's or not.
    """
    law = in_force(law, policy)
    least = law.value(MATERIAL_MONTHS, on)
    assured = law.value(ASSURED_UNTIL_END, on)
    material = [i for i in held if _is_material(i, least, assured)]
    if not material:
        return []
    lowest = max(_depth(i) for i in material)
    return [i for i in material if _depth(i) == lowest]


def _is_material(interest: Interest, least_months: int, assured_until_end: bool) -> bool:
    if interest.tenure == "freehold":
        return True
    if interest.tenure not in ("leasehold", "tenancy"):
        return False
    if interest.tenure == "tenancy" and interest.tenancy_type == "assured" and assured_until_end:
        return True
    if interest.term_months is None:  # a long lease whose term nobody wrote down; a periodic tenancy has none
        return interest.tenure == "leasehold"
    return interest.term_months >= least_months


def _depth(interest: Interest) -> tuple[int, int, int]:
    """How far down an interest lies: freehold, then leases by what is above them, a tenancy below a lease."""
    return int(interest.tenure != "freehold"), interest.superior, int(interest.tenure == "tenancy")


@rule(OWNER_LIABLE, provision="LGFA 1992 s.8; SI 1992/551", certainty="S+K", parameters=(OWNER_CLASSES,))
def owner_liable(
    held: Sequence[Interest],
    *,
    owner_class: str,
    on: date,
    law: Law | None = None,
    policy: Policy | None = None,
) -> Decision:
    """In care homes, shared houses and some other dwellings the owner pays in place of the residents.

    Args:
        held: every interest; the residents' tenancies of parts do not make them owners of the whole.
        owner_class: the letter of the class, ``C`` for a house in multiple occupation.
    """
    law = in_force(law, policy)
    known: dict[str, str] = law.value(OWNER_CLASSES, on)
    if owner_class not in known:
        raise DomainError(
            f"there is no class {owner_class!r} of dwellings whose owner is liable", cls=owner_class
        )
    whole = [i for i in held if i.whole and i.tenure in ("freehold", "leasehold")]
    found = owners(whole, on=on, law=law)
    provision = f"LGFA 1992 s.8; SI 1992/551 class {owner_class}"
    if not found:
        return Decision((), OWNER_LIABLE, provision, (f"{known[owner_class]}: no owner is known.",))
    parties = tuple(dict.fromkeys(i.party for i in found))
    return Decision(parties, OWNER_LIABLE, provision, (f"{known[owner_class]}: the owner is liable.",))


def _names(holders: Sequence[Interest]) -> str:
    return " and ".join(dict.fromkeys(i.party for i in holders))


# -- caravans and boats, estates, days --------------------------------------------------------------------------


@rule(PITCHES, provision="LGFA 1992 s.7", certainty="K", parameters=(JOINT_DISREGARDS,))
def on_pitch(
    interests: Iterable[Interest], *, on: date, law: Law | None = None, policy: Policy | None = None
) -> Decision:
    """For a caravan's pitch or a boat's mooring a resident owner is liable, else a resident, else the owner.

    Args:
        interests: as for ``liable``; the freehold stands for the caravan or boat itself.
    """
    law = in_force(law, policy)
    held = list(interests)
    provision = "LGFA 1992 s.7"
    for words, holders in (
        ("owns the caravan or boat and lives in it", [i for i in held if i.resident and _owns(i)]),
        ("lives in the caravan or boat", [i for i in held if i.resident]),
        ("owns the caravan or boat, in which nobody lives", [i for i in held if _owns(i)]),
    ):
        if holders:
            kept = without_disregarded(holders, on=on, law=law)
            joined = partners(held, liable_parties=kept, on=on, law=law)
            parties = tuple(dict.fromkeys((*kept, *joined)))
            return Decision(parties, PITCHES, provision, (f"{_names(holders)} {words}.",))
    return Decision((), PITCHES, provision, ("Nobody lives there and no owner is known.",))


def _owns(interest: Interest) -> bool:
    return interest.tenure == "freehold"


@rule(ESTATES, provision="LGFA 1992 s.18; SI 1992/558 class F", certainty="K")
def after_death(
    interests: Iterable[Interest], *, on: date, law: Law | None = None, policy: Policy | None = None
) -> list[Interest]:
    """When somebody has died a joint holder who survives holds alone; where there is none the estate holds.

    Args:
        interests: everybody's on a day; the day of death is already that of the next state.

    Returns:
        The interests as they then are: the estate's is held by the executor, or by ``estate of`` the person, who
        does not live there.
    """
    held = list(interests)
    found = []
    for interest in held:
        if interest.died_on is None or on < interest.died_on:
            found.append(interest)
        elif interest.tenure not in ("none", "licence") and not _survived(interest, held, on):
            party = interest.executor or f"estate of {interest.party}"
            found.append(
                replace(interest, party=party, resident=False, disregard="", partner_of="", died_on=None)
            )
    return found


def _survived(dead: Interest, held: Sequence[Interest], on: date) -> bool:
    return any(
        (other.died_on is None or on < other.died_on)
        and (other.tenure, other.superior, other.whole) == (dead.tenure, dead.superior, dead.whole)
        for other in held
        if other is not dead
    )


@rule(DAYS, provision="LGFA 1992 ss.2, 6-9, 18", certainty="S+K", parameters=(TIERS, ASSURED_UNTIL_END))
def by_day(
    interests: Sequence[Dated[Interest]],
    *,
    within: Period,
    owner_classes: Sequence[Dated[str]] = (),
    pitch: bool = False,
    law: Law | None = None,
    policy: Policy | None = None,
) -> list[Dated[Decision]]:
    """Who is liable is asked for every day, as things stand at its end; days of one answer are joined.

    Args:
        interests: what each person has in the dwelling, by period; they may overlap.
        within: the closed period that is asked about.
        owner_classes: the class A to F by period, where the owner is liable in place of the residents.
        pitch: a caravan's pitch or a boat's mooring.

    Returns:
        Decisions that cover the period without gaps, each with its reasons and the facts relied on. Where nobody
        is liable the value is empty and the reason says so.

    Raises:
        DomainError: as ``liable``.
    """
    law = in_force(law, policy)
    days = set(boundaries(within, interests, owner_classes)) | set(law.changes(LAW, within))
    turns = (day for entry in interests for day in (entry.value.died_on, entry.value.term_ends))
    days |= {day for day in turns if day is not None and day in within}
    found: list[Dated[Decision]] = []
    for start, end in pairwise(sorted(days)):
        held = all_on(start, interests)
        cls = entry_on(start, owner_classes)
        decision = _on_day(held, start, cls.value if cls else "", pitch, law)
        _append(found, Period(start, end), decision, tuple(entry.fact for entry in held if entry.fact))
    return found


def _on_day(held: Sequence[Dated[Interest]], on: date, cls: str, pitch: bool, law: Law) -> Decision:
    present = [entry.value for entry in held]
    then = [one for one in after_death(present, on=on, law=law) if not _term_over(one, on)]
    decision = on_pitch(then, on=on, law=law) if pitch else liable(then, on=on, owner_class=cls, law=law)
    gone = [i.party for i in present if i.died_on is not None and i.died_on <= on]
    if not gone:
        return decision
    reason = f"{' and '.join(gone)} has died."
    return replace(decision, provision=f"{decision.provision}; s.18", reasons=(reason, *decision.reasons))


def _term_over(interest: Interest, on: date) -> bool:
    """A lease or tenancy that has come to its end makes nobody an owner; who lives there still lives there."""
    return not interest.resident and interest.term_ends is not None and interest.term_ends <= on


def _append(found: list[Dated[Decision]], period: Period, decision: Decision, facts: tuple[str, ...]) -> None:
    last = found[-1] if found else None
    if last and replace(last.value, facts=()) == decision:
        facts = tuple(dict.fromkeys((*last.value.facts, *facts)))
        found[-1] = Dated(Period(last.period.start, period.end), replace(decision, facts=facts))
    else:
        found.append(Dated(period, replace(decision, facts=facts)))
