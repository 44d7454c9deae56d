"""Exempt classes with their limits, premiums with their steps and exceptions."""

from datetime import date, timedelta

import pytest
import yaml

from accounts.data import Excepted
from accounts.rules import exemptions, premiums
from revenues.kernel import money
from revenues.kernel.errors import DomainError
from revenues.kernel.law import ROOT, UnlawfulSetting
from revenues.kernel.years import days_in, year_period
from tests.law.examples import day, example, pence

ON = date(2026, 6, 10)
FULL = {
    "accounts.premiums.empty_percent": 100,
    "accounts.premiums.empty_percent_5_years": 200,
    "accounts.premiums.empty_percent_10_years": 300,
    "accounts.premiums.second_home_percent": 100,
}


def days_of(year: int):
    """Every day of a financial year."""
    period = year_period(year)
    return [period.start + timedelta(days=place) for place in range(days_in(year))]


# -- exemptions --------------------------------------------------------------------------------------------


def test_si1992_558_exempt_classes():
    held = exemptions.check("U", on=ON, occupied=True)
    assert held.value == "U"
    assert held.provision == "SI 1992/558 art 3 class U"
    refused = exemptions.check("U", on=ON, occupied=False)
    assert not refused
    assert refused.reasons == ("Class U needs that somebody lives there.",)


def test_class_f_of_the_example():
    given, expected = example("EXM-01")
    grant, charged_from = day(given["grant"]), day(expected["chargeable_from"])
    assert exemptions.first_charged_day("F", on=grant, grant=grant) == charged_from
    assert charged_from - timedelta(days=1) == day(expected["last_exempt_day"])
    exempt = [on for on in days_of(2026) if exemptions.check("F", on=on, occupied=False, grant=grant)]
    assert exempt[-1] == day(expected["last_exempt_day"])
    charged = days_in(2026) - len(exempt)
    assert charged == expected["chargeable_days_2026_27"]
    assert money.by_days(pence(given["annual"]), days=charged, of=days_in(2026)) == pence(expected["charge"])


def test_class_f_before_the_grant_has_no_limit():
    found = exemptions.check("F", on=ON, occupied=False, since=date(2019, 1, 1))
    assert found.value == "F"
    assert exemptions.first_charged_day("F", on=ON) is None


def test_class_b_of_the_example():
    given, expected = example("EXM-02")
    since = day(given["unoccupied_from"])
    exempt = [on for on in days_of(2026) if exemptions.check("B", on=on, occupied=False, since=since)]
    assert exempt[-1] == day(expected["exempt_to"])
    charged = days_in(2026) - len(exempt)
    assert charged == expected["chargeable_days"]
    assert money.by_days(pence(given["annual"]), days=charged, of=days_in(2026)) == pence(expected["charge"])


@pytest.mark.parametrize(
    ("cls", "facts", "reason"),
    [
        ("B", {"occupied": True, "since": date(2026, 4, 1)}, "nobody lives there"),
        ("B", {"occupied": False}, "not known"),
        ("B", {"occupied": False, "since": date(2026, 7, 1)}, "begins on"),
        ("B", {"occupied": False, "since": date(2025, 1, 1)}, "first day charged"),
        ("A", {"occupied": False, "since": date(2026, 6, 1)}, "not in force"),
        ("C", {"occupied": False, "since": date(2026, 6, 1)}, "not in force"),
    ],
)
def test_refusals_say_why(cls, facts, reason):
    found = exemptions.check(cls, on=ON, **facts)
    assert not found
    assert reason in found.reasons[0]


@pytest.mark.parametrize("cls", ["A", "C"])
def test_classes_abolished_in_2013(cls):
    last, first = date(2013, 3, 31), date(2013, 4, 1)
    state = {"occupied": False, "furnished": False, "since": date(2013, 1, 1)}
    assert exemptions.check(cls, on=last, **state)
    assert not exemptions.check(cls, on=first, **state)


def test_class_c_needed_an_unfurnished_dwelling():
    found = exemptions.check("C", on=date(2012, 6, 1), occupied=False, since=date(2012, 5, 1))
    assert not found
    assert "unfurnished" in found.reasons[0]


@pytest.mark.parametrize("occupied", [True, False])
@pytest.mark.parametrize("cls", ["M", "O"])
def test_halls_and_barracks_are_exempt_either_way(cls, occupied):
    assert exemptions.check(cls, on=ON, occupied=occupied)


