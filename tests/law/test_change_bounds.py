"""Subtract and post: the difference, and the bounds past which it is parked."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.data import ChargeKey
from ledger.rules.diff import apply, check_bounds, diff
from revenues.kernel.errors import DomainError

DAY = date(2026, 4, 1)
KEYS = st.builds(
    ChargeKey,
    st.sampled_from(["charge", "discount"]),
    st.sampled_from(["D", "E", "25"]),
    st.dates(DAY, DAY + timedelta(days=5)),
    st.just(date(2027, 4, 1)),
)
CHARGES = st.dictionaries(KEYS, st.integers(-(10**7), 10**7).filter(bool), max_size=8)


def key(detail: str = "D", start: date = DAY) -> ChargeKey:
    return ChargeKey("charge", detail, start, date(2027, 4, 1))


def test_only_what_differs_is_posted():
    posted = {key("D"): 255687, key("E"): 5}
    proposed = {key("D"): 255687, key("C"): 227278, key("E"): 3}
    assert diff(posted, proposed) == {key("C"): 227278, key("E"): -2}


def test_a_line_that_should_be_nothing_is_taken_back_and_gone():
    change = diff({key(): 100}, {})
    assert change == {key(): -100}
    assert apply({key(): 100}, change) == {}


@given(CHARGES)
def test_billing_again_posts_nothing(charge):
    assert diff(charge, charge) == {}


@given(CHARGES, CHARGES)
def test_the_difference_leads_to_what_is_proposed(posted, proposed):
    change = diff(posted, proposed)
    assert apply(posted, change) == proposed
    assert all(change.values())
    assert diff(apply(posted, change), proposed) == {}


@given(CHARGES, st.permutations(range(4)), st.lists(CHARGES, min_size=4, max_size=4))
def test_the_order_of_corrections_is_irrelevant(posted, order, corrections):
    """Whatever assessments come between, the last one decides."""
    straight = shuffled = posted
    for correction in corrections:
        straight = apply(straight, diff(straight, correction))
    for place in order:
        shuffled = apply(shuffled, diff(shuffled, corrections[place]))
    final = corrections[0]
    assert apply(straight, diff(straight, final)) == apply(shuffled, diff(shuffled, final)) == final


@given(CHARGES, CHARGES)
def test_a_change_comes_in_the_order_of_days(posted, proposed):
    days = [each.start for each in diff(posted, proposed)]
    assert days == sorted(days)


def test_house_change_bounds():
    check_bounds({key(): 3_000_000}, on=DAY)
    with pytest.raises(DomainError, match="changes by 3000001 pence; at most 3000000"):
        check_bounds({key(): 3_000_001}, on=DAY)
    with pytest.raises(DomainError, match="changes by -3000001 pence"):
        check_bounds({key(): -3_000_001}, on=DAY)


def test_too_many_lines_at_once_are_refused():
    many = {key(start=DAY + timedelta(days=place)): 1 for place in range(121)}
    with pytest.raises(DomainError, match="121 lines change at once; at most 120"):
        check_bounds(many, on=DAY)
    check_bounds(many, on=DAY, policy={"ledger.bounds.lines_per_change": 121})
