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
from billing.rules import instalments
from billing.rules.assessment import assess
from billing.rules.working import to_json
from ledger.data import CHARGE_KINDS, ChargeKey
from ledger.rules.diff import check_bounds, diff
from revenues.kernel.law import Law
from revenues.kernel.years import year_period

DEMAND, ADJUSTED, FINAL, NIL = "demand", "adjusted", "final", "nil"
DEFAULT_PAY_DAY = 1


@dataclass(frozen=True, slots=True)
class Choice:
    """How the persons liable have asked to pay; ``count`` None is the scheme's own number."""

    count: int | None = None
    day: int = DEFAULT_PAY_DAY
    method: str = "cash"


@dataclass(frozen=True, slots=True)
class Position:
    """Where a charge year stands before this bill: its live lines, its money, its plan.

    ``other`` is what was received and brought, signed: minus for money in; ``received`` the money alone, as a plus.
    ``plan`` None means that nothing has been demanded; else it adds up to all that was, money paid ahead included.
    ``terms`` are the number of instalments asked for and the payment day of that plan. ``working`` is that of the
    last assessment, ``demanded`` the pence asked for so far.
    """

    charge_year_id: int | None = None
    version: int = 0
    lines: Mapping[ChargeKey, int] = field(default_factory=dict)
    other: int = 0
    received: int = 0
    working: list[object] | None = None
    plan: tuple[Instalment, ...] | None = None
    terms: tuple[int, int] | None = None
    demanded: int = 0
    last_demand: tuple[date, int] | None = None


@dataclass(frozen=True, slots=True)
class Bill:
    """What a re-bill would post and what a notice would ask for.

    ``change`` is what to post, by line. ``kind`` is empty when no notice is asked for. ``to_pay`` is pence still to
    be paid after it, minus for a credit; ``plan`` every instalment, those that stand included; ``demanded`` what
    this notice adds to the sums demanded.
    """

    assessment: Assessment
    working: list[object]
    change: dict[ChargeKey, int]
    changed: bool
    to_pay: int
    kind: str = ""
    plan: tuple[Instalment, ...] = ()
    demanded: int = 0
    basis: str = instalments.PART_I
    terms: tuple[int, int] = (0, DEFAULT_PAY_DAY)

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
    year, ended = facts.year, facts.liable.end
    owed = bill.to_pay + position.received
    over = ended is not None and ended <= issued and ended < (year_period(year).end or ended)
    if position.plan is None:
        later = _first_plan(bill.to_pay, year, choice, issued=issued, over=over, law=law)
        plan = _with_paid_ahead((), later, owed, issued) if later else ()
        kind = FINAL if over else DEMAND if bill.to_pay > 0 or bill.assessment.total else NIL
    elif over and ended is not None:
        plan, kind = _ceased(position, owed, ended=ended, issued=issued, law=law), FINAL
    else:
        plan, kind = _adjusted(position, owed, year, choice, issued=issued, law=law), ADJUSTED
    return Bill(
        bill.assessment, bill.working, bill.change, bill.changed, bill.to_pay,
        kind, plan, owed - position.demanded, instalments.PART_I, terms(choice, issued, law),
    )  # fmt: skip


def _first_plan(
    amount: int, year: int, choice: Choice, *, issued: date, over: bool, law: Law
) -> tuple[Instalment, ...]:
    """A first demand: the statutory scheme; one sum where liability is over already."""
    if amount <= 0:
        return ()
    if over:
        return (Instalment(instalments.first_day(issued, law=law), amount),)
    return tuple(
        instalments.schedule(amount, issued=issued, year=year, count=choice.count, day=choice.day, law=law)
    )


def _adjusted(
    position: Position, owed: int, year: int, choice: Choice, *, issued: date, law: Law
) -> tuple[Instalment, ...]:
    """What falls due within fourteen days stands; the rest is worked out again; money paid ahead is kept in sight."""
    if position.terms not in (None, terms(choice, issued, law)):
        return _on_new_terms(position, owed, year, choice, issued=issued, law=law)
    now = instalments.adjust(
        position.plan or (),
        revised=owed,
        issued=issued,
        year=year,
        paid=position.received,
        day=choice.day,
        law=law,
    )
    return _with_paid_ahead(now.standing, now.revised, owed, issued)


def _on_new_terms(
    position: Position, owed: int, year: int, choice: Choice, *, issued: date, law: Law
) -> tuple[Instalment, ...]:
    """Another number of instalments or payment day counts from the new notice; what falls due before it stands."""
    from_day = instalments.first_day(issued, law=law)
    standing = tuple(item for item in position.plan or () if item.due < from_day)
    left = owed - max(sum(item.amount for item in standing), position.received)
    later = instalments.schedule(left, issued=issued, year=year, count=choice.count, day=choice.day, law=law)
    return _with_paid_ahead(standing, tuple(later), owed, issued)


def terms(choice: Choice, issued: date, law: Law) -> tuple[int, int]:
    """The number of instalments asked for, or the scheme's own, and the payment day."""
    return choice.count or law.value(instalments.LAW + "default_count", issued), choice.day


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
