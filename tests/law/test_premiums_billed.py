"""Premiums in the year's charge: anniversaries, exceptions with their clocks, what an estimate takes ahead."""

from datetime import date, timedelta

import pytest

from accounts.data import Circumstance, Excepted, Exempted
from accounts.rules import exceptions, premiums
from revenues.kernel.errors import DomainError
from revenues.kernel.law import in_force
from revenues.kernel.money import by_days
from revenues.kernel.periods import Period
from tests.law.examples import (
    AHEAD,
    EMPTY,
    FULL,
    FURNISHED,
    LIVED_IN,
    YEAR_START,
    area,
    billed,
    day,
    example,
    held,
    lines,
    pence,
)

ON = date(2026, 6, 10)
MARCH, LATER = date(2026, 3, 10), date(2027, 4, 20)


def empty(since: date, state=EMPTY, **more):
    return billed(occupancies=(held(state, since, fact="occupancy:1"),), policy=FULL, **more)


def test_a_year_empty_is_billed_when_it_has_happened():
    given, expected = example("PRM-01")
    since = day(given["empty_from"])
    annual = pence(given["annual"])
    assert empty(since, as_at=MARCH, annual=annual).total == pence(expected["march_demand"])
    found = empty(since, as_at=day(expected["premium_from"]), annual=annual)
    assert lines(found, "premium") == [
        ("premium", "100", expected["premium_days"], pence(expected["premium"]))
    ]
    assert found.lines[1].period.start == day(expected["premium_from"])
    assert (found.lines[1].rule, found.lines[1].facts) == ("lgfa92-s11b-empty-premium", ("occupancy:1",))
    assert found.total == pence(expected["total_after_adjustment"])


def test_an_authority_may_bill_a_known_anniversary_ahead():
    given, expected = example("PRM-01")
    found = billed(
        occupancies=(held(EMPTY, day(given["empty_from"])),), policy={**FULL, **AHEAD}, as_at=MARCH
    )
    assert found.total == pence(expected["total_after_adjustment"])


def test_the_day_before_the_anniversary_is_a_setting():
    given, expected = example("PRM-01")
    literal = {**FULL, "accounts.premiums.starts": "day_before"}
    found = billed(occupancies=(held(EMPTY, day(given["empty_from"])),), policy=literal)
    assert found.lines[1].period.start == day(expected["premium_from"]) - timedelta(days=1)


def test_five_years_cut_the_year():
    given, expected = example("PRM-02")
    since, annual = day(given["empty_from"]), pence(given["annual"])
    found = empty(since, annual=annual)
    assert lines(found, "premium") == [
        ("premium", "100", expected["days_100"], pence(expected["premium_100"])),
        ("premium", "200", expected["days_200"], pence(expected["premium_200"])),
    ]
    assert found.total == pence(expected["total_year"])
    assert empty(since, as_at=MARCH, annual=annual).total == 2 * annual


def test_marketing_spares_a_second_home_for_twelve_months():
    given, expected = example("PRM-03")
    since, annual = day(given["marketed_from"]), pence(given["annual"])
    marketed = (held(Excepted("G", since), since, fact="entitlement:1"),)
    common = {"annual": annual, "exceptions": marketed, "policy": FULL}
    home = (held(FURNISHED, date(2020, 1, 1)),)
    found = billed(occupancies=home, **common)
    assert lines(found, "premium") == [
        ("premium", "100", expected["premium_days"], pence(expected["premium"]))
    ]
    assert found.lines[1].rule == "lgfa92-s11c-second-home-premium"
    assert found.lines[1].period.start == day(expected["exception_to"]) + timedelta(days=1)
    assert found.total == pence(expected["total"])
    assert billed(occupancies=home, as_at=MARCH, **common).total == annual


def test_a_sale_ends_the_exception_at_once():
    marketed = (held(Excepted("G", YEAR_START), YEAR_START, ON),)
    found = empty(date(2020, 1, 1), FURNISHED, exceptions=marketed)
    assert found.lines[1].period == Period(ON, date(2027, 4, 1))


def test_after_an_exception_all_the_time_empty_counts():
    given, expected = example("PRM-05")
    since = ON.replace(year=ON.year - given["years_empty_when_exception_ends"])
    marketed = (held(Excepted("G", ON.replace(year=2025)), ON.replace(year=2025)),)
    found = empty(since, exceptions=marketed)
    assert [(line.percent, line.period.start) for line in found.lines[1:]] == [(expected["premium_pct"], ON)]


def test_a_second_home_for_a_whole_year():
    given, expected = example("PRM-06")
    found = empty(date(2020, 1, 1), FURNISHED, annual=pence(given["annual"]))
    assert found.total == pence(expected["total"])


