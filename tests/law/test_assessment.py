"""The year's charge, line by line: days, merging, rounding, what is missing."""

from datetime import date, timedelta

import pytest

from accounts.data import Disregarded, Occupied
from billing.data import Reduction
from billing.rules import charge
from billing.rules.assessment import assess
from revenues.kernel.errors import DomainError
from revenues.kernel.law import national
from revenues.kernel.money import by_days
from revenues.kernel.periods import Period
from revenues.kernel.years import days_in, parse_label
from tests.law.examples import ACCOUNT, area, band_row, day, each, elmbridge, example, facts, held, pence

AS_AT = date(2026, 11, 22)
YEAR_START, OCTOBER = date(2026, 4, 1), date(2026, 10, 1)


def lines(found, kind=None):
    """Kind, detail, days and pence of each line."""
    return [
        (line.kind, line.detail, line.period.days, line.amount)
        for line in found.lines
        if kind in (None, line.kind)
    ]


def billed(**given):
    return assess(facts(**given), as_at=AS_AT)


# -- days ------------------------------------------------------------------------------------------------------


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


# -- discounts ----------------------------------------------------------------------------------------------------


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


# -- disabled reduction -----------------------------------------------------------------------------------------------


def test_si1992_554_disabled_reduction():
    given, expected = example("DIS-02")
    found = billed(disabled=(held("wheelchair", fact="disabled:1"),), households=(held(1),))
    assert lines(found) == [
        ("charge", given["listed_band"], 365, pence(expected["gross_listed"])),
        ("disabled", given["charged_band"], 365, -pence(expected["disabled_reduction"])),
        ("discount", "25", 365, -pence(expected["discount"])),
    ]
    assert found.lines[2].base == pence(expected["charged_gross"]) == pence(given["annual_C"])
    assert found.lines[1].facts == ("disabled:1",)
    assert (found.total, given["discount_pct"]) == (pence(expected["net"]), 25)


def test_a_band_a_home_pays_five_ninths_of_band_d():
    found = billed(bands=(held("A"),), disabled=(held("room"),))
    assert found.total == elmbridge().disabled_a == 142048
    assert found.lines[1].detail == charge.BELOW_A


def test_a_disabled_reduction_from_october_is_the_rounded_difference_of_its_days():
    found = billed(disabled=(held("room", OCTOBER),))
    charged, listed = by_days(227278, days=182, of=365), by_days(255687, days=182, of=365)
    assert lines(found)[1:] == [("charge", "D", 182, listed), ("disabled", "C", 182, charged - listed)]


def test_bands_below_a_came_in_2000():
    found = assess(
        facts(year=1999, bands=(held("B"),), disabled=(held("room"),)), as_at=AS_AT, law=national()
    )
    assert found.total == elmbridge().totals["A"]
    with pytest.raises(DomainError, match="below which there is no band"):
        billed(year=1999, bands=(held("A"),), disabled=(held("room"),))


# -- reductions -------------------------------------------------------------------------------------------------------


def test_si2013_2977_annexe():
    given, expected = example("ANX-01")
    annual = pence(given["annual"])
    for decided in (50, None):
        found = billed(
            annual=annual,
            households=(held(1),),
            reductions=(held(Reduction("annexe", decided), fact="entitlement:7"),),
        )
        assert [line.percent for line in found.lines[1:]] == given["discounts"]
        assert found.total == pence(expected["net_if_each_discount_line_rounded_half_up"])
        assert (found.lines[2].rule, found.lines[2].facts) == ("si2013-2977-annexe", ("entitlement:7",))
    assert abs(found.total - pence(expected["net_single_rounding"])) == 1
    assert expected["payable_fraction"] == "0.375"