def test_the_classes_of_today():
    assert "".join(exemptions.classes(on=ON)) == "BDEFGHIJKLMNOPQRSTUVW"
    on_file = yaml.safe_load((ROOT / "accounts/law/exemptions.yaml").read_text(encoding="utf-8"))
    assert set(on_file) == {f"class_{cls.lower()}" for cls in exemptions.CLASSES}


def test_unknown_exempt_classes_are_refused():
    with pytest.raises(DomainError, match="no class"):
        exemptions.check("Z", on=ON, occupied=False)


# -- premiums ----------------------------------------------------------------------------------------------


def percent(on: date, *, since: date | None, furnished: bool = False, policy=FULL, **more) -> int:
    return premiums.premium(
        occupied=False, furnished=furnished, since=since, on=on, policy=policy, **more
    ).value


def added(annual: int, year: int, **more) -> dict[int, tuple[int, int]]:
    """Days and pence by percentage over a year."""
    found: dict[int, int] = {}
    for on in days_of(year):
        level = percent(on, **more)
        found[level] = found.get(level, 0) + 1
    of = days_in(year)
    return {
        level: (days, money.per_cent_of(money.by_days(annual, days=days, of=of), level))
        for level, days in found.items()
        if level
    }


def test_lgfa92_s11b_empty_premium():
    given, expected = example("PRM-01")
    since, annual = day(given["empty_from"]), pence(given["annual"])
    found = added(annual, 2026, since=since)
    assert found == {given["premium_pct"]: (expected["premium_days"], pence(expected["premium"]))}
    first = day(expected["premium_from"])
    assert percent(first, since=since) == given["premium_pct"]
    assert percent(first - timedelta(days=1), since=since) == 0
    assert annual + found[100][1] == pence(expected["total_after_adjustment"])
    assert annual == pence(expected["march_demand"])


def test_the_literal_reading_is_a_setting():
    given, expected = example("PRM-01")
    literal = {**FULL, "accounts.premiums.starts": "day_before"}
    day_before = day(expected["premium_from"]) - timedelta(days=1)
    assert str(day_before) in expected["note"]
    assert percent(day_before, since=day(given["empty_from"]), policy=literal) == 100
    assert percent(day_before - timedelta(days=1), since=day(given["empty_from"]), policy=literal) == 0


def test_five_years_of_the_example():
    given, expected = example("PRM-02")
    found = added(pence(given["annual"]), 2026, since=day(given["empty_from"]))
    assert found == {
        100: (expected["days_100"], pence(expected["premium_100"])),
        200: (expected["days_200"], pence(expected["premium_200"])),
    }
    total = pence(given["annual"]) + sum(pence_ for _, pence_ in found.values())
    assert total == pence(expected["total_year"])


@pytest.mark.parametrize(
    ("on", "since", "wanted"),
    [
        (date(2014, 1, 1), date(2012, 1, 1), 50),
        (date(2014, 1, 1), date(2013, 1, 1), 0),
        (date(2019, 6, 1), date(2000, 1, 1), 100),
        (date(2020, 6, 1), date(2000, 1, 1), 200),
        (date(2021, 6, 1), date(2000, 1, 1), 300),
        (date(2024, 3, 31), date(2023, 1, 1), 0),
        (date(2024, 4, 1), date(2023, 1, 1), 100),
        (date(2012, 6, 1), date(2000, 1, 1), 0),
        (date(2026, 6, 1), None, 0),
        (date(2026, 6, 1), date(2026, 7, 1), 0),
    ],
)
def test_the_steps_of_each_year(on, since, wanted):
    policy = {name: {date(1993, 4, 1): value} for name, value in FULL.items()}
    assert percent(on, since=since, policy=policy) == wanted


def test_a_year_that_began_on_a_leap_day_is_complete_on_the_first_of_march():
    since = date(2024, 2, 29)
    assert percent(date(2025, 2, 28), since=since) == 0
    assert percent(date(2025, 3, 1), since=since) == 100


def test_nothing_is_added_where_nothing_is_determined():
    found = premiums.premium(occupied=False, furnished=False, since=date(2000, 1, 1), on=ON)
    assert found.value == 0
    assert found.reasons == ("The authority has determined no premium.",)


