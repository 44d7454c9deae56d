"""Changing timelines: one value laid over others, and statements of a file about what is held."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revenues.kernel.periods import Period
from revenues.kernel.timelines import Edits, Held, overlay
from revenues.kernel.tracks import Clash, Track

FIRST = date(2026, 1, 1)
NEW = "new"


def on(place: int) -> date:
    return FIRST + timedelta(days=place)


@st.composite
def rows(draw) -> dict[str, Period]:
    """Rows one after another, with gaps or without; the last may run on."""
    marks = sorted(draw(st.lists(st.integers(0, 60), max_size=8, unique=True)))
    found = {}
    for place in range(0, len(marks) - 1, draw(st.sampled_from([1, 2]))):
        found[f"row {place}"] = Period(on(marks[place]), on(marks[place + 1]))
    if marks and draw(st.booleans()):
        found["last"] = Period(on(marks[-1]))
    return found


def value_on(day: date, timeline: list[tuple[Period, str]]) -> str | None:
    holding = [value for period, value in timeline if day in period]
    assert len(holding) <= 1, "two rows hold on one day"
    return holding[0] if holding else None


def done(held: dict[str, Period], edits: Edits[str]) -> list[tuple[Period, str]]:
    """The timeline after the edits; a row's value is its key."""
    after = {key: (period, key) for key, period in held.items() if key not in edits.take}
    for key, period in edits.cut:
        after[key] = (period, key)
    copies = [(period, key) for key, period in edits.split]
    after[edits.replace or NEW] = (edits.period, NEW)
    return [*after.values(), *copies]


@given(rows(), st.integers(0, 70), st.none() | st.integers(1, 40))
def test_a_value_laid_over_holds_for_its_period_and_nothing_else_moves(held, start, length):
    ends = None if length is None else on(start + length)
    edits = overlay([Held(key, period) for key, period in held.items()], starts=on(start), ends=ends)
    before = [(period, key) for key, period in held.items()]
    after = done(held, edits)
    for place in range(120):
        day = on(place)
        assert value_on(day, after) == (NEW if day in edits.period else value_on(day, before))
    assert on(start) in edits.period
    assert edits.period.end == ends or ends is None


def test_without_an_end_it_holds_until_the_next_row():
    edits = overlay([Held(1, Period(on(10)))], starts=on(5))
    assert edits == Edits(Period(on(5), on(10)))
    assert overlay([Held(1, Period(on(0)))], starts=on(5)).cut == ((1, Period(on(0), on(5))),)


def test_a_row_of_the_same_first_day_is_replaced():
    assert overlay([Held(1, Period(on(5)))], starts=on(5)).replace == 1


def test_a_period_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="must end after it starts"):
        overlay([], starts=on(5), ends=on(5))


# -- what a file says ---------------------------------------------------------------------------------------


def track(*entries: tuple[int, int | None, str]) -> Track[str]:
    return Track(
        (key, Period(on(start), None if end is None else on(end)), value)
        for key, (start, end, value) in enumerate(entries)
    )


def told(found: Track[str]) -> list[tuple[date, date | None, str, bool]]:
    return [(entry.start, entry.end, entry.value, entry.touched) for entry in found.entries]


def test_what_is_so_already_changes_nothing():
    found = track((0, None, "D"))
    found.state("D", on(30))
    found.entry("D", on(0))
    assert told(found) == [(on(0), None, "D", False)]
    assert found.first_day is None


def test_a_new_value_ends_the_last_one():
    found = track((0, None, "D"))
    found.entry("E", on(30))
    assert told(found) == [(on(0), on(30), "D", True), (on(30), None, "E", True)]
    assert found.first_day == on(30)
    assert not found.entries[0].grows
    assert found.entries[1].key is None


def test_a_statement_in_a_gap_holds_until_the_next_entry():
    found = track((50, None, "E"))
    found.state("D", on(10))
    assert told(found) == [(on(10), on(50), "D", True), (on(50), None, "E", False)]


def test_an_entry_of_the_same_day_takes_the_value_and_the_end():
    found = track((0, 20, "D"))
    found.entry("E", on(0), on(40))
    assert told(found) == [(on(0), on(40), "E", True)]
    assert found.entries[0].grows
    assert found.first_day == on(0)


@pytest.mark.parametrize(
    ("start", "end", "held"),
    [(10, None, [(0, 30, "D"), (30, None, "E")]), (10, 40, [(30, None, "E")]), (10, None, [(30, None, "E")])],
)
def test_what_contradicts_later_entries_is_refused(start, end, held):
    found = track(*held)
    with pytest.raises(Clash, match="is held, and this one from"):
        found.entry("F", on(start), None if end is None else on(end))


def test_an_end_past_the_next_entry_is_refused():
    found = track((0, 30, "D"), (30, None, "E"))
    with pytest.raises(Clash, match="another entry begins before that day"):
        found.entry("D", on(0), on(31))


@pytest.mark.parametrize(
    ("held", "period", "missing"),
    [
        ([(0, 30, "D"), (30, None, "E")], Period(on(5), on(90)), None),
        ([(0, 30, "D"), (30, None, "E")], Period(on(5)), None),
        ([(0, 30, "D"), (40, None, "E")], Period(on(5), on(90)), on(30)),
        ([(10, None, "D")], Period(on(5)), on(5)),
        ([(0, 30, "D")], Period(on(5)), on(30)),
        ([(0, 30, "D")], Period(on(5), on(30)), None),
        ([], Period(on(5)), on(5)),
    ],
)
def test_the_first_day_that_nothing_covers(held, period, missing):
    assert track(*held).covers(period) == missing
