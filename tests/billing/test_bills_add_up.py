"""Properties of a chain of bills: whatever changes and whenever, plans, demands and postings add up."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from billing.data import AccountFacts, AreaRates
from billing.rules.bill import Bill, Choice, Position, charge_lines, make_bill
from billing.rules.notice import unpaid
from billing.rules.rates import band_amounts, disabled_band_a
from ledger.rules.diff import apply
from revenues.kernel.law import national
from revenues.kernel.periods import Dated, Period

APRIL, NEXT = date(2026, 4, 1), date(2027, 4, 1)
BEFORE = date(2020, 4, 1)
days_of_year = st.dates(APRIL, NEXT - timedelta(days=1))


def rates(band_d: int) -> dict[str, AreaRates]:
    return {"1": AreaRates(band_amounts(band_d), disabled_band_a(band_d))}


@st.composite
def some_facts(draw: st.DrawFn) -> AccountFacts:
    turn = draw(days_of_year)
    end = draw(st.one_of(st.none(), days_of_year.filter(lambda day: day > APRIL)))
    before, after = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    exempt_from = draw(st.one_of(st.none(), days_of_year))
    return AccountFacts(
        account="1",
        year=2026,
        liable=Period(BEFORE, end),
        bands=(Dated(Period(BEFORE), draw(st.sampled_from("ABCDEFGH")), "bandentry:1"),),
        areas=(Dated(Period(BEFORE), "1", "propertyarea:1"),),
        rates=rates(draw(st.just(2_556_87) | st.integers(1_00, 6_000_00))),
        households=(
            Dated(Period(BEFORE, turn), before, "household:1"),
            Dated(Period(turn), after, "household:2"),
        ),
        exemptions=(Dated(Period(exempt_from), "D", "entitlement:1"),) if exempt_from else (),
    )


steps = st.lists(st.tuples(some_facts(), st.integers(0, 40), st.integers(0, 500_00)), min_size=1, max_size=5)


def after(bill: Bill, position: Position, paid: int) -> Position:
    """The ledger once a bill is written and some money has come in."""
    return Position(
        charge_year_id=1,
        version=position.version + 1,
        lines=apply(position.lines, bill.change),
        other=position.other - paid,
        received=position.received + paid,
        working=bill.working,
        plan=bill.plan if bill.kind != "nil" else position.plan,
        terms=bill.terms if bill.kind != "nil" else position.terms,
        demanded=position.demanded + (bill.demanded if bill.kind != "nil" else 0),
        last_demand=None,
    )


@settings(max_examples=150, deadline=None)
@given(steps, st.integers(1, 28), st.sampled_from([10, 12]), st.dates(date(2026, 3, 1), date(2027, 2, 1)))
def test_a_chain_of_bills_adds_up(chain, pay_day, count, issued):
    law, position, choice = national(), Position(), Choice(count, pay_day, "cash")
    for facts, wait, paid in chain:
        issued += timedelta(days=wait)
        bill = make_bill(facts, position, choice, as_at=issued, issued=issued, law=law)

        assert apply(position.lines, bill.change) == charge_lines(bill.assessment)
        assert bill.to_pay == bill.assessment.total - position.received
        _check_plan(bill, position, issued)
        position = after(bill, position, paid)
        again = make_bill(facts, position, choice, as_at=issued, issued=None, law=law)
        assert again.change == {}
        assert not again.changed
        sent = make_bill(facts, position, choice, as_at=issued, issued=issued, law=law)
        assert not sent.says_something(position)


def _check_plan(bill: Bill, position: Position, issued: date) -> None:
    owed = bill.to_pay + position.received
    if bill.plan:
        assert sum(item.amount for item in bill.plan) == max(owed, 0)
        assert all(item.amount > 0 for item in bill.plan)
        assert [item.due for item in bill.plan] == sorted(item.due for item in bill.plan)
    else:
        assert bill.to_pay <= 0 or bill.kind == "nil"
    assert bill.kind == "nil" or position.demanded + bill.demanded == owed
    stands = {item.due for item in position.plan or ()}
    for item in unpaid(bill, position):
        assert item.due >= issued + timedelta(days=14) or item.due in stands
    assert sum(item.amount for item in unpaid(bill, position)) == max(0, bill.to_pay)


@settings(max_examples=100, deadline=None)
@given(some_facts(), some_facts(), some_facts())
def test_the_order_of_corrections_changes_nothing(first, second, last):
    """Whatever was billed on the way, the lines end as the last facts say."""
    law = national()
    ends = []
    for way in ((first, second, last), (second, first, last), (last,)):
        position = Position()
        for facts in way:
            bill = make_bill(facts, position, Choice(), as_at=APRIL, issued=None, law=law)
            position = after(bill, position, 0)
        ends.append(position.lines)
    assert ends[0] == ends[1] == ends[2]
