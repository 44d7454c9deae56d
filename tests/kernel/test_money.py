"""Pence: the one division, the named roundings, reading and printing."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revenues.kernel import money

AMOUNTS = st.integers(-(10**9), 10**9)


@pytest.mark.parametrize(
    ("value", "up", "low", "towards"),
    [
        (Fraction(5, 2), 3, 2, 2),
        (Fraction(-5, 2), -3, -2, -2),
        (Fraction(12, 5), 2, 2, 2),
        (Fraction(13, 5), 3, 3, 2),
        (Fraction(-13, 5), -3, -3, -2),
        (Fraction(3), 3, 3, 3),
        (Fraction(0), 0, 0, 0),
    ],
)
def test_the_roundings(value, up, low, towards):
    assert (money.half_up(value), money.half_down(value), money.down(value)) == (up, low, towards)


@given(AMOUNTS, st.integers(0, 400), st.integers(1, 400))
def test_the_short_way_is_the_exact_way(amount, numerator, denominator):
    exact = money.half_up(Fraction(amount * numerator, denominator))
    assert money.share(amount, numerator=numerator, denominator=denominator) == exact


@given(AMOUNTS, st.integers(1, 400))
def test_a_share_is_never_more_than_half_a_penny_out(amount, denominator):
    for rounding in (money.half_up, money.half_down):
        found = money.share(amount, numerator=1, denominator=denominator, rounding=rounding)
        assert abs(Fraction(amount, denominator) - found) <= Fraction(1, 2)


@given(st.integers(0, 10**7), st.sampled_from([365, 366]))
def test_all_days_are_the_whole_and_none_is_nothing(annual, of):
    assert money.by_days(annual, days=of, of=of) == annual
    assert money.by_days(annual, days=0, of=of) == 0


@pytest.mark.parametrize("days", [-1, 366])
def test_days_that_do_not_fit_the_year_are_refused(days):
    with pytest.raises(ValueError, match="do not fit a year of 365"):
        money.by_days(100, days=days, of=365)


def test_per_cent():
    assert money.per_cent_of(255687, 25) == 63922
    assert money.per_cent_of(2, 25) == 1
    assert money.per_cent_of(2, 25, rounding=money.half_down) == 0


def test_percentage_change():
    assert money.percentage_change(5, 0) is None
    assert money.percentage_change(105, 100) == 5


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (Fraction(499, 100), "5.0"),
        (Fraction(-5, 100), "-0.1"),
        (Fraction(0), "0.0"),
        (Fraction(1234, 10), "123.4"),
    ],
)
def test_one_decimal(value, printed):
    assert money.one_decimal(value) == printed


@pytest.mark.parametrize(
    ("pence", "printed"), [(153883, "£1,538.83"), (-5, "-£0.05"), (0, "£0.00"), (100000000, "£1,000,000.00")]
)
def test_pounds(pence, printed):
    assert money.pounds(pence) == printed
    assert money.parse_pounds(printed) == pence


@given(AMOUNTS)
def test_printed_and_read_again(pence):
    assert money.parse_pounds(money.pounds(pence)) == pence
    assert money.parse_pounds(money.pounds(pence, sign="")) == pence


@pytest.mark.parametrize("text", ["12", " 12.00 ", "£12", "12.00"])
def test_amounts_as_people_write_them(text):
    assert money.parse_pounds(text) == 1200


@pytest.mark.parametrize(
    "text", ["", "12.5", "1,23.00", "12.345", "=1+1", "1e3", "twelve", "--1", "1 000", "£-1", "１２"]
)
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValueError, match="is not an amount in pounds"):
        money.parse_pounds(text)
