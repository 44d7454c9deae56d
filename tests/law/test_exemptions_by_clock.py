"""Exempt classes in the year's charge: limits, sales, breaks, classes that were abolished, contradictions."""

from datetime import date, timedelta

import pytest

from accounts.data import Disregarded, Exempted
from accounts.rules import clocks, exemptions
from revenues.kernel.errors import DomainError
from revenues.kernel.law import national
from tests.law.examples import (
    ACCOUNT,
    AHEAD,
    EMPTY,
    FULL,
    FURNISHED,
    LIVED_IN,
    YEAR_START,
    billed,
    day,
    example,
    held,
    lines,
    pence,
)

ON = date(2026, 6, 10)
CHARGED = {"accounts.discounts.class_c_percent": 0, "accounts.discounts.class_b_percent": 0}


def claimed(cls: str, start: date, state=EMPTY, *, end: date | None = None, **given):
    claim = Exempted(cls, **{name: given.pop(name) for name in ("since", "grant", "ended") if name in given})
    given.setdefault("occupancies", (held(state, start, fact="occupancy:1"),))
    given.setdefault("policy", CHARGED)
    return billed(exempted=(held(claim, start, end, "entitlement:1"),), **given)


def test_si1992_558_limits():
    given, expected = example("EXM-02")
    start = day(given["unoccupied_from"])
    found = claimed("B", start, annual=pence(given["annual"]))
    assert found.lines[0].period.last == day(expected["exempt_to"])
    assert lines(found, "charge") == [("charge", "D", expected["chargeable_days"], pence(expected["charge"]))]
    assert found.lines[0].facts == ("entitlement:1",)
    claim = held(Exempted("B", start), start)
    over = exemptions.standing(claim, (), on=date(2026, 7, 1))
    assert (over.value, over.provision) == ("over", "SI 1992/558 art 3 class B")


def test_class_f_ends_six_months_after_the_grant():
    given, expected = example("EXM-01")
    died = date(2025, 12, 1)
    found = claimed("F", died, since=died, grant=day(given["grant"]), annual=pence(given["annual"]))
    assert found.lines[0].period.last == day(expected["last_exempt_day"])
    assert found.total == pence(expected["charge"])


def test_class_f_without_a_grant_has_no_limit():
    assert claimed("F", date(2019, 1, 1)).total == 0


def test_a_limit_that_raises_the_charge_is_billed_when_it_has_come():
    died, grant = date(2025, 12, 1), date(2026, 3, 20)
    assert claimed("F", died, grant=grant, as_at=date(2026, 9, 19)).total == 0
    assert claimed("F", died, grant=grant, as_at=date(2026, 9, 20)).total == 135199
    ahead = claimed("F", died, grant=grant, as_at=YEAR_START, policy={**CHARGED, **AHEAD})
    assert ahead.total == 135199


def test_a_sale_or_transfer_ends_it_at_once():
    found = claimed("F", date(2025, 12, 1), ended=ON)
    assert [line.kind for line in found.lines] == ["exempt", "charge"]
    assert found.lines[1].period.start == ON


def test_a_period_that_was_decided_shorter_stands():
    found = claimed("B", YEAR_START, end=ON, occupancies=(held(EMPTY, YEAR_START),))
    assert found.lines[1].period.start == ON


@pytest.mark.parametrize(("days", "last"), [(41, date(2026, 6, 30)), (42, date(2026, 10, 9))])
def test_si1992_558_last_occupied(days, last):
    """Less than six weeks of living there do not start the six months of class B again; six weeks do."""
    back = date(2026, 4, 10)
    left = back - timedelta(days=days)
    states = (held(EMPTY, date(2026, 1, 1), left), held(LIVED_IN, left, back), held(EMPTY, back))
    assert clocks.last_left(states, on=ON) == (date(2026, 1, 1) if days == 41 else back)
    claim = (held(Exempted("B"), back),)
    found = billed(exempted=claim, occupancies=states, policy=CHARGED)
    exempt = next(line for line in found.lines if line.kind == "exempt")
    assert exempt.period.last == last


