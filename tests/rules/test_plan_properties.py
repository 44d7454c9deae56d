"""Whatever is agreed: payments add up, none too early, none too small, whole pounds after the first, the basis kept."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from billing.data import AccountFacts, AreaRates
from billing.rules import plans
from billing.rules.bill import Bill, Choice, Position, make_bill
from billing.rules.instalments import AGREEMENT, DETERMINATION, PART_I, PART_II
from billing.rules.plans import FREQUENCIES, Terms, problem_with
from billing.rules.rates import band_amounts, disabled_band_a
from ledger.rules.diff import apply
from revenues.kernel.law import national
from revenues.kernel.periods import Dated, Period

LAW = national()
BEFORE = date(2020, 4, 1)
APRIL, LAST = date(2026, 4, 1), date(2027, 3, 31)
all_terms = st.builds(
    Terms,
    st.integers(1, 53),
    st.integers(1, 28),
    st.sampled_from(FREQUENCIES),
    st.sampled_from([PART_II, AGREEMENT, DETERMINATION]),
)
lawful = all_terms.filter(lambda terms: not problem_with(terms, on=APRIL, law=LAW))
issue_days = st.dates(date(2026, 2, 20), date(2027, 6, 30))


@settings(max_examples=300, deadline=None)
@given(lawful, st.integers(1, 6_000_00), issue_days)
def test_a_plan_of_any_terms(terms, amount, issued):
    plan = plans.agreed(amount, terms=terms, issued=issued, year=2026)
    days = [item.due for item in plan]
    assert sum(item.amount for item in plan) == amount
    assert len(plan) <= terms.number
    assert days == sorted(set(days))
    assert days[0] >= issued + timedelta(days=14)
    assert all(item.amount % 100 == 0 for item in plan[1:])
    assert len(plan) == 1 or min(item.amount for item in plan) >= 5_00
    if len(plan) > 1:
        assert days[0] >= APRIL
        assert days[-1] <= LAST


@settings(max_examples=200, deadline=None)
@given(lawful, issue_days)
def test_payments_fall_on_the_days_agreed(terms, issued):
    days = plans.payment_days(terms, issued=issued, year=2026, law=LAW)
    if terms.frequency in plans.STEPS:
        assert {day.isoweekday() for day in days} <= {terms.day}
        assert {b - a for a, b in pairwise(days)} <= {plans.STEPS[terms.frequency]}
    else:
        assert {day.day for day in days} <= {terms.day}


@settings(max_examples=200, deadline=None)
@given(all_terms)
def test_terms_that_nobody_may_pay_on_say_why(terms):
    said = problem_with(terms, on=APRIL, law=LAW)
    assume(said)
    assert said.endswith(".")
    weekly = terms.frequency in plans.STEPS
    most = LAW.value("billing.plans.most_payments", APRIL)[terms.frequency]
    assert terms.number > most or (weekly and terms.day > 7) or terms.basis == PART_II


def facts(adults: int, turn: date) -> AccountFacts:
    """A band D home of two adults, of so many from a day."""
    return AccountFacts(
        account="1",
        year=2026,
        liable=Period(BEFORE, None),
        bands=(Dated(Period(BEFORE), "D", "bandentry:1"),),
        areas=(Dated(Period(BEFORE), "1", "propertyarea:1"),),
        rates={"1": AreaRates(band_amounts(2_556_87), disabled_band_a(2_556_87))},
        households=(
            Dated(Period(BEFORE, turn), 2, "household:1"),
            Dated(Period(turn), adults, "household:2"),
        ),
    )


def after(bill: Bill, paid: int) -> Position:
    """The charge year once a first bill is written and so much was paid."""
    return Position(
        charge_year_id=1,
        version=1,
        lines=apply({}, bill.change),
        other=-paid,
        received=paid,
        working=bill.working,
        plan=bill.plan,
        terms=bill.terms,
        demanded=bill.demanded,
    )


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(FREQUENCIES),
    st.integers(1, 7),
    st.integers(0, 800_00),
    st.dates(APRIL, date(2027, 2, 1)),
    st.sampled_from([None, Choice(12, 1), Choice(2, 1, "cash", plans.HALF_YEARLY, AGREEMENT)]),
)
def test_a_change_keeps_the_basis_and_adds_up(frequency, day, paid, issued, other):
    """What stands stands; the rest is worked out again on the terms of the day."""
    choice = Choice(None, day, "cash", frequency, AGREEMENT)
    first = make_bill(facts(2, APRIL), Position(), choice, as_at=APRIL, issued=date(2026, 3, 10), law=LAW)
    assert first.terms.basis == AGREEMENT
    position = after(first, paid)

    then = make_bill(
        facts(1, date(2026, 10, 1)), position, other or choice, as_at=issued, issued=issued, law=LAW
    )

    assert then.terms.basis == (other or choice).basis
    assert sum(item.amount for item in then.plan) == 2_238_14
    stands = {item.due for item in first.plan if item.due < issued + timedelta(days=14)}
    kept = {item.due for item in then.plan}
    assert all(day in kept for day in stands) or paid >= 0
    assert {item.due for item in then.plan if item.due < issued + timedelta(days=14)} <= stands | {issued}


def test_statutory_terms_need_no_agreement():
    assert problem_with(Terms(10, 1), on=APRIL, law=LAW) == ""
    assert problem_with(Terms(12, 28, basis=PART_I), on=APRIL, law=LAW) == ""
    assert problem_with(Terms(11, 1), on=APRIL, law=LAW).startswith("11 instalments cannot be asked for")
    assert "need an agreement" in problem_with(Terms(52, 1, plans.WEEKLY), on=APRIL, law=LAW)
