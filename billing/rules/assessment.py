"""The year's charge of one account, from its facts: the same facts always give the same lines.

``billing.rules.pieces`` cuts the year wherever a fact, a clock or the law changes and gives each piece its state.
Neighbouring pieces of one price are joined again here before anything is rounded, so that a fact which changes
no price moves nothing. ``billing.rules.charge`` makes the amounts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from operator import attrgetter

from billing.data import AccountFacts, Assessment, Line
from billing.rules import charge
from billing.rules.charge import Step
from billing.rules.pieces import Piece, Price, pieces_of
from revenues.kernel import money
from revenues.kernel.law import Law, Policy, in_force
from revenues.kernel.periods import Period
from revenues.kernel.years import days_in, year_period


def assess(
    facts: AccountFacts, *, as_at: date, law: Law | None = None, policy: Policy | None = None
) -> Assessment:
    """The whole year's charge of one account as it should be, line by line, with the rules and facts of each.

    Args:
        facts: everything the charge depends on; assumed to continue after ``as_at``.
        as_at: the day to which the facts are known; kept with the result. A clock that raises the charge after it
            (an anniversary, a limit that runs out) is billed when it has happened, unless the authority bills ahead.
        law: the law of the authority; None for the national law.
        policy: choices of the authority laid over it.

    Returns:
        Lines in the order of days: the charge, what a disabled reduction takes off, a premium, discounts, reductions,
        Council Tax Reduction; or why nothing is charged. ``total`` is their sum in pence.

    Raises:
        DomainError: a charged day without a band, an area or a rate; more people disregarded than live there; facts
            that contradict one another so that the charge cannot be decided (``accounts.rules.contradictions``).
            Names the account and the day.
    """
    law = in_force(law, policy).fresh()
    within = facts.liable.intersect(year_period(facts.year))
    pieces = pieces_of(facts, within, as_at=as_at, law=law) if within else ()
    lines = _lines(pieces, days_in(facts.year))
    return Assessment(facts.year, as_at, lines, sum(line.amount for line in lines), law.digest())


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
    if any(piece.premium for piece in run):
        lines += _premium_lines(run, price.annual, of)
    if any(piece.percent for piece in run):
        lines += _discount_lines(run, price.annual, of)
    if any(piece.steps for piece in run):
        lines += _step_lines(run, price.annual, of)
    return _within_charge(lines)


def _premium_lines(run: Sequence[Piece], annual: int, of: int) -> list[Line]:
    return [
        charge.premium_line(
            part[0].premium,
            period=_period(part),
            annual=annual,
            of=of,
            rule_id=part[0].premium_rule,
            facts=_facts(part, "premium_facts"),
        )
        for part in _runs(run, attrgetter("premium"))
        if part[0].premium
    ]


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


def _step_lines(run: Sequence[Piece], annual: int, of: int) -> list[Line]:
    """Each step in its order, over its own days, of what the discount and the ones before it leave."""
    lines: list[Line] = []
    for place in range(max(len(piece.steps) for piece in run)):

        def same(piece: Piece, upto: int = place + 1) -> tuple[object, ...]:
            return piece.premium, piece.percent, piece.steps[:upto]

        for part in _runs(run, same):
            steps = part[0].steps
            if len(steps) > place:
                lines.append(_step_line(part, steps[:place], steps[place], annual, of))
    return lines


def _step_line(part: Sequence[Piece], before: Sequence[Step], step: Step, annual: int, of: int) -> Line:
    period, facts = _period(part), _facts(part, "step_facts")
    base = money.by_days(annual, days=period.days, of=of)
    left = charge.left_of(
        base, premium=part[0].premium, percent=part[0].percent, steps=before, days=period.days, of=of
    )
    if step.kind == charge.SUPPORT_KIND:
        return charge.support_line(step, period=period, annual=annual, left=left, of=of, facts=facts)
    if step.annual:
        return charge.amount_line(step, period=period, left=left, of=of, facts=facts)
    if step.cls == charge.ANNEXE_CLASS:
        return charge.annexe_line(step.percent, period=period, annual=annual, left=left, facts=facts)
    return charge.discretionary_line(
        step.cls, step.percent, period=period, annual=annual, left=left, facts=facts
    )


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