@pytest.mark.parametrize(
    ("cls", "state", "wanted"), [("A", FURNISHED, date(2013, 4, 1)), ("C", EMPTY, date(2013, 4, 1))]
)
def test_classes_that_were_abolished_end_with_their_law(cls, state, wanted):
    start = date(2013, 1, 1)
    before = claimed(cls, start, state, year=2012, since=start)
    after = claimed(cls, start, state, year=2013, since=start)
    exempt = [line for line in before.lines if line.kind == "exempt"]
    assert exempt[0].period.end == wanted
    assert [line.kind for line in after.lines] == ["charge"]


@pytest.mark.parametrize(("cls", "end"), [("A", date(2011, 5, 1)), ("C", date(2010, 11, 1))])
def test_old_vacant_classes_had_twelve_and_six_months(cls, end):
    start = date(2010, 5, 1)
    found = claimed(cls, start, year=2010, since=start)
    exempt = [line for line in found.lines if line.kind == "exempt"]
    assert exempt[0].period.end == min(end, date(2011, 4, 1))
    assert exemptions.limit_of(held(Exempted(cls, start), start), (), on=start, law=national()) == end


@pytest.mark.parametrize(
    ("cls", "state", "reason"),
    [
        ("F", LIVED_IN, "Class F needs that nobody lives there"),
        ("N", EMPTY, "Class N needs that somebody lives there"),
        ("U", FURNISHED, "Class U needs that somebody lives there"),
    ],
)
def test_a_class_in_the_wrong_state_parks_the_account(cls, state, reason):
    with pytest.raises(DomainError, match=f"1 April 2026.*{ACCOUNT}.*cannot be charged: {reason}"):
        claimed(cls, date(2026, 1, 1), state)


def test_a_class_whose_time_is_over_asks_no_state():
    found = claimed("F", date(2020, 1, 1), LIVED_IN, grant=date(2020, 3, 1))
    assert [line.kind for line in found.lines] == ["charge"]


def test_where_no_occupation_is_known_the_class_stands():
    assert claimed("N", date(2026, 1, 1), occupancies=()).total == 0
    assert claimed("B", date(2026, 1, 1), occupancies=()).total == 0


def test_a_period_given_is_not_cut_and_not_asked():
    for cls in "BF":
        found = billed(exemptions=(held(cls),), occupancies=(held(LIVED_IN),))
        assert found.total == 0


@pytest.mark.parametrize("cls", "BDEFGHIJKLQRT")
def test_unoccupied_classes_are_exempt_in_a_bill(cls):
    assert claimed(cls, date(2026, 3, 1), as_at=date(2026, 4, 1)).total == 0


@pytest.mark.parametrize("cls", "MNOPSUVW")
def test_occupied_classes_are_exempt_in_a_bill(cls):
    assert claimed(cls, date(2026, 3, 1), LIVED_IN).total == 0


def test_unknown_classes_are_refused():
    with pytest.raises(DomainError, match="no class 'Z'"):
        claimed("Z", YEAR_START)


def test_the_clock_of_the_premium_runs_on_through_an_exemption():
    found = claimed("E", date(2015, 1, 1), end=ON, policy=FULL, occupancies=(held(EMPTY, date(2015, 1, 1)),))
    assert [(line.kind, line.percent) for line in found.lines] == [
        ("exempt", 0), ("charge", 0), ("premium", 300),
    ]  # fmt: skip


# -- classes that follow from who lives there ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("people", "cls"),
    [
        ([("a", "student"), ("b", "student")], "N"),
        ([("a", "student"), ("b", "leaver")], "N"),
        ([("a", "student"), ("b", "student_dependant")], "N"),
        ([("a", "smi"), ("b", "smi")], "U"),
        ([("a", "smi"), ("b", "student")], "U"),
        ([("a", "student"), ("b", "carer")], ""),
        ([("a", "student"), ("b", "carer"), ("b", "student")], "N"),
        ([("a", "student")], ""),
    ],
)
def test_si1992_558_by_residents(people, cls):
    """Students and a carer who is left out of the count have 50%, students alone are exempt."""
    found = exemptions.by_residents(2, [Disregarded(*one) for one in people], on=ON)
    assert found.value == cls
    assert found.reasons


def test_nobody_lives_there_and_no_class_follows():
    assert not exemptions.by_residents(0, [], on=ON)
    assert not exemptions.by_residents(1, [Disregarded("a", "smi")], on=date(1994, 1, 1))
