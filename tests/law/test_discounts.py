"""Counting residents, dwellings with no resident, disregard classes, what may stand together."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from accounts.data import Occupied
from accounts.rules import clocks, discounts, disregards, entitlements
from revenues.kernel.errors import DomainError
from revenues.kernel.law import ROOT, UnlawfulSetting, national
from tests.law.examples import example, held

ON = date(2026, 6, 10)
B, C = discounts.CLASS_B, discounts.CLASS_C


def percent(residents: int, disregarded: int, **more) -> int:
    return discounts.discount(residents=residents, disregarded=disregarded, on=ON, **more).value


def test_lgfa92_s11_discount():
    given, expected = example("COUNT-01")
    for (adults, disregarded), told in zip(given["adults_disregarded"], expected["pct"], strict=True):
        wanted = told if adults else int(told.split(": ")[1].split()[0])
        assert percent(adults, disregarded) == wanted, (adults, disregarded)


def test_no_resident_of_the_table_is_fifty():
    _, expected = example("COUNT-01")
    assert "50 unless" in expected["pct"][-1]
    assert percent(0, 0) == 50


@pytest.mark.parametrize(
    ("residents", "disregarded", "provision"),
    [
        (1, 0, "LGFA 1992 s.11(1)"),
        (2, 2, "LGFA 1992 s.11(2)(b)"),
        (2, 0, "LGFA 1992 s.11"),
        (0, 0, "LGFA 1992 s.11(2)(a)"),
    ],
)
def test_the_provision_is_named(residents, disregarded, provision):
    found = discounts.discount(residents=residents, disregarded=disregarded, on=ON)
    assert (found.provision, bool(found), len(found.reasons)) == (
        provision,
        residents != 2 or disregarded > 0,
        1,
    )


@pytest.mark.parametrize(("residents", "disregarded"), [(1, 2), (-1, 0), (2, -1)])
def test_impossible_households_are_refused(residents, disregarded):
    with pytest.raises(DomainError, match="cannot be"):
        percent(residents, disregarded)


def test_lgfa92_s11_no_resident():
    assert discounts.no_resident(on=ON).value == 50
    assert discounts.no_resident(on=ON, furnished=False).value == 50


def test_lgfa92_s11a_determination():
    assert percent(0, 0, policy={B: 10}) == 10
    assert percent(0, 0, policy={B: 0}) == 0
    assert percent(0, 0, furnished=False, policy={B: 0}) == 50
    assert percent(0, 0, furnished=False, policy={C: 100}) == 100
    found = discounts.discount(residents=0, disregarded=0, on=ON, policy={B: 0})
    assert found.rule == "lgfa92-s11a-determination"


def test_job_related_dwellings_and_pitches_keep_fifty():
    assert percent(0, 0, excepted=True, policy={B: 0}) == 50


def test_a_determination_holds_from_its_day():
    policy = {B: {date(2026, 4, 1): 0}}
    before = discounts.discount(residents=0, disregarded=0, on=date(2026, 3, 31), policy=policy)
    after = discounts.discount(residents=0, disregarded=0, on=date(2026, 4, 1), policy=policy)
    assert (before.value, after.value) == (50, 0)


def test_class_c_first_days():
    policy = {C: 0, discounts.CLASS_C_FIRST_DAYS: 28, discounts.CLASS_C_FIRST: 100}
    since = date(2026, 6, 10)
    for day, wanted in ((date(2026, 6, 10), 100), (date(2026, 7, 7), 100), (date(2026, 7, 8), 0)):
        found = discounts.discount(
            residents=0, disregarded=0, on=day, furnished=False, since=since, policy=policy
        )
        assert found.value == wanted, day


@pytest.mark.parametrize("value", [51, -1])
def test_an_authority_cannot_determine_more_than_the_law_lets_it(value):
    with pytest.raises(UnlawfulSetting, match="must be at"):
        percent(0, 0, policy={B: value})


# -- clocks ------------------------------------------------------------------------------------------------

EMPTY, LIVED_IN, FURNISHED = Occupied(False, False), Occupied(True), Occupied(False, True)


@pytest.mark.parametrize(
    ("days_between", "wanted"),
    [(42, date(2026, 1, 1)), (43, date(2026, 4, 15)), (1, date(2026, 1, 1))],
)
def test_lgfa92_s11b_six_weeks(days_between, wanted):
    """Six weeks of somebody living there do not start the clock again; a day more does."""
    first_end = date.fromordinal(date(2026, 4, 15).toordinal() - days_between)
    timeline = (
        held(EMPTY, date(2026, 1, 1), first_end),
        held(LIVED_IN, first_end, date(2026, 4, 15)),
        held(EMPTY, date(2026, 4, 15)),
    )
    assert clocks.empty_since(timeline, on=ON) == wanted


def test_the_clock_of_an_occupied_dwelling_does_not_run():
    assert clocks.empty_since((held(LIVED_IN),), on=ON) is None
    assert clocks.empty_since((), on=ON) is None
    assert clocks.empty_since((held(FURNISHED),), on=ON) is None


def test_furnishing_moves_a_dwelling_but_it_stays_unoccupied():
    timeline = (held(EMPTY, date(2025, 1, 1), date(2026, 1, 1)), held(FURNISHED, date(2026, 1, 1)))
    assert clocks.empty_since(timeline, on=ON) is None
    assert clocks.unoccupied_since(timeline, on=ON) == date(2025, 1, 1)


# -- disregards --------------------------------------------------------------------------------------------


def test_lgfa92_sch1_disregards():
    student = disregards.find("student", on=ON)
    assert student.limits == {"student_weeks": 24, "student_hours": 21}
    assert student.joint == "student"
    assert disregards.find("smi", on=ON).joint == "smi"
    assert disregards.find("apprentice", on=ON).limits == {"apprentice_pay": 19500}
    assert disregards.find("carer", on=ON).limits == {"carer_hours": 35}
    assert disregards.find("carer", on=ON).joint == ""
    assert disregards.find("leaver", on=ON).limits["leaver_last_day"] == [10, 31]


def test_every_class_of_the_file_is_known_and_cited():
    on_file = yaml.safe_load((ROOT / "accounts/law/disregards.yaml").read_text(encoding="utf-8"))
    found = disregards.classes(on=ON)
    assert {one.code for one in found} == set(on_file) == set(disregards.CODES)
    assert all(one.who and one.condition and one.provision and one.certainty for one in found)


def test_every_number_of_the_file_belongs_to_a_class():
    on_file = yaml.safe_load(Path(ROOT / "accounts/law/disregard_limits.yaml").read_text(encoding="utf-8"))
    used = {name for one in disregards.classes(on=ON) for name in one.limits}
    assert used == set(on_file) == set(disregards.NUMBERS)


@pytest.mark.parametrize(("code", "on"), [("lodger", ON), ("homes_for_ukraine", date(2021, 4, 1))])
def test_unknown_classes_are_refused(code, on):
    with pytest.raises(DomainError, match="no class"):
        disregards.find(code, on=on)


# -- what may stand together -------------------------------------------------------------------------------


def test_house_entitlements_together():
    assert entitlements.may_stand_together("discount", "annexe", on=ON)
    assert entitlements.may_stand_together("discount", "disabled", on=ON)
    assert entitlements.may_stand_together("annexe", "disabled", on=ON)
    apart = entitlements.may_stand_together("premium", "disabled", on=ON)
    assert not apart
    assert "Somebody disabled must live there" in apart.reasons[0]


def test_the_table_is_the_same_both_ways_and_names_known_kinds():
    for row in national().value(entitlements.APART, ON):
        first, second = row["kinds"]
        assert first in entitlements.KINDS
        assert second in entitlements.KINDS
        assert not entitlements.may_stand_together(first, second, on=ON)
        assert not entitlements.may_stand_together(second, first, on=ON)


def test_conflicts_of_a_day():
    assert entitlements.conflicts(["discount", "annexe", "disabled", "discretionary"], on=ON) == ()
    assert len(entitlements.conflicts(["exemption", "discount", "disabled"], on=ON)) == 2


def test_unknown_kinds_are_refused():
    with pytest.raises(DomainError, match="no kind"):
        entitlements.may_stand_together("discount", "present", on=ON)
