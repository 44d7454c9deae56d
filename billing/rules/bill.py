"""A bill: the year assessed again, what is posted subtracted, the plan struck or adjusted. Pure.

Everything an officer, a run or a scenario does to a charge comes through ``make_bill``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from billing.data import AccountFacts, Assessment, Instalment
from billing.rules import instalments, plans
from billing.rules.assessment import assess
from billing.rules.plans import Terms
from billing.rules.small import too_small
from billing.rules.working import to_json
from ledger.data import CHARGE_KINDS, ChargeKey
from ledger.rules.diff import check_bounds, diff
from revenues.kernel.law import Law, in_force
from revenues.kernel.years import year_period

DEMAND, ADJUSTED, FINAL, NIL = "demand", "adjusted", "final", "nil"
DEFAULT_PAY_DAY = 1
NO_TERMS = Terms(0, DEFAULT_PAY_DAY)


@dataclass(frozen=True, slots=True)
class Choice:
    """How the persons liable have asked to pay; ``count`` None is the usual number."""

    count: int | None = None
    day: int = DEFAULT_PAY_DAY
    method: str = "cash"
    frequency: str = plans.MONTHLY
    basis: str = instalments.PART_I


@dataclass(frozen=True, slots=True)
class Position:
    """Where a charge year stands before this bill: its live lines, its money, its plan.

    ``other`` is what was received and brought, signed: minus for money in; ``received`` the money alone, as a plus,
    less what of it was carried away. A credit carried in is brought, so that it comes off before anything is demanded.
    ``plan`` None means that nothing has been demanded; else it adds up to all that was, money paid ahead included.
    ``terms`` are those of that plan. ``working`` is that of the last assessment, ``demanded`` the pence asked for
    so far.
    """

    charge_year_id: int | None = None
    version: int = 0
    lines: Mapping[ChargeKey, int] = field(default_factory=dict)
    other: int = 0
    received: int = 0
    working: list[object] | None = None
    plan: tuple[Instalment, ...] | None = None
    terms: Terms | None = None
    demanded: int = 0
    last_demand: tuple[date, int] | None = None


@dataclass(frozen=True, slots=True)
class Bill:
    """What a re-bill would post and what a notice would ask for.

    ``change`` is what to post, by line. ``kind`` is empty when no notice is asked for. ``to_pay`` is pence still to
    be paid after it, minus for a credit; ``plan`` every instalment, those that stand included; ``demanded`` what
    this notice adds to the sums demanded. ``unsent`` is why no notice goes out though there is something to pay.
    """

    assessment: Assessment
    working: list[object]
    change: dict[ChargeKey, int]
    changed: bool
    to_pay: int
    kind: str = ""
    plan: tuple[Instalment, ...] = ()
    demanded: int = 0
    terms: Terms = NO_TERMS
    unsent: str = ""

    @property
    def posted(self) -> int:
        """What the change adds up to."""
        return sum(self.change.values())

    def says_something(self, position: Position) -> bool:
        """Whether it posts anything, or its notice would ask for something that the last one did not."""
        if self.changed:
            return True
        if self.kind in ("", NIL):
            return False
        return position.plan is None or bool(self.demanded) or self.terms != position.terms

    def digest(self) -> str:
        """Sixteen hexadecimal digits that stand for all of it: a release must meet its trial's."""
        told = [
            self.working,
            sorted((*key, pence) for key, pence in self.change.items()),
            [(item.due, item.amount) for item in self.plan],
            self.kind,
            self.to_pay,
            self.terms,
        ]
        return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()[:16]


def charge_lines(assessment: Assessment) -> dict[ChargeKey, int]:
    """The lines of an assessment that carry money, keyed as the ledger keys them."""
    lines: dict[ChargeKey, int] = {}
    for line in assessment.lines:
        if line.amount and line.kind in CHARGE_KINDS and line.period.end is not None:
            key = ChargeKey(line.kind, line.detail, line.period.start, line.period.end)
            lines[key] = lines.get(key, 0) + line.amount
    return lines


def make_bill(
    facts: AccountFacts,
    position: Position,
    choice: Choice,
    *,
    as_at: date,
    issued: date | None,
    law: Law,
) -> Bill:
    """Assess the year again, subtract what is posted, and say what would be demanded.

    Args:
        facts: everything the charge depends on.
        position: where the charge year stands.
        choice: how it is to be paid.
        as_at: the day to which the facts are known.
        issued: the day a notice would be posted; None posts the charge and asks for nothing.

    Raises:
        DomainError: the facts cannot be charged, or the change passes its bounds.
    """
    assessment = assess(facts, as_at=as_at, law=law)
    working = to_json(assessment)
    change = diff(position.lines, charge_lines(assessment))
    check_bounds(change, on=as_at, law=law)
    changed = bool(change) or position.working is None or _money(working) != _money(position.working)
    to_pay = sum(position.lines.values()) + sum(change.values()) + position.other
    bill = Bill(assessment, working, change, changed, to_pay)
    if issued is None:
        return bill
    return _demanded(bill, facts, position, choice, issued=issued, law=law)


