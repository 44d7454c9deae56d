"""Who is liable on a day: the hierarchy of section 6(2), joint liability, partners, owners."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from accounts.data import Interest
from revenues.kernel.errors import DomainError
from revenues.kernel.law import Law, Policy, in_force
from revenues.kernel.rules import Decision, rule

TIERS = "accounts.liability.tiers"
MATERIAL_MONTHS = "accounts.liability.material_months"
ASSURED_UNTIL_END = "accounts.liability.assured_until_end"
JOINT_DISREGARDS = "accounts.liability.joint_disregards"
OWNER_CLASSES = "accounts.liability.owner_classes"
HIERARCHY = "lgfa92-s6-hierarchy"
OWNER_LIABLE = "lgfa92-s8-owner-liable"
OWNER_TIER = "f"
WORDS = {
    "a": "lives there and owns the freehold",
    "b": "lives there and holds a lease",
    "c": "lives there as a tenant",
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
