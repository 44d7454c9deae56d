"""The year's charge: disabled and other reductions, changes of band and area, what is missing."""

from datetime import date

import pytest

from accounts.data import Disregarded
from billing.data import Reduction
from billing.rules import charge
from billing.rules.assessment import assess
from revenues.kernel.errors import DomainError
from revenues.kernel.law import national
from revenues.kernel.money import by_days
from revenues.kernel.years import parse_label
from tests.law.examples import (
    ACCOUNT,
    AS_AT,
    OCTOBER,
    YEAR_START,
    area,
    band_row,
    billed,
    day,
    elmbridge,
    example,
    facts,
    held,
    lines,
    pence,
)

# -- disabled reduction ----------------------------------------------------------------------------------


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


# -- reductions ------------------------------------------------------------------------------------------


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


# -- bands, areas, what is missing -----------------------------------------------------------------------


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
