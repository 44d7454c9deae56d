"""Facts that cannot all be so: each contradiction names them, the days and why; none is settled in silence.

``parks`` is true where the charge cannot be decided: the assessment refuses, and a run parks the account. The others
leave the charge as it is and are findings for an officer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any, Protocol

from accounts.data import Disregarded, EmptyDwelling, Excepted, Exempted, Interest, Occupied
from accounts.rules import disregards, entitlements, exemptions, unoccupied
from revenues.kernel.law import Law, Policy, in_force
from revenues.kernel.periods import Dated, Period, all_on, segments
from revenues.kernel.periods import on as entry_on
from revenues.kernel.rules import Decision, rule
from revenues.kernel.years import year_period

RULE = "house-contradictions"
ANNEXE = "annexe"


class Facts(EmptyDwelling, Protocol):
    """What is looked through: the facts of an account for a year (``billing.data.AccountFacts``)."""

    @property
    def year(self) -> int: ...
    @property
    def liable(self) -> Period: ...
    @property
    def households(self) -> Sequence[Dated[int | None]]: ...
    @property
    def disregards(self) -> Sequence[Dated[Disregarded]]: ...
    @property
    def exemptions(self) -> Sequence[Dated[str]]: ...
    @property
    def disabled(self) -> Sequence[Dated[str]]: ...
    @property
    def reductions(self) -> Sequence[Dated[Any]]: ...
    @property
    def interests(self) -> Sequence[Dated[Interest]]: ...


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Facts that cannot all be so on some days.

    ``kind`` names it for a work queue, ``facts`` are the references, ``words`` a sentence for the officer.
    """

    kind: str
    period: Period
    facts: tuple[str, ...]
    words: str
    parks: bool


@rule(RULE, provision="LGFA 1992 ss.4, 6, 11, 11B, 11C; SI 1992/554; SI 2003/3011", certainty="S+K")
def find(
    facts: Facts, *, as_at: date | None = None, law: Law | None = None, policy: Policy | None = None
) -> list[Contradiction]:
    """Facts that contradict one another are shown with their days; where no charge follows the account waits.

    Args:
        facts: of one account and year; only days of that year on which it is liable are looked at.
        as_at: the day up to which clocks are counted; None: each day's own.

    Returns:
        One entry for each contradiction and run of days, in the order of days.
    """
    law = in_force(law, policy)
    within = facts.liable.intersect(year_period(facts.year))
    if within is None or within.end is None:
        return []
    found: list[Contradiction] = []
    for piece in _pieces(facts, within, law):
        for one in _of_piece(facts, piece, as_at, law):
            _append(found, one)
    return sorted(found, key=lambda one: (one.period.start, one.kind))


def _pieces(facts: Facts, within: Period, law: Law) -> Iterator[Period]:
    """The days cut where a fact or a clock turns."""
    turning = [*unoccupied.turning_days(facts, within, law)]
    turning += [day for claim in facts.exempted for day in _claim_turns(claim, facts, law)]
    turning += [entry.value.term_ends for entry in facts.interests if entry.value.term_ends]
    inside = [Dated(Period(day), "") for day in turning if day in within]
    return segments(
        within, facts.occupancies, facts.households, facts.disregards, facts.exemptions, facts.disabled,
        facts.reductions, facts.exceptions, facts.exempted, facts.circumstances, facts.interests, inside,
    )  # fmt: skip


def _claim_turns(claim: Dated[Exempted], facts: Facts, law: Law) -> Iterator[date]:
    for day in (claim.period.start, *(entry.period.start for entry in facts.occupancies)):
        if day in claim.period and (end := exemptions.limit_of(claim, facts.occupancies, on=day, law=law)):
            yield end
    if claim.value.ended is not None:
        yield claim.value.ended


def _of_piece(facts: Facts, piece: Period, as_at: date | None, law: Law) -> Iterator[Contradiction]:
    day = piece.start
    state = entry_on(day, facts.occupancies)
    yield from _premium(facts, piece, state, day if as_at is None else min(day, as_at), law)
    yield from _exempt(facts, piece, state, law)
    yield from _people(facts, piece, state, law)
    yield from _together(facts, piece, law)
    yield from _interests(facts, piece)


