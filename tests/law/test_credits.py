"""Which credit may be carried, and what of it goes back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.rules.credits import Money, cleared_on, in_flight, taken_back, to_carry

DAY = date(2026, 6, 1)
METHODS = ("cash", "card", "bank_transfer", "standing_order", "direct_debit", "cheque", "")
pence = st.integers(1, 3_000_00)
receipts = st.lists(
    st.builds(Money, pence, st.dates(DAY - timedelta(days=30), DAY), st.sampled_from(METHODS)), max_size=6
)


@pytest.mark.parametrize(
    ("method", "days"), [("cash", 0), ("card", 3), ("direct_debit", 8), ("cheque", 8), ("", 8), ("gold", 8)]
)
def test_house_money_cleared(method, days):
    assert cleared_on(DAY, method) == DAY + timedelta(days=days)


def test_a_council_may_wait_longer():
    longer = {"ledger.credits.cleared_days": {"cash": 1, "cheque": 10}}
    assert cleared_on(DAY, "cheque", policy=longer) == date(2026, 6, 11)
    assert cleared_on(DAY, "card", policy=longer) == date(2026, 6, 11)


@given(st.integers(-3_000_00, 3_000_00), receipts)
def test_never_more_than_the_credit_and_never_money_in_flight(balance, money):
    found = to_carry(balance, money, on=DAY)
    assert 0 <= found <= max(0, -balance)
    assert found == 0 or found + in_flight(money, on=DAY) == -balance
    late = to_carry(balance, money, on=DAY + timedelta(days=60))
    assert late == max(0, -balance)


@given(st.integers(-500_00, 3_000_00), st.lists(pence, max_size=5))
def test_what_goes_back_covers_what_is_owed_and_no_more(balance, carried):
    back = taken_back(balance, carried)
    assert sum(back) == min(max(0, balance), sum(carried))
    assert all(0 <= part <= whole for part, whole in zip(back, carried, strict=True))
    first = next((place for place, part in enumerate(back) if part), len(back))
    assert back[first + 1 :] == carried[first + 1 :]
