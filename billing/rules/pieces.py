"""The state of an account's year, piece by piece: days between two changes of any fact, clock or law.

Each piece is exempt, or has a price with a premium or a discount and what is taken off after it.
``billing.rules.assessment`` joins the pieces of one price and makes the lines.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from accounts.data import Occupied
from accounts.rules import clocks, contradictions, discounts, disregards, exemptions, unoccupied
from billing.data import AccountFacts
from billing.rules import charge, support
from billing.rules.charge import Step
from revenues.kernel.errors import DomainError
from revenues.kernel.law import Law
from revenues.kernel.periods import Dated, Period
from revenues.kernel.periods import on as entry_on
from revenues.kernel.years import days_in, year_period

LAWS_THAT_CUT = (
    "accounts.discounts.",
    "accounts.exemptions.",
    "accounts.premium",
    "billing.bands.",
    "billing.reductions.",
)
AHEAD = "billing.estimate.bill_known_clocks_ahead"
DISCOUNTS_AHEAD = "billing.estimate.bill_discount_ends_ahead"


class Price(NamedTuple):
    """What a year would cost: listed band and pence, charged band and pence. Equal prices are joined."""

    band: str
    listed: int
    charged_band: str
    annual: int


class Piece(NamedTuple):
    """Days on which nothing changes. ``price`` None: exempt, and ``exempt`` is the class.

    ``premium`` and ``percent`` (the discount) are whole per cent; one of them is nought. ``steps`` is what is taken off
    after them, in order.
    """

    start: date
    end: date
    exempt: str
    price: Price | None
    facts: tuple[str, ...]
    premium: int = 0
    premium_rule: str = ""
    percent: int = 0
    rule: str = ""
    steps: tuple[Step, ...] = ()
    disabled_facts: tuple[str, ...] = ()
    premium_facts: tuple[str, ...] = ()
    discount_facts: tuple[str, ...] = ()
    step_facts: tuple[str, ...] = ()


class Adjusted(NamedTuple):
    """Premium or discount of a day: per cent and rule of each, and the facts relied on."""

    premium: int
    premium_rule: str
    percent: int
    rule: str
    facts: tuple[str, ...]


UNADJUSTED = Adjusted(0, "", 0, "", ())


@dataclass(frozen=True, slots=True)
class Question:
    """One account's facts, the day to which they are known, and the law that is asked."""

    facts: AccountFacts
    as_at: date
    law: Law

    def counted(self, day: date, setting: str = AHEAD) -> date:
        """The day up to which a clock has run for a charged day: that day, or that of the estimate before it."""
        ahead = self.law.value(setting, year_period(self.facts.year).start)
        return day if ahead or day <= self.as_at else self.as_at


def pieces_of(facts: AccountFacts, within: Period, *, as_at: date, law: Law) -> list[Piece]:
    """The state of each run of days between two changes.

    Args:
        within: the days of the year for which the account is liable.
        as_at: the day to which the facts are known: no clock that raises the charge is counted past it.

    Raises:
        DomainError: as ``billing.rules.assessment.assess``.
    """
    asked = Question(facts, as_at, law)
    days = _cuts(facts, within, law)
    return [_piece(asked, start, end) for start, end in pairwise(days)]


# -- where the year is cut -----------------------------------------------------------------------------------


def _cuts(facts: AccountFacts, within: Period, law: Law) -> list[date]:
    """Every day on which something begins or ends, first day and end included."""
    first, end = within.start, within.end
    found: set[date | None] = {first, end}
    timelines: tuple[Iterable[Dated[Any]], ...] = (
        facts.bands, facts.areas, facts.occupancies, facts.households, facts.disregards, facts.exemptions,
        facts.disabled, facts.reductions, facts.exceptions, facts.exempted, facts.circumstances, facts.support,
    )  # fmt: skip
    for timeline in timelines:
        for entry in timeline:
            found.add(entry.period.start)
            found.add(entry.period.end)
    found.update(law.changes(LAWS_THAT_CUT, year_period(facts.year)))
    found.update(clock_days(facts, within, law))
    return sorted(day for day in found if day and first <= day and (end is None or day <= end))