def _append(found: list[Contradiction], one: Contradiction) -> None:
    """Join days of the same contradiction."""
    for place, last in enumerate(found):
        same = (last.kind, last.facts, last.words, last.parks) == (one.kind, one.facts, one.words, one.parks)
        if same and last.period.end == one.period.start:
            joined = Period(last.period.start, one.period.end)
            found[place] = Contradiction(one.kind, joined, one.facts, one.words, one.parks)
            return
    found.append(one)


# -- each kind -------------------------------------------------------------------------------------------------


def disabled_and_premium(day: date, facts: tuple[str, ...]) -> Contradiction:
    """A disabled reduction needs that somebody lives there, a premium that nobody does."""
    words = "a disabled reduction needs that somebody lives there, and a premium that nobody does"
    return Contradiction("disabled_with_premium", _one(day), facts, words, True)


def annexe_and_premium(day: date, facts: tuple[str, ...]) -> Contradiction:
    """An annexe's reduction goes with an exception from the premium; the exception has not been given."""
    words = "an annexe used with the main home is excepted from a premium, and no exception is given"
    return Contradiction("annexe_with_premium", _one(day), facts, words, True)


def exception_again(day: date, refused: Sequence[tuple[Dated[Excepted], Decision]]) -> Contradiction:
    """An exception from a premium that may not be given again is all that would lift it."""
    words = " ".join(reason for _, decision in refused for reason in decision.reasons)
    return Contradiction("exception_twice", _one(day), tuple(e.fact for e, _ in refused), words, True)


def exempt_in_wrong_state(
    day: date, claim: Dated[Any], reason: str, occupancies: Iterable[Dated[Occupied]]
) -> Contradiction:
    """An exempt class whose condition the occupation of the dwelling denies."""
    state = entry_on(day, occupancies)
    return Contradiction("exempt_wrong_state", _one(day), (claim.fact, *_fact(state)), reason, True)


def _premium(
    facts: Facts, piece: Period, state: Dated[Occupied] | None, counted: date, law: Law
) -> Iterator[Contradiction]:
    """A premium with a disabled reduction or by an exception given twice; a reduction where nobody lives."""
    exempt = entry_on(piece.start, facts.exemptions) or _holding(facts, piece.start, counted, law)
    if state is None or state.value.occupied or exempt:
        return
    added = unoccupied.added(facts, state, on=piece.start, counted=counted, law=law)
    disabled = entry_on(piece.start, facts.disabled)
    annexes = tuple(e.fact for e in all_on(piece.start, facts.reductions) if e.value.cls == ANNEXE)
    if annexes and added.percent:
        yield _for(piece, annexe_and_premium(piece.start, (*annexes, *added.facts)))
    if added.refused:
        yield _for(piece, exception_again(piece.start, added.refused))
    if disabled is not None and added.percent:
        yield _for(piece, disabled_and_premium(piece.start, (disabled.fact, *added.facts)))
    elif disabled is not None:
        words = "a disabled reduction needs that somebody lives there, and nobody does"
        yield Contradiction("disabled_unoccupied", piece, (disabled.fact, state.fact), words, False)


def _exempt(facts: Facts, piece: Period, state: Dated[Occupied] | None, law: Law) -> Iterator[Contradiction]:
    """An exempt class whose state the dwelling is not in; one for a period given is left standing."""
    day = piece.start
    for claim in facts.exempted:
        if day in claim.period:
            found = exemptions.standing(claim, facts.occupancies, on=day, law=law)
            if found.value == exemptions.CONTRADICTED:
                wrong = exempt_in_wrong_state(day, claim, found.reasons[0], facts.occupancies)
                yield _for(piece, wrong)
    plain = entry_on(day, facts.exemptions)
    if plain is None or state is None or not exemptions.is_known(plain.value, law):
        return
    as_claim = Dated(plain.period, Exempted(plain.value), plain.fact)
    found = exemptions.standing(as_claim, (state,), on=day, law=law)
    if found.value == exemptions.CONTRADICTED:
        yield Contradiction("exempt_wrong_state", piece, (plain.fact, state.fact), found.reasons[0], False)


