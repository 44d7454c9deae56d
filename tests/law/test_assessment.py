"""The year's charge: days, discounts, exemptions, and the law it stood on."""

from datetime import date, timedelta

import pytest

from accounts.data import Disregarded, Occupied
from billing.rules.assessment import assess
from revenues.kernel.errors import DomainError
from revenues.kernel.money import by_days
from revenues.kernel.periods import Period
from revenues.kernel.years import days_in, parse_label
from tests.law.examples import (
    ACCOUNT,
    AS_AT,
    OCTOBER,
    YEAR_START,
    area,
    billed,
    day,
    each,
    example,
    facts,
    held,
    lines,
    pence,
)

# -- days ------------------------------------------------------------------------------------------------


def test_lgfa92_s10_daily():
    for id in ("MOVE-01", "MOVE-02"):
        given, expected = example(id)
        start, end = day(given["from"]), day(given["to"]) + timedelta(days=1)
        year = parse_label(given["year"])
        assert days_in(year) == given["days_in_year"]
        found = assess(
            facts(
                year=year,
                start=start,
                end=end,
                bands=(held(given["band"]),),
                rates={"here": area(**{given["band"]: pence(given["annual"])})},
            ),
            as_at=AS_AT,
        )
        assert lines(found) == [("charge", given["band"], expected["days"], pence(expected["charge"]))]


def test_a_move_costs_the_sum_of_the_rounded_periods():
    given, expected = example("MOVE-03")
    assert sum(each(given["periods"])) == pence(expected["total"])


def test_the_day_of_moving_in_is_charged_and_the_day_of_moving_out_is_not():
    given, expected = example("DAYS-01")
    found = billed(start=day(given["move_in"]), end=day(given["move_out"]))
    assert found.lines[0].period.days == expected["days"]
    assert found.lines[0].period.last == day(given["move_out"]) - timedelta(days=1)


def test_a_leap_year_has_one_day_more():
    given, expected = example("LEAP-01")
    end = day(given["to"]) + timedelta(days=1)
    found = billed(
        year=parse_label(given["year"]), start=day(given["from"]), end=end, annual=pence(given["annual"])
    )
    assert days_in(2027) == expected["days_in_year"]
    assert lines(found) == [("charge", "D", expected["days"], pence(expected["charge"]))]


def test_days_of_each_year():
    _, expected = example("LEAP-02")
    assert {label: days_in(parse_label(label)) for label in expected} == expected


def test_a_full_leap_year_costs_the_annual_amount():
    given, expected = example("LEAP-03")
    year = parse_label(given["year"])
    found = billed(year=year, annual=pence(given["annual"]))
    assert found.lines[0].period.days == given["days"] == given["days_in_year"]
    assert found.total == pence(expected["charge"])


def test_days_outside_the_year_are_another_years():
    found = billed(start=date(2025, 10, 1), end=date(2028, 1, 1))
    assert lines(found) == [("charge", "D", 365, 255687)]
    assert billed(start=date(2027, 4, 1)).lines == ()
    assert billed(start=date(2027, 4, 1)).total == 0


# -- discounts -------------------------------------------------------------------------------------------


def test_a_discount_from_october():
    given, expected = example("SPD-01")
    found = billed(households=(held(2, end=OCTOBER), held(1, OCTOBER)))
    assert day(given["discount_from"]) == OCTOBER
    assert lines(found) == [
        ("charge", "D", 365, pence(given["annual"])),
        ("discount", "25", expected["days_discounted"], -pence(expected["discount"])),
    ]
    assert found.lines[1].base == pence(expected["charge_disc_period_gross"])
    assert found.total == pence(expected["net_year"])
    first = by_days(pence(given["annual"]), days=expected["days_full"], of=365)
    assert first == pence(expected["charge_full_period"])
    assert first + found.lines[1].base == pence(expected["gross_year_if_two_periods"])
    assert found.lines[1].amount == -pence(expected["discount_from_unrounded_gross"])


def test_a_household_that_nobody_declared_has_no_discount():
    assert lines(billed()) == lines(billed(households=(held(None),))) == [("charge", "D", 365, 255687)]


def test_disregarded_residents_are_not_counted():
    one = held(Disregarded("ann", "student"), OCTOBER, fact="resident:1")
    found = billed(households=(held(2, fact="household:1"),), disregards=(one,))
    assert lines(found, "discount") == [("discount", "25", 182, -31873)]
    assert found.lines[1].facts == ("household:1", "resident:1")
    assert found.lines[1].rule == "lgfa92-s11-discount"


def test_a_resident_in_two_classes_is_disregarded_once():
    twice = tuple(held(Disregarded("ann", cls)) for cls in ("student", "carer"))
    assert lines(billed(households=(held(2),), disregards=twice), "discount") == [
        ("discount", "25", 365, -63922)
    ]