def _money(working: list[object]) -> object:
    """The working without the day to which it was known: the same facts on a later day are the same working."""
    return json.loads(json.dumps(working[1:]))


def _demanded(
    bill: Bill, facts: AccountFacts, position: Position, choice: Choice, *, issued: date, law: Law
) -> Bill:
    year, ended, wanted = facts.year, facts.liable.end, terms(choice, issued, law)
    owed = bill.to_pay + position.received
    over = ended is not None and ended <= issued and ended < (year_period(year).end or ended)
    unsent = ""
    if position.plan is None:
        later = _first_plan(bill.to_pay, year, wanted, issued=issued, over=over, law=law)
        plan = _with_paid_ahead((), later, owed, issued) if later else ()
        unsent = too_small(bill.to_pay, issued=issued, law=law)
        kind = FINAL if over else DEMAND if bill.to_pay > 0 or bill.assessment.total else NIL
    elif over and ended is not None:
        plan, kind = _ceased(position, owed, ended=ended, issued=issued, law=law), FINAL
    else:
        plan, kind = _adjusted(position, owed, year, wanted, issued=issued, law=law), ADJUSTED
    return Bill(
        bill.assessment, bill.working, bill.change, bill.changed, bill.to_pay,
        NIL if unsent else kind, plan, owed - position.demanded, wanted, unsent,
    )  # fmt: skip


def _first_plan(
    amount: int, year: int, wanted: Terms, *, issued: date, over: bool, law: Law
) -> tuple[Instalment, ...]:
    """A first demand: the statutory scheme, or what was agreed; one sum where liability is over already."""
    if amount <= 0:
        return ()
    if over:
        return (Instalment(instalments.first_day(issued, law=law), amount),)
    return plans.strike(amount, terms=wanted, issued=issued, year=year, law=law)


def _adjusted(
    position: Position, owed: int, year: int, wanted: Terms, *, issued: date, law: Law
) -> tuple[Instalment, ...]:
    """What falls due within fourteen days stands; the rest is worked out again; money paid ahead is kept in sight."""
    if position.terms not in (None, wanted):
        return _on_new_terms(position, owed, year, wanted, issued=issued, law=law)
    now = instalments.adjust(
        position.plan or (),
        revised=owed,
        issued=issued,
        year=year,
        paid=position.received,
        day=wanted.day,
        law=law if wanted.basis == instalments.PART_I else in_force(law, plans.REMAINING),
    )
    return _with_paid_ahead(now.standing, now.revised, owed, issued)


def _on_new_terms(
    position: Position, owed: int, year: int, wanted: Terms, *, issued: date, law: Law
) -> tuple[Instalment, ...]:
    """Another number of payments, day, frequency or basis counts from the new notice; what falls due before it stands."""
    from_day = instalments.first_day(issued, law=law)
    standing = tuple(item for item in position.plan or () if item.due < from_day)
    left = owed - max(sum(item.amount for item in standing), position.received)
    later = plans.strike(left, terms=wanted, issued=issued, year=year, law=law)
    return _with_paid_ahead(standing, later, owed, issued)


def terms(choice: Choice, issued: date, law: Law) -> Terms:
    """The terms asked for or agreed, with the usual number of payments where none was."""
    usual = plans.usual_count(choice.frequency, basis=choice.basis, on=issued, law=law)
    return Terms(choice.count or usual, choice.day, choice.frequency, choice.basis)


def _ceased(position: Position, owed: int, *, ended: date, issued: date, law: Law) -> tuple[Instalment, ...]:
    """Later instalments fall away; what stands is cut to the final charge; what is above it is one sum."""
    now = instalments.cease(
        position.plan or (), charge=owed, ended=ended, issued=issued, paid=position.received, law=law
    )
    return _with_paid_ahead(now.standing, (now.excess,) if now.excess else (), owed, issued)


def _with_paid_ahead(
    standing: tuple[Instalment, ...], later: tuple[Instalment, ...], owed: int, issued: date
) -> tuple[Instalment, ...]:
    """A plan that adds up to what is owed: standing ones cut where they are more, money paid ahead as met at issue."""
    room = owed - sum(item.amount for item in later)
    kept: list[Instalment] = []
    for item in standing:
        amount = min(item.amount, room)
        if amount > 0:
            kept.append(Instalment(item.due, amount))
            room -= amount
    ahead = [Instalment(issued, room)] if room > 0 else []
    return tuple(sorted((*kept, *ahead, *later), key=lambda item: item.due))
