"""Half-open periods, timelines, runs of months, financial years."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revenues.kernel import periods, years
from revenues.kernel.periods import Dated, Period, after_months

START = date(2026, 4, 1)
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@st.composite
def some_periods(draw, closed=False):
    start = draw(DAYS)
    length = draw(st.integers(1, 800) if closed else st.none() | st.integers(1, 800))
    return Period(start, None if length is None else start + timedelta(days=length))


def test_a_period_ends_after_it_starts():
    with pytest.raises(ValueError, match="must end after it starts"):
        Period(START, START)


def test_first_and_last_day_as_people_say_it():
    period = Period.inclusive(date(2026, 4, 1), date(2027, 3, 31))
    assert (period.end, period.last, period.days) == (date(2027, 4, 1), date(2027, 3, 31), 365)
    assert str(period) == "01 Apr 2026 to 31 Mar 2027"
    running = Period.inclusive(START, None)
    assert (running.last, str(running)) == (None, "from 01 Apr 2026")
    with pytest.raises(ValueError, match="no number of days"):
        assert running.days


@given(some_periods(), some_periods(), DAYS)
def test_the_intersection_holds_the_days_of_both(one, other, day):
    both = one.intersect(other)
    assert (day in one and day in other) == (both is not None and day in both)
    assert one.overlaps(other) == other.overlaps(one) == (both is not None)
    assert one.intersect(one) == one


@given(some_periods(closed=True), st.lists(some_periods(), max_size=5))
def test_segments_cover_a_period_once_and_nothing_changes_inside(within, given_periods):
    timeline = [Dated(period, place) for place, period in enumerate(given_periods)]
    pieces = list(periods.segments(within, timeline))
    assert sum(piece.days for piece in pieces) == within.days
    assert [piece.start for piece in pieces[1:]] == [piece.end for piece in pieces[:-1]]
    for piece in pieces:
        assert piece.end is not None
        last = piece.end - timedelta(days=1)
        assert periods.all_on(piece.start, timeline) == periods.all_on(last, timeline)


def test_an_open_period_has_no_boundaries():
    with pytest.raises(ValueError, match="closed period"):
        periods.boundaries(Period(START))


def test_the_entry_of_a_day():
    timeline = (
        Dated(Period(START, date(2026, 5, 1)), "a", "fact:1"),
        Dated(Period(date(2026, 6, 1)), "b", "fact:2"),
    )
    assert [getattr(periods.on(date(2026, m, 1), timeline), "value", None) for m in (4, 5, 6)] == [
        "a",
        None,
        "b",
    ]


def test_neighbours_of_one_value_are_joined():
    may, june = date(2026, 5, 1), date(2026, 6, 1)
    pieces = [Dated(Period(START, may), 1), Dated(Period(may, june), 1), Dated(Period(june), 2)]
    assert periods.merge_equal(pieces) == [Dated(Period(START, june), 1), Dated(Period(june), 2)]
    apart = [Dated(Period(START, may), 1), Dated(Period(june), 1)]
    assert periods.merge_equal(apart) == apart


@pytest.mark.parametrize(
    ("day", "months", "wanted"),
    [
        (date(2026, 3, 20), 6, date(2026, 9, 20)),
        (date(2025, 8, 31), 6, date(2026, 3, 1)),
        (date(2024, 2, 29), 12, date(2025, 3, 1)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 10, 31), 2, date(2025, 12, 31)),
        (date(2025, 11, 30), 3, date(2026, 3, 1)),
        (date(2025, 12, 1), 1, date(2026, 1, 1)),
        (date(2025, 12, 31), 0, date(2025, 12, 31)),
    ],
)
def test_after_months(day, months, wanted):
    assert after_months(day, months) == wanted


@given(DAYS, st.integers(0, 130))
def test_a_longer_run_of_months_never_ends_sooner(day, months):
    assert after_months(day, months) < after_months(day, months + 1)
    assert after_months(day, months) <= after_months(day + timedelta(days=1), months)


@given(DAYS)
def test_every_day_is_in_the_year_it_is_of(day):
    assert day in years.year_period(years.year_of(day))


def test_the_year_turns_on_the_first_of_april():
    assert (years.year_of(date(2026, 3, 31)), years.year_of(START)) == (2025, 2026)
    assert (years.days_in(2026), years.days_in(2027)) == (365, 366)


@given(st.integers(years.FIRST_YEAR, years.LAST_YEAR))
def test_labels_there_and_back(year):
    assert years.parse_label(years.label(year)) == years.parse_label(str(year)) == year


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2026/28", "2026 is followed by 27"),
        ("26/27", "is not a financial year"),
        ("1992", "outside 1993 to 2099"),
        ("2100/01", "outside"),
        ("", "is not a financial year"),
        ("２０２６", "is not a financial year"),
    ],
)
def test_labels_that_are_none(text, reason):
    with pytest.raises(ValueError, match=reason):
        years.parse_label(text)