def test_one_determined_percentage_goes_on_after_five_years():
    only_first = {"accounts.premiums.empty_percent": 100}
    assert percent(ON, since=date(2000, 1, 1), policy=only_first) == 100


def test_an_authority_cannot_add_more_than_the_law_lets_it():
    with pytest.raises(UnlawfulSetting, match="at most 100"):
        percent(ON, since=date(2020, 1, 1), policy={"accounts.premiums.empty_percent": 101})


def test_lgfa92_s11c_second_home_premium():
    given, expected = example("PRM-06")
    annual = pence(given["annual"])
    found = added(annual, 2026, since=None, furnished=True)
    assert annual + found[100][1] == pence(expected["total"])
    assert percent(date(2025, 3, 31), since=None, furnished=True, policy={**FULL}) == 0
    assert percent(date(2025, 4, 1), since=None, furnished=True) == 100


def test_a_local_period_before_the_second_home_premium():
    policy = {**FULL, "accounts.premiums.second_home_after_months": 12}
    since = date(2025, 6, 11)
    assert percent(date(2026, 6, 10), since=since, furnished=True, policy=policy) == 0
    assert percent(date(2026, 6, 11), since=since, furnished=True, policy=policy) == 100
    assert percent(date(2026, 6, 11), since=None, furnished=True, policy=policy) == 0


def test_lgfa92_s11b_s11c_premium():
    """Nobody pays a premium for a home in which somebody lives; furniture decides which premium it is."""
    lived_in = premiums.premium(occupied=True, furnished=True, since=date(2000, 1, 1), on=ON, policy=FULL)
    assert lived_in.value == 0
    empty = premiums.premium(occupied=False, furnished=False, since=date(2000, 1, 1), on=ON, policy=FULL)
    second = premiums.premium(occupied=False, furnished=True, since=date(2000, 1, 1), on=ON, policy=FULL)
    assert (empty.rule, second.rule) == ("lgfa92-s11b-empty-premium", "lgfa92-s11c-second-home-premium")


def test_si2003_3011_premium_exceptions():
    given, expected = example("PRM-03")
    marketed = Excepted("G", day(given["marketed_from"]))
    annual = pence(given["annual"])
    found = added(annual, 2026, since=None, furnished=True, exceptions=[marketed])
    assert found == {100: (expected["premium_days"], pence(expected["premium"]))}
    assert annual + found[100][1] == pence(expected["total"])
    assert premiums.exception_end(marketed, on=ON) == day(expected["exception_to"]) + timedelta(days=1)


def test_after_an_exception_the_level_is_by_all_the_time_empty():
    given, expected = example("PRM-05")
    ended = date(2026, 6, 10)
    since = ended.replace(year=ended.year - given["years_empty_when_exception_ends"])
    marketed = Excepted("G", ended.replace(year=ended.year - 1))
    assert percent(ended - timedelta(days=1), since=since, exceptions=[marketed]) == 0
    assert percent(ended, since=since, exceptions=[marketed]) == expected["premium_pct"]


@pytest.mark.parametrize(
    ("cls", "empty", "second_home"),
    [(cls, 0, 0) for cls in "EFGHI"] + [(cls, 100, 0) for cls in "JKL"] + [("M", 0, 100)],
)
def test_which_premium_each_class_lifts(cls, empty, second_home):
    since = date(2024, 1, 1)
    assert percent(ON, since=since, exceptions=[cls]) == empty
    assert percent(ON, since=since, furnished=True, exceptions=[cls]) == second_home


@pytest.mark.parametrize(("cls", "wanted"), [("E", 0), ("F", 0), ("G", 100), ("M", 100)])
def test_before_april_2025_only_two_classes_lifted_the_empty_premium(cls, wanted):
    policy = {name: {date(1993, 4, 1): value} for name, value in FULL.items()}
    assert percent(date(2025, 3, 31), since=date(2023, 1, 1), exceptions=[cls], policy=policy) == wanted


def test_an_exception_that_has_not_begun_lifts_nothing():
    assert percent(ON, since=date(2024, 1, 1), exceptions=[Excepted("G", date(2026, 7, 1))]) == 100


def test_unknown_exceptions_are_refused():
    with pytest.raises(DomainError, match="no premium exception class"):
        percent(ON, since=date(2024, 1, 1), exceptions=["N"])
