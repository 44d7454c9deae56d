"""The next day on which a clock changes a charge of itself."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.data import Disregarded, Excepted, Exempted
from billing.rules.assessment import assess
from billing.rules.turns import next_turn
from revenues.kernel.years import year_period
from tests.law.examples import AHEAD, EMPTY, FULL, FURNISHED, facts, held
from tests.rules.test_clock_properties import LAW, charged, dwellings

MARCH = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("given_", "turns"),
    [
        ({}, None),
        ({"occupancies": (held(EMPTY, date(2025, 9, 1)),)}, date(2026, 9, 1)),
        ({"occupancies": (held(EMPTY, date(2025, 3, 20)),)}, date(2026, 3, 20)),
        ({"occupancies": (held(EMPTY, date(2023, 1, 1)),)}, None),
        ({"occupancies": (held(FURNISHED, date(2023, 1, 1)),)}, None),
        (
            {
                "occupancies": (held(FURNISHED, date(2023, 1, 1)),),
                "exceptions": (held(Excepted("G", date(2025, 8, 20)), date(2025, 8, 20)),),
            },
            date(2026, 8, 20),
        ),
        (
            {
                "occupancies": (held(EMPTY, date(2026, 1, 1)),),
                "exempted": (held(Exempted("F", grant=date(2026, 3, 1)), date(2026, 1, 1)),),
            },
            date(2026, 9, 1),
        ),
        (
            {
                "households": (held(2),),
                "disregards": (held(Disregarded("ann", "leaver", date(2026, 6, 19)), date(2026, 6, 19)),),
            },
            date(2026, 11, 1),
        ),
    ],
)
def test_the_next_day_on_which_a_clock_turns(given_, turns):
    assert next_turn(facts(**given_), after=MARCH, policy=FULL) == turns
    assert next_turn(facts(**given_), after=MARCH, policy={**FULL, **AHEAD}) is None


def test_an_account_that_is_over_has_no_turn():
    empty = (held(EMPTY, date(2025, 9, 1)),)
    assert next_turn(facts(occupancies=empty, end=date(2026, 8, 1)), after=MARCH, policy=FULL) is None
    assert next_turn(facts(occupancies=empty, end=date(2026, 1, 1)), after=MARCH, policy=FULL) is None


@given(dwellings(), st.integers(0, 360))
@settings(max_examples=150)
def test_nothing_changes_before_the_next_turn(account, place):
    first = year_period(account.year).start + timedelta(days=place)
    late = year_period(account.year).end
    if charged(account) is None or charged(account, first) is None:
        return
    turn = next_turn(account, after=first, law=LAW)
    before = late if turn is None else turn - timedelta(days=1)
    if before > first:
        one, other = assess(account, as_at=first, law=LAW), assess(account, as_at=before, law=LAW)
        assert [line.amount for line in one.lines] == [line.amount for line in other.lines]
    if turn is not None:
        assert assess(account, as_at=turn, law=LAW).lines != assess(account, as_at=first, law=LAW).lines