def test_nothing_is_added_before_the_law_allowed_it():
    home = (held(FURNISHED, date(2010, 1, 1)),)
    assert lines(billed(occupancies=home, year=2024, policy=FULL), "premium") == []
    assert len(lines(billed(occupancies=home, year=2025, policy=FULL), "premium")) == 1
    hollow = (held(EMPTY, date(2000, 1, 1)),)
    found = {
        year: sum(line.percent for line in billed(occupancies=hollow, year=year, policy=FULL).lines)
        for year in (2012, 2013, 2019, 2020, 2021, 2024)
    }
    assert found == {2012: 0, 2013: 50, 2019: 100, 2020: 200, 2021: 300, 2024: 300}


def test_the_discount_for_no_resident_does_not_run_beside_a_premium():
    only_premium = {name: value for name, value in FULL.items() if "class" not in name}
    found = billed(occupancies=(held(EMPTY, date(2025, 9, 1)),), policy=only_premium)
    assert [(line.kind, line.period.days) for line in found.lines] == [
        ("charge", 365), ("premium", 212), ("discount", 153),
    ]  # fmt: skip


def test_the_base_of_a_premium_is_the_charge_and_both_join_over_a_change_that_moves_no_price():
    found = empty(date(2020, 1, 1), FURNISHED, bands=(held("D", end=ON), held("D", ON)))
    assert [line.period.days for line in found.lines] == [365, 365]
    assert found.lines[1].base == found.lines[0].amount


@pytest.mark.parametrize(("days", "percent"), [(42, 200), (43, 100)])
def test_six_weeks_of_living_there_start_no_clock_again_in_a_bill(days, percent):
    back = date(2024, 1, 1) + timedelta(days=days)
    states = (
        held(EMPTY, date(2020, 1, 1), date(2024, 1, 1)),
        held(LIVED_IN, date(2024, 1, 1), back),
        held(EMPTY, back),
    )
    found = billed(occupancies=states, policy=FULL)
    assert {line.percent for line in found.lines if line.kind == "premium"} == {percent}


def test_furniture_moves_a_home_from_one_premium_to_the_other():
    """Charged by its years while empty, at once when furnished; the years run on if the furniture soon goes."""
    states = (
        held(EMPTY, date(2020, 1, 1), ON),
        held(FURNISHED, ON, ON + timedelta(days=30)),
        held(EMPTY, ON + timedelta(days=30)),
    )
    found = billed(occupancies=states, policy=FULL)
    assert [(line.percent, line.rule.split("-")[1]) for line in found.lines if line.kind == "premium"] == [
        (200, "s11b"), (100, "s11c"), (200, "s11b"),
    ]  # fmt: skip


def test_months_before_a_second_home_pays_more_are_a_clock():
    policy = {**FULL, "accounts.premiums.second_home_after_months": 12}
    home = (held(FURNISHED, date(2025, 6, 11)),)
    assert billed(occupancies=home, policy=policy, as_at=MARCH).total == 255687
    found = billed(occupancies=home, policy=policy)
    assert found.lines[1].period.start == date(2026, 6, 11)
    emptied_first = (held(EMPTY, date(2025, 9, 1), date(2025, 12, 1)), held(FURNISHED, date(2025, 12, 1)))
    found = billed(occupancies=emptied_first, policy=policy, as_at=LATER)
    assert found.lines[1].period.start == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("kind", "state", "premium"),
    [
        ("job_related", FURNISHED, 0),
        ("pitch", FURNISHED, 0),
        ("seasonal", FURNISHED, 0),
        ("repair", FURNISHED, 365),
        ("job_related", EMPTY, 365),
    ],
)
def test_what_is_so_of_a_dwelling_makes_its_exception(kind, state, premium):
    so = (held(Circumstance(kind), date(2026, 1, 1)),)
    found = empty(date(2020, 1, 1), state, circumstances=so)
    assert sum(line.period.days for line in found.lines if line.kind == "premium") == premium


def test_major_repairs_spare_an_empty_home_for_twelve_months():
    so = (held(Circumstance("repair", date(2025, 10, 1)), date(2025, 10, 1)),)
    found = empty(date(2020, 1, 1), circumstances=so)
    assert found.lines[1].period.start == date(2026, 10, 1)


def test_si2003_3011_class_i_after_grant():
    """Exempt while a class F, six months after the grant charged without premium, twelve months after it with it."""
    given, expected = example("EXM-01")
    grant, died = day(given["grant"]), date(2023, 11, 5)
    claim = (held(Exempted("F", died, grant), died, fact="entitlement:1"),)
    found = empty(died, exempted=claim, annual=pence(given["annual"]), as_at=LATER)
    charged = Period(day(expected["chargeable_from"]), date(2027, 4, 1))
    assert found.lines[0].period.last == day(expected["last_exempt_day"])
    assert found.lines[1].period == charged
    assert charged.days == expected["chargeable_days_2026_27"]
    assert found.lines[1].amount == pence(expected["charge"])
    assert lines(found, "premium") == [("premium", "100", 12, by_days(255687, days=12, of=365))]
    assert found.lines[2].period.start == date(2027, 3, 20)
    later = empty(died, exempted=claim, year=2027, as_at=date(2029, 1, 1), rates={"here": area(D=255687)})
    assert {line.percent for line in later.lines if line.kind == "premium"} == {100}