def clock_days(facts: AccountFacts, within: Period, law: Law) -> Iterable[date | None]:
    """The days on which a clock turns: anniversaries, limits, ages, the end of a first period."""
    if any(not entry.value.occupied for entry in facts.occupancies):
        yield from _first_days_over(facts, law)
        yield from unoccupied.turning_days(facts, within, law)
    for claim in facts.exempted:
        yield claim.value.ended
        yield from _limits(claim, facts, within, law)
    for entry in facts.disregards:
        if entry.value.since or entry.value.born_on:
            yield from disregards.window(entry.value, on=max(entry.period.start, within.start), law=law)
    for given in facts.support:
        yield from given.value.rule.changes(within)


def _limits(claim: Dated[Any], facts: AccountFacts, within: Period, law: Law) -> Iterable[date | None]:
    """The ends of one exempt class, by the occupation of each part of its period."""
    for day in {max(claim.period.start, within.start), *(entry.period.start for entry in facts.occupancies)}:
        if day in claim.period:
            yield exemptions.limit_of(claim, facts.occupancies, on=day, law=law)


def _first_days_over(facts: AccountFacts, law: Law) -> Iterable[date]:
    """The days on which the higher discount of a new empty period is over."""
    for entry in facts.occupancies:
        if not entry.value.occupied and not entry.value.furnished:
            day = entry.period.start
            since = clocks.empty_since(facts.occupancies, on=day, law=law)
            if over := discounts.first_days_end(since, on=max(day, year_period(facts.year).start), law=law):
                yield over


# -- the state of a day --------------------------------------------------------------------------------------


def _piece(asked: Question, start: date, end: date) -> Piece:
    facts, law = asked.facts, asked.law
    exemption = entry_on(start, facts.exemptions)
    if exemption is not None:
        return Piece(start, end, exemption.value, None, (exemption.fact,))
    if facts.exempted and (claim := _exempted(asked, start)) is not None:
        return Piece(start, end, claim.value.cls, None, (claim.fact,))
    price, known, disabled = _price(facts, start, law)
    found = _adjusted(asked, start)
    if found.premium and disabled:
        raise _undecided(contradictions.disabled_and_premium(start, (*disabled, *found.facts)), facts, start)
    steps, granted = _steps(facts, start, found, price.annual, law)
    if found.premium and any(step.cls == charge.ANNEXE_CLASS for step in steps):
        raise _undecided(contradictions.annexe_and_premium(start, (*granted, *found.facts)), facts, start)
    return Piece(
        start, end, "", price, known,
        found.premium, found.premium_rule, found.percent, found.rule, steps,
        disabled, found.facts if found.premium else (), () if found.premium else found.facts, granted,
    )  # fmt: skip


def _exempted(asked: Question, day: date) -> Dated[Any] | None:
    """The exempt class that holds on a day by its clocks."""
    facts, law = asked.facts, asked.law
    for claim in facts.exempted:
        if day in claim.period:
            found = exemptions.standing(claim, facts.occupancies, on=day, counted=asked.counted(day), law=law)
            if found.value == exemptions.CONTRADICTED:
                wrong = contradictions.exempt_in_wrong_state(day, claim, found.reasons[0], facts.occupancies)
                raise _undecided(wrong, facts, day)
            if found.value == exemptions.HOLDS:
                return claim
    return None


def _price(facts: AccountFacts, day: date, law: Law) -> tuple[Price, tuple[str, ...], tuple[str, ...]]:
    """Band and area give the annual price; a disabled reduction that of the band below."""
    band = entry_on(day, facts.bands)
    if band is None:
        raise _missing("has no band", facts, day)
    area = entry_on(day, facts.areas)
    if area is None:
        raise _missing("lies in no area", facts, day)
    rates = facts.rates.get(area.value)
    if rates is None:
        raise _missing(f"lies in area {area.value}, which has no tax set", facts, day)
    listed = rates.totals.get(band.value)
    if listed is None:
        raise _missing(f"is in band {band.value}, which has no tax set in area {area.value}", facts, day)
    known = (band.fact, area.fact)
    disabled = entry_on(day, facts.disabled)
    if disabled is None:
        return Price(band.value, listed, band.value, listed), known, ()
    below: str | None = law.value(charge.BAND_BELOW, day).get(band.value)
    if below is None:
        raise _missing(f"is in band {band.value}, below which there is no band", facts, day)
    annual = rates.disabled_a if below == charge.BELOW_A else rates.totals.get(below)
    if annual is None:
        raise _missing(f"is charged as band {below}, which has no tax set in area {area.value}", facts, day)
    return Price(band.value, listed, below, annual), known, (disabled.fact,)