def test_all_disregarded_is_fifty():
    both = tuple(held(Disregarded(name, "student")) for name in ("ann", "ben"))
    assert billed(households=(held(2),), disregards=both).total == 255687 - 127844


def test_more_disregarded_than_live_there_names_account_and_day():
    both = tuple(held(Disregarded(name, "student")) for name in ("ann", "ben"))
    with pytest.raises(DomainError, match=f"1 April 2026.*{ACCOUNT}.*cannot be") as raised:
        billed(households=(held(1),), disregards=both)
    assert raised.value.facts == {"account": ACCOUNT, "day": YEAR_START}


def test_a_dwelling_with_no_resident_has_fifty_where_nothing_is_determined():
    for state in (Occupied(False, True), Occupied(False, False)):
        found = billed(occupancies=(held(state, fact="occupancy:1"),), households=(held(2),))
        assert lines(found, "discount") == [("discount", "50", 365, -127844)]
        assert found.lines[1].facts == ("occupancy:1",)


def test_no_adult_in_an_occupied_dwelling_is_no_resident():
    found = billed(households=(held(0),))
    assert (found.lines[1].percent, found.lines[1].rule) == (50, "lgfa92-s11-no-resident")


def test_the_first_days_of_an_empty_home():
    given, expected = example("EMP-01")
    policy = {
        "accounts.discounts.class_c_percent": 0,
        "accounts.discounts.class_c_first_days": given["discount_days"],
        "accounts.discounts.class_c_first_percent": 100,
    }
    empty_from = day(given["empty_from"])
    states = (held(Occupied(True), end=empty_from), held(Occupied(False, False), empty_from))
    found = assess(facts(occupancies=states), as_at=AS_AT, policy=policy)
    assert lines(found, "discount") == [("discount", "100", 28, -pence(expected["discount"]))]
    assert found.lines[1].period.last == day(expected["discount_to"])
    assert found.total == pence(expected["year_net"])


def test_the_first_days_run_with_the_dwelling_from_the_year_before():
    policy = {
        "accounts.discounts.class_c_percent": 0,
        "accounts.discounts.class_c_first_days": 28,
        "accounts.discounts.class_c_first_percent": 100,
    }
    found = assess(
        facts(start=date(2026, 4, 5), occupancies=(held(Occupied(False, False), date(2026, 3, 20)),)),
        as_at=AS_AT,
        policy=policy,
    )
    assert found.lines[1].period == Period(date(2026, 4, 5), date(2026, 4, 17))


# -- exemptions ------------------------------------------------------------------------------------------


def test_lgfa92_s4_exempt():
    found = billed(exemptions=(held("F", fact="entitlement:3"),))
    assert lines(found) == [("exempt", "F", 365, 0)]
    assert (found.total, found.lines[0].facts) == (0, ("entitlement:3",))


def test_class_f_ends_within_the_year():
    given, expected = example("EXM-01")
    end = day(expected["chargeable_from"])
    states = (held(Occupied(False, False), date(2025, 12, 1)),)
    policy = {"accounts.discounts.class_c_percent": 0}
    found = assess(facts(exemptions=(held("F", end=end),), occupancies=states), as_at=AS_AT, policy=policy)
    assert found.total == pence(expected["charge"])
    assert [line.kind for line in found.lines] == ["exempt", "charge"]
    assert pence(given["annual"]) == found.lines[1].annual


def test_class_b_ends_within_the_year():
    _, expected = example("EXM-02")
    end = day(expected["exempt_to"]) + timedelta(days=1)
    assert billed(exemptions=(held("B", end=end),)).total == pence(expected["charge"])


def test_an_exempt_day_needs_no_band():
    found = billed(bands=(held("D", OCTOBER),), exemptions=(held("F", end=OCTOBER),))
    assert [line.kind for line in found.lines] == ["exempt", "charge"]


# -- the law it stood on ---------------------------------------------------------------------------------


def test_the_digest_tells_which_law_was_read():
    plain, counted = billed(), billed(households=(held(1),))
    assert plain.law_digest != counted.law_digest
    assert counted.law_digest == billed(households=(held(1),)).law_digest
    with_policy = assess(
        facts(occupancies=(held(Occupied(False)),)),
        as_at=AS_AT,
        policy={"accounts.discounts.class_b_percent": 0},
    )
    assert with_policy.law_digest != billed(occupancies=(held(Occupied(False)),)).law_digest


def test_a_change_of_the_law_within_the_year_cuts_it():
    policy = {"accounts.discounts.class_b_percent": {YEAR_START: 0, OCTOBER: 50}}
    found = assess(facts(occupancies=(held(Occupied(False)),)), as_at=AS_AT, policy=policy)
    assert lines(found, "discount") == [("discount", "50", 182, -63747)]


def test_what_was_known_when_is_kept():
    found = billed()
    assert (found.as_at, found.year, found.engine) == (AS_AT, 2026, "2026.1")
