"""The year's charge of one account, from its facts: the same facts always give the same lines.

The year is cut wherever a fact or the law changes. Each piece has one state: exempt, or a price with a
discount and reductions. Neighbouring pieces of one price are joined again before anything is rounded, so
that a fact which changes no price moves nothing. ``billing.rules.charge`` makes the amounts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from operator import attrgetter
from typing import Any, NamedTuple

from accounts.rules import clocks, discounts
from billing.data import AccountFacts, Assessment, Line
from billing.rules import charge
from revenues.kernel import money
from revenues.kernel.errors import DomainError
from revenues.kernel.law import Law, Policy, in_force
from revenues.kernel.periods import Dated, Period
from revenues.kernel.periods import on as entry_on
from revenues.kernel.years import days_in, year_period

LAWS_THAT_CUT = ("accounts.discounts.", "billing.bands.", "billing.reductions.")


class Price(NamedTuple):
    """What a year would cost: listed band and pence, charged band and pence. Equal prices are joined."""

    band: str
    listed: int
    charged_band: str
    annual: int


class Piece(NamedTuple):
    """Days on which nothing changes. ``price`` None: exempt, and ``exempt`` is the class."""

    start: date
    end: date
    exempt: str
    price: Price | None
    percent: int
    rule: str
    reductions: tuple[tuple[str, int], ...]
    facts: tuple[str, ...]
    disabled_facts: tuple[str, ...]
    discount_facts: tuple[str, ...]
    reduction_facts: tuple[str, ...]


def assess(
    facts: AccountFacts, *, as_at: date, law: Law | None = None, policy: Policy | None = None
) -> Assessment:
    """The whole year's charge of one account as it should be, line by line, with the rules and facts of each.

    Args:
        facts: everything the charge depends on; assumed to continue after ``as_at``.
        as_at: the day to which the facts are known; kept with the result.
        law: the law of the authority; None for the national law.
        policy: choices of the authority laid over it.

    Returns:
        Lines in the order of days: the charge, what a disabled reduction takes off, discounts, reductions;
        or why nothing is charged. ``total`` is their sum in pence.

    Raises:
        DomainError: a charged day without a band, an area or a rate, or more people disregarded than live
            there; names the account and the day.
    """
    law = in_force(law, policy).fresh()
    within = facts.liable.intersect(year_period(facts.year))
    lines = _lines(_pieces(facts, within, law), days_in(facts.year)) if within else ()
    return Assessment(facts.year, as_at, lines, sum(line.amount for line in lines), law.digest())


def _pieces(facts: AccountFacts, within: Period, law: Law) -> list[Piece]:
    """The state of each run of days between two changes."""
    days = _cuts(facts, within, law)
    return [_piece(facts, start, end, law) for start, end in pairwise(days)]


def _cuts(facts: AccountFacts, within: Period, law: Law) -> list[date]:
    """Every day on which something begins or ends, first day and end included."""
    first, end = within.start, within.end
    found: set[date | None] = {first, end}
    timelines: tuple[Iterable[Dated[Any]], ...] = (
        facts.bands, facts.areas, facts.occupancies, facts.households,
        facts.disregards, facts.exemptions, facts.disabled, facts.reductions,
    )  # fmt: skip
    for timeline in timelines:
        for entry in timeline:
            found.add(entry.period.start)
            found.add(entry.period.end)
    for prefix in LAWS_THAT_CUT:
        found.update(law.changes(prefix, year_period(facts.year)))
    found.update(_first_days_over(facts, law))
    return sorted(day for day in found if day and first <= day and (end is None or day <= end))


def _first_days_over(facts: AccountFacts, law: Law) -> Iterable[date]:
    """The days on which the higher discount of a new empty period is over."""
    for entry in facts.occupancies:
        if not entry.value.occupied and not entry.value.furnished:
            day = entry.period.start
            since = clocks.empty_since(facts.occupancies, on=day, law=law)
            if over := discounts.first_days_end(since, on=max(day, year_period(facts.year).start), law=law):
                yield over


def _piece(facts: AccountFacts, start: date, end: date, law: Law) -> Piece:
    exemption = entry_on(start, facts.exemptions)
    if exemption is not None:
        return Piece(start, end, exemption.value, None, 0, "", (), (exemption.fact,), (), (), ())
    price, known, disabled = _price(facts, start, law)
    percent, rule, relied = _discount(facts, start, law)
    reductions, granted = _reductions(facts, start, law)
    return Piece(start, end, "", price, percent, rule, reductions, known, disabled, relied, granted)


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


def _discount(facts: AccountFacts, day: date, law: Law) -> tuple[int, str, tuple[str, ...]]:
    """Per cent, rule and facts of the discount by counting, or of one for a dwelling with no resident."""
    state = entry_on(day, facts.occupancies)
    if state is not None and not state.value.occupied:
        since = None if state.value.furnished else clocks.empty_since(facts.occupancies, on=day, law=law)
        found = discounts.no_resident(on=day, furnished=state.value.furnished, since=since, law=law)
        return found.value, found.rule, (state.fact,)
    household = entry_on(day, facts.households)
    if household is None or household.value is None:
        return 0, "", ()
    ignored = [entry for entry in facts.disregards if day in entry.period]
    try:
        found = discounts.discount(
            residents=household.value,
            disregarded=len({entry.value.resident for entry in ignored}),
            on=day,
            law=law,
        )
    except DomainError as error:
        raise _missing(f"has a household that cannot be: {error}", facts, day) from error
    return found.value, found.rule, (household.fact, *(entry.fact for entry in ignored))


def _reductions(
    facts: AccountFacts, day: date, law: Law
) -> tuple[tuple[tuple[str, int], ...], tuple[str, ...]]:
    """Classes and per cents of the reductions of a day, in the order in which they are taken."""
    granted = [entry for entry in facts.reductions if day in entry.period and entry.value.percent != 0]
    if not granted:
        return (), ()
    by_class = {entry.value.cls: charge.reduction_percent(entry.value, day, law) for entry in granted}
    order = charge.in_order(list(by_class), law_order=law.value(charge.REDUCTION_ORDER, day))
    return tuple((cls, by_class[cls]) for cls in order), tuple(entry.fact for entry in granted)


# -- from pieces to lines ------------------------------------------------------------------------------------


def _lines(pieces: Sequence[Piece], of: int) -> tuple[Line, ...]:
    lines: list[Line] = []
    for run in _runs(pieces, attrgetter("price", "exempt")):
        price = run[0].price
        if price is None:
            lines.append(charge.exempt_line(run[0].exempt, period=_period(run), facts=_facts(run, "facts")))
        else:
            lines += _charged(run, price, of)
    return tuple(lines)


def _charged(run: Sequence[Piece], price: Price, of: int) -> list[Line]:
    """Every line of a run of days that all have one price."""
    first = charge.charge_line(
        price.band, period=_period(run), annual=price.listed, of=of, facts=_facts(run, "facts")
    )
    lines = [first]
    if price.charged_band != price.band:
        lines.append(
            charge.disabled_line(
                price.charged_band,
                charge=first,
                annual=price.annual,
                of=of,
                facts=_facts(run, "disabled_facts"),
            )
        )
    if any(piece.percent for piece in run):
        lines += _discount_lines(run, price.annual, of)
    if any(piece.reductions for piece in run):
        lines += _reduction_lines(run, price.annual, of)
    return _within_charge(lines)


def _discount_lines(run: Sequence[Piece], annual: int, of: int) -> list[Line]:
    return [
        charge.discount_line(
            part[0].percent,
            period=_period(part),
            annual=annual,
            of=of,
            rule_id=part[0].rule,
            facts=_facts(part, "discount_facts"),
        )
        for part in _runs(run, attrgetter("percent"))
        if part[0].percent
    ]


def _reduction_lines(run: Sequence[Piece], annual: int, of: int) -> list[Line]:
    """Each reduction in its order, over its own days, of what the discount and the ones before it leave."""
    lines: list[Line] = []
    for place in range(max(len(piece.reductions) for piece in run)):

        def same(piece: Piece, upto: int = place + 1) -> tuple[object, ...]:
            return piece.percent, piece.reductions[:upto]

        for part in _runs(run, same):
            taken = part[0].reductions
            if len(taken) > place:
                lines.append(_reduction_line(part, taken[: place + 1], annual, of))
    return lines


def _reduction_line(part: Sequence[Piece], taken: Sequence[tuple[str, int]], annual: int, of: int) -> Line:
    period, facts = _period(part), _facts(part, "reduction_facts")
    base = money.by_days(annual, days=period.days, of=of)
    left = charge.left_after(base, [part[0].percent, *(percent for _, percent in taken[:-1])])
    cls, percent = taken[-1]
    if cls == charge.ANNEXE_CLASS:
        return charge.annexe_line(percent, period=period, annual=annual, left=left, facts=facts)
    return charge.discretionary_line(cls, percent, period=period, annual=annual, left=left, facts=facts)


def _within_charge(lines: list[Line]) -> list[Line]:
    """Rounding by itself must not take off more than was charged: the last line gives back the odd penny."""
    over = -sum(line.amount for line in lines)
    if over <= 0:
        return lines
    return [*lines[:-1], replace(lines[-1], amount=lines[-1].amount + over)]


def _runs(pieces: Sequence[Piece], key: Callable[[Piece], object]) -> list[list[Piece]]:
    """Neighbours with one key, joined."""
    runs: list[list[Piece]] = []
    last: object = None
    for piece in pieces:
        this = key(piece)
        if runs and this == last:
            runs[-1].append(piece)
        else:
            runs.append([piece])
        last = this
    return runs


def _period(run: Sequence[Piece]) -> Period:
    return Period(run[0].start, run[-1].end)


def _facts(run: Sequence[Piece], which: str) -> tuple[str, ...]:
    """The references relied on, once each, in the order of days."""
    seen = dict.fromkeys(fact for piece in run for fact in getattr(piece, which) if fact)
    return tuple(seen)