def _missing(what: str, facts: AccountFacts, day: date) -> DomainError:
    return DomainError(
        f"on {day:%d %B %Y} the dwelling of account {facts.account} {what}", account=facts.account, day=day
    )


def _undecided(found: contradictions.Contradiction, facts: AccountFacts, day: date) -> DomainError:
    return _missing(f"cannot be charged: {found.words}", facts, day)


def _adjusted(asked: Question, day: date) -> Adjusted:
    """The premium, or the discount by counting, or that of a dwelling with no resident."""
    facts, law = asked.facts, asked.law
    state = entry_on(day, facts.occupancies)
    if state is not None and not state.value.occupied:
        return _unoccupied(asked, day, state)
    household = entry_on(day, facts.households)
    if household is None or household.value is None:
        return UNADJUSTED
    ignored = [
        entry
        for entry in facts.disregards
        if day in entry.period and (not _clocked(entry.value) or _left_out(asked, entry.value, day))
    ]
    try:
        found = discounts.discount(
            residents=household.value,
            disregarded=len({entry.value.resident for entry in ignored}),
            on=day,
            law=law,
        )
    except DomainError as error:
        raise _missing(f"has a household that cannot be: {error}", facts, day) from error
    return Adjusted(0, "", found.value, found.rule, (household.fact, *(entry.fact for entry in ignored)))


def _clocked(given: Any) -> bool:
    return given.since is not None or given.born_on is not None


def _left_out(asked: Question, given: Any, day: date) -> bool:
    return disregards.holds(given, on=day, counted=asked.counted(day), law=asked.law)


def _unoccupied(asked: Question, day: date, state: Dated[Occupied]) -> Adjusted:
    """A premium where one is due; else the discount of a dwelling with no resident."""
    facts, law, furnished = asked.facts, asked.law, state.value.furnished
    added = unoccupied.added(facts, state, on=day, counted=asked.counted(day), law=law)
    if added.refused:
        raise _undecided(contradictions.exception_again(day, added.refused), facts, day)
    if added.percent:
        return Adjusted(added.percent, added.rule, 0, "", added.facts)
    since = None if furnished else clocks.empty_since(facts.occupancies, on=day, law=law)
    counted = asked.counted(day, DISCOUNTS_AHEAD)
    if not facts.circumstances:
        found = discounts.no_resident(on=day, furnished=furnished, since=since, counted=counted, law=law)
        return Adjusted(0, "", found.value, found.rule, (state.fact,))
    kinds, known = discounts.kinds_on(facts.circumstances, on=day, counted=counted, law=law)
    found = discounts.in_circumstances(
        kinds, on=day, furnished=furnished, since=since, counted=counted, law=law
    )
    return Adjusted(0, "", found.value, found.rule, (state.fact, *known))


def _steps(
    facts: AccountFacts, day: date, found: Adjusted, annual: int, law: Law
) -> tuple[tuple[Step, ...], tuple[str, ...]]:
    """What is taken off in turn after premium and discount: the annexe, Council Tax Reduction, the council's own."""
    granted = [
        entry for entry in facts.reductions if day in entry.period and charge.takes_something(entry.value)
    ]
    claims = [entry for entry in facts.support if day in entry.period]
    if not granted and not claims:
        return (), ()
    named, own = charge.reduction_steps([entry.value for entry in granted], day, law)
    if claims:
        price = support.YearPrice(annual, found.premium, found.percent, days_in(facts.year))
        steps = support.steps([entry.value for entry in claims], price, named, own, on=day, law=law)
    else:
        steps = (*named, *own)
    return steps, (*(entry.fact for entry in granted), *(entry.fact for entry in claims))