def test_a_sale_ends_class_i_too():
    died, grant = date(2023, 11, 5), date(2026, 3, 20)
    sold = (held(Exempted("F", died, grant, ended=date(2026, 7, 1)), died),)
    closed = (held(Exempted("F", died, grant), died, date(2026, 7, 1)),)
    for claim in (sold, closed):
        found = empty(died, exempted=claim)
        assert [line.kind for line in found.lines] == ["exempt", "charge", "premium"]
        assert found.lines[2].period.start == date(2026, 7, 1)


def test_a_claim_closed_at_its_limit_goes_on_into_class_i():
    died, grant = date(2023, 11, 5), date(2026, 3, 20)
    claim = (held(Exempted("F", died, grant), died, date(2026, 9, 20)),)
    found = empty(died, exempted=claim, as_at=LATER)
    assert found.lines[2].period.start == date(2027, 3, 20)


# -- once only -------------------------------------------------------------------------------------------------


def again(cls: str, **second):
    first = held(Excepted(cls, date(2025, 4, 1), owner="ann"), date(2025, 4, 1), date(2025, 9, 1), "e:1")
    return (first, held(Excepted(cls, YEAR_START, **second), YEAR_START, fact="e:2"))


def test_si2003_3011_given_again():
    law = in_force(policy=FULL)
    marketed = Excepted("G", YEAR_START, owner="ann")
    other = Excepted("G", date(2025, 4, 1), owner="ann")
    refused = exceptions.may_be_given(marketed, [other], on=ON, law=law)
    assert not refused
    assert "given again after a sale" in refused.reasons[0]
    assert exceptions.may_be_given(marketed, [Excepted("H", date(2025, 4, 1))], on=ON, law=law)
    assert exceptions.may_be_given(marketed, [marketed], on=ON, law=law)
    assert exceptions.may_be_given(Excepted("E"), [Excepted("E", YEAR_START)], on=ON, law=law)


@pytest.mark.parametrize(
    ("cls", "second", "given"),
    [
        ("G", {"owner": "ann"}, False),
        ("G", {}, False),
        ("G", {"owner": "ben"}, True),
        ("H", {"owner": "ben"}, False),
        ("H", {"let": Period(date(2025, 9, 1), date(2026, 2, 28))}, False),
        ("H", {"let": Period(date(2025, 9, 1), date(2026, 3, 1))}, True),
        ("M", {}, True),
    ],
)
def test_a_second_exception_that_may_not_be_given_parks_the_account(cls, second, given):
    if given:
        found = empty(date(2020, 1, 1), exceptions=again(cls, **second))
        assert lines(found, "premium") == []
    else:
        with pytest.raises(DomainError, match=r"1 April 2026.*cannot be charged: Class . was given"):
            empty(date(2020, 1, 1), exceptions=again(cls, **second))


def test_a_second_exception_matters_only_where_it_would_lift_something():
    assert empty(date(2026, 5, 1), exceptions=again("G", owner="ann")).total == 255687
    seasonal = (held(Circumstance("seasonal"), date(2020, 1, 1)),)
    found = empty(date(2020, 1, 1), FURNISHED, exceptions=again("G"), circumstances=seasonal)
    assert lines(found, "premium") == []


def test_an_authority_has_exceptions_of_its_own():
    own = {"works": {"lifts": ["empty"], "months": 6}, "flood": {"lifts": ["empty", "second_home"]}}
    policy = {**FULL, "accounts.premiums.local_exceptions": {date(2025, 4, 1): own}}
    days = {
        (name, state.furnished): sum(
            line.period.days
            for line in billed(
                occupancies=(held(state, date(2020, 1, 1)),),
                exceptions=(held(Excepted(name, date(2026, 1, 1)), date(2026, 1, 1)),),
                policy=policy,
            ).lines
            if line.kind == "premium"
        )
        for name in own
        for state in (EMPTY, FURNISHED)
    }
    assert days == {
        ("works", False): 274, ("works", True): 365, ("flood", False): 0, ("flood", True): 0,
    }  # fmt: skip


def test_unknown_exceptions_and_circumstances_are_refused():
    with pytest.raises(DomainError, match="no premium exception class"):
        empty(date(2020, 1, 1), exceptions=(held(Excepted("N"), YEAR_START),))
    with pytest.raises(DomainError, match="nothing is known of a dwelling called"):
        empty(date(2026, 1, 1), circumstances=(held(Circumstance("haunted")),))


def test_an_exception_without_its_day_lasts_for_its_period():
    assert premiums.exception_end(Excepted("G"), on=ON) is None
    found = empty(date(2020, 1, 1), exceptions=(held(Excepted("G"), YEAR_START, ON),))
    assert found.lines[1].period.start == ON


def test_a_disabled_reduction_and_a_premium_park_the_account():
    with pytest.raises(DomainError, match="disabled reduction needs that somebody lives there"):
        empty(date(2020, 1, 1), disabled=(held("room"),))