def _people(facts: Facts, piece: Period, state: Dated[Occupied] | None, law: Law) -> Iterator[Contradiction]:
    """More people left out of the count than live there; adults declared where nobody lives."""
    day = piece.start
    household = entry_on(day, facts.households)
    if household is None or household.value is None:
        return
    if state is not None and not state.value.occupied:
        if household.value:
            words = f"{household.value} adults are declared, and nobody lives there"
            yield Contradiction("adults_unoccupied", piece, (household.fact, state.fact), words, False)
        return
    ignored = [
        entry
        for entry in facts.disregards
        if day in entry.period and disregards.holds(entry.value, on=day, counted=day, law=law)
    ]
    people = len({entry.value.resident for entry in ignored})
    if people > household.value:
        words = f"{people} people are left out of the count, and {household.value} adults live there"
        known = (household.fact, *(entry.fact for entry in ignored))
        yield Contradiction("more_disregarded_than_residents", piece, known, words, True)


def _together(facts: Facts, piece: Period, law: Law) -> Iterator[Contradiction]:
    """Entitlements that may not stand together, two exempt classes, two disabled reductions."""
    day = piece.start
    of_kind: dict[str, list[Dated[Any]]] = {
        "exemption": [*all_on(day, facts.exemptions), *_holding(facts, day, day, law)],
        "disabled": [*all_on(day, facts.disabled)],
        "premium_exception": [*all_on(day, facts.exceptions)],
        ANNEXE: [e for e in all_on(day, facts.reductions) if e.value.cls == ANNEXE],
        "discretionary": [e for e in all_on(day, facts.reductions) if e.value.cls != ANNEXE],
    }
    present = [kind for kind, entries in of_kind.items() if entries]
    for first, second in combinations(sorted(present), 2):
        found = entitlements.may_stand_together(first, second, on=day, law=law)
        if not found:
            known = tuple(e.fact for e in (*of_kind[first], *of_kind[second]))
            yield Contradiction("not_together", piece, known, found.reasons[0], False)
    for kind, words in (
        ("exemption", "a dwelling is exempt by one class at a time"),
        ("disabled", "a dwelling has one disabled reduction"),
    ):
        if len(of_kind[kind]) > 1:
            yield Contradiction(f"two_of_{kind}", piece, tuple(e.fact for e in of_kind[kind]), words, False)


def _holding(facts: Facts, day: date, counted: date, law: Law) -> list[Dated[Any]]:
    return [
        claim
        for claim in facts.exempted
        if day in claim.period
        and exemptions.standing(claim, facts.occupancies, on=day, counted=counted, law=law).value
        == exemptions.HOLDS
    ]


def _interests(facts: Facts, piece: Period) -> Iterator[Contradiction]:
    """Two owners of the whole, one of whom is said to be the only one; a tenancy after its end."""
    held = all_on(piece.start, facts.interests)
    owners = [e for e in held if e.value.tenure == "freehold" and e.value.whole]
    if len({e.value.party for e in owners}) > 1 and any(e.value.sole for e in owners):
        words = "one person is said to be the only owner of the whole, and another owns the whole too"
        yield Contradiction("two_owners", piece, tuple(e.fact for e in owners), words, False)
    for entry in held:
        ends = entry.value.term_ends
        if ends is not None and ends <= piece.start and not entry.value.resident:
            words = (
                f"a tenancy that ended on {ends} is held after its end by somebody who does not live there"
            )
            yield Contradiction("tenancy_after_end", piece, (entry.fact,), words, False)


def _one(day: date) -> Period:
    return Period.inclusive(day, day)


def _for(piece: Period, one: Contradiction) -> Contradiction:
    return Contradiction(one.kind, piece, one.facts, one.words, one.parks)


def _fact(entry: Dated[Any] | None) -> tuple[str, ...]:
    return (entry.fact,) if entry is not None and entry.fact else ()