def test_lgfa92_s13a_discretionary():
    """The council's own reduction comes after the annexe's, of what that leaves."""
    found = billed(
        reductions=(held(Reduction("care_leaver", 100), OCTOBER), held(Reduction("annexe", 50), OCTOBER))
    )
    half = by_days(255687, days=182, of=365)
    assert lines(found, "reduction") == [
        ("reduction", "annexe", 182, -((half + 1) // 2)),
        ("reduction", "care_leaver", 182, -(half - (half + 1) // 2)),
    ]
    assert found.lines[2].rule == "lgfa92-s13a-discretionary"


def test_a_reduction_of_another_class_needs_a_percentage():
    with pytest.raises(DomainError, match="needs a percentage"):
        billed(reductions=(held(Reduction("hardship")),))


def test_a_reduction_follows_the_discount_that_begins_within_it():
    found = billed(
        households=(held(2, end=OCTOBER), held(1, OCTOBER)), reductions=(held(Reduction("annexe", 50)),)
    )
    first, rest = by_days(255687, days=183, of=365), by_days(255687, days=182, of=365)
    left = rest - 31873
    assert lines(found, "reduction") == [
        ("reduction", "annexe", 183, -((first + 1) // 2)),
        ("reduction", "annexe", 182, -((left + 1) // 2)),
    ]


def test_a_reduction_of_nothing_is_no_line():
    assert len(billed(reductions=(held(Reduction("hardship", 0)),)).lines) == 1


def test_rounding_never_takes_off_more_than_was_charged():
    wholes = tuple(
        held(Reduction(f"relief {place}", 100), start, end)
        for place, (start, end) in enumerate(
            [(YEAR_START, date(2026, 4, 4)), (date(2026, 4, 4), date(2026, 4, 7)), (date(2026, 4, 7), None)]
        )
    )
    for annual in range(255600, 255700):
        assert billed(annual=annual, reductions=wholes).total >= 0


# -- exemptions -------------------------------------------------------------------------------------------------------


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


# -- bands, areas, what is missing ---------------------------------------------------------------------------------------


def test_a_band_cut_over_two_whole_years():
    given, expected = example("BANDCHG-01")
    credits_ = [
        billed(year=parse_label(label), bands=(held(band),), rates={"here": rates}).total
        for label, rates in nuneaton(given).items()
        for band in ("E", "D")
    ]
    refunds = [credits_[0] - credits_[1], credits_[2] - credits_[3]]
    assert refunds == [pence(expected["refund_2023_24"]), pence(expected["refund_2024_25"])]
    assert sum(refunds) == pence(expected["refund_total"])


def nuneaton(given):
    """Both years' amounts of the example, as areas; they are those of the published table."""
    for label, amounts in given["rates"].items():
        published = band_row("Nuneaton and Bedworth", label, "TOTAL")
        assert {band: published[band] for band in amounts} == {b: pence(t) for b, t in amounts.items()}
    return {
        label: area(**{band: pence(text) for band, text in amounts.items()})
        for label, amounts in given["rates"].items()
    }


def test_a_band_cut_within_a_year():
    given, expected = example("BANDCHG-02")
    rates, effective = nuneaton(given), day(given["effective"])
    change = (held("E", end=effective), held("D", effective))
    found = {
        label: billed(year=parse_label(label), bands=change, rates={"here": rates[label]}) for label in rates
    }
    before = {
        label: billed(year=parse_label(label), bands=(held("E"),), rates={"here": rates[label]})
        for label in rates
    }
    after = found["2023/24"].lines[-1]
    assert (after.period.days, after.amount) == (expected["days"], pence(expected["new_charge_period"]))
    old = by_days(rates["2023/24"].totals["E"], days=after.period.days, of=366)
    assert old == pence(expected["old_charge_period"])
    assert old - after.amount == pence(expected["credit_2023_24"])
    assert before["2024/25"].total - found["2024/25"].total == pence(expected["credit_2024_25"])
    assert before["2023/24"].total - found["2023/24"].total == pence(expected["credit_2023_24"])
    assert pence(expected["credit_2023_24"]) + pence(expected["credit_2024_25"]) == pence(expected["total"])


def test_a_band_cut_with_a_discount_refunds_the_net():
    given, _ = example("BANDCHG-02")
    discount, expected = example("BANDCHG-03")
    rates, effective = nuneaton(given), day(given["effective"])
    assert discount["discount_pct"] == 25
    for label, wanted in (("2023/24", "credit_2023_24"), ("2024/25", "credit_2024_25")):
        common = {"year": parse_label(label), "rates": {"here": rates[label]}, "households": (held(1),)}
        before = billed(bands=(held("E"),), **common).total
        after = billed(bands=(held("E", end=effective), held("D", effective)), **common).total
        assert before - after == pence(expected[wanted])


def test_one_counted_joint_owner_pays_net_of_her_discount():
    given, expected = example("JNT-02")
    partner = held(Disregarded("B", "smi"))
    found = billed(annual=pence(given["annual"]), households=(held(2),), disregards=(partner,))
    assert found.total == pence(expected["net"])


def test_joint_owners_have_one_charge():
    given, expected = example("JNT-01")
    assert billed(annual=pence(given["annual"]), households=(held(2),)).total == pence(expected["debt"])


def test_when_one_joint_tenant_leaves_two_accounts_share_the_year():
    """The account of both closes, hers opens: he stays liable for the joint days and no others."""
    given, expected = example("JNT-03")
    leaves, annual = day(given["B_leaves"]), pence(given["annual"])
    joint = billed(annual=annual, end=leaves, households=(held(2),))
    alone = billed(annual=annual, start=leaves, households=(held(1),))
    assert lines(joint) == [("charge", "D", expected["joint_period_days"], pence(expected["joint_charge"]))]
    assert lines(alone) == [
        ("charge", "D", expected["A_only_days"], pence(expected["A_gross"])),
        ("discount", "25", expected["A_only_days"], -pence(expected["A_discount"])),
    ]
    assert alone.total == pence(expected["A_net"])
    assert joint.total == pence(expected["B_remains_liable_for"])


def test_a_parish_boundary_moves_money_only_where_the_tax_differs():
    there = area(**band_row("Elmbridge", "2026/27", "TOTAL (Claygate)"))
    both = (held("here", end=OCTOBER), held("there", OCTOBER))
    dearer = billed(areas=both, rates={"here": elmbridge(), "there": there})
    assert [line.period.days for line in dearer.lines] == [183, 182]
    equal = billed(areas=both, rates={"here": elmbridge(), "there": elmbridge()})
    assert lines(equal) == lines(billed())


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"bands": (held("D", end=OCTOBER),)}, "1 October 2026.*has no band"),
        ({"areas": (held("here", OCTOBER),)}, "1 April 2026.*lies in no area"),
        ({"areas": (held("elsewhere"),)}, "area elsewhere, which has no tax set"),
        ({"bands": (held("J"),)}, "band J, which has no tax set in area here"),
        (
            {"bands": (held("C"),), "rates": {"here": area(C=100, D=200)}, "disabled": (held("room"),)},
            "charged as band B, which has no tax set",
        ),
    ],
)
def test_what_is_missing_names_account_and_day(given, message):
    with pytest.raises(DomainError, match=message) as raised:
        billed(**given)
    assert raised.value.facts["account"] == ACCOUNT
    assert ACCOUNT in str(raised.value)


# -- the law it stood on --------------------------------------------------------------------------------------------------


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
