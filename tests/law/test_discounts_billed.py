"""Local discounts, clocks of disregards, the council's own reductions and Council Tax Reduction in the year's charge."""

from datetime import date
from fractions import Fraction

import pytest

from accounts.data import Circumstance, Disregarded
from accounts.rules import discounts, disregards
from billing.data import Reduction, Support
from billing.rules import support
from revenues.kernel.errors import DomainError
from revenues.kernel.law import in_force
from revenues.kernel.money import by_days, per_cent_of
from tests.law.examples import (
    EMPTY,
    FULL,
    FURNISHED,
    OCTOBER,
    YEAR_START,
    Share,
    billed,
    held,
    lines,
)

ON = date(2026, 6, 10)
A, B, C, D = discounts.CLASS_A, discounts.CLASS_B, discounts.CLASS_C, discounts.CLASS_D
NOTHING = {B: 0, C: 0}


def so(kind: str, start: date | None = None, since: date | None = None, end: date | None = None):
    return (held(Circumstance(kind, since), start, end, fact="circumstance:1"),)


def discount_of(state, policy, **given):
    found = billed(occupancies=(held(state, date(2026, 1, 1), fact="occupancy:1"),), policy=policy, **given)
    return [(line.percent, line.period.days, line.rule) for line in found.lines if line.kind == "discount"]


# -- classes A to D ------------------------------------------------------------------------------------------


def test_si2003_3011_class_a():
    set_ = {**NOTHING, A: 10}
    assert discount_of(FURNISHED, set_, circumstances=so("seasonal")) == [(10, 365, "si2003-3011-class-a")]
    assert discount_of(FURNISHED, NOTHING, circumstances=so("seasonal")) == [
        (50, 365, "lgfa92-s11-no-resident")
    ]
    assert discount_of(FURNISHED, set_) == []
    assert discounts.restricted(on=ON, policy={A: 0}).value == 0
    both = (*so("seasonal"), *so("job_related"))
    assert discount_of(FURNISHED, set_, circumstances=both) == [(50, 365, "lgfa92-s11-no-resident")]


@pytest.mark.parametrize("kind", ["job_related", "pitch"])
def test_job_related_homes_and_pitches_keep_fifty_in_a_bill(kind):
    assert discount_of(FURNISHED, NOTHING, circumstances=so(kind)) == [(50, 365, "lgfa92-s11-no-resident")]
    assert discount_of(EMPTY, NOTHING, circumstances=so(kind)) == []


def test_si2003_3011_class_d():
    set_ = {**NOTHING, D: 100}
    works = so("repair", ON)
    assert discount_of(EMPTY, set_, circumstances=works) == [(100, 295, "si2003-3011-class-d")]
    assert discount_of(FURNISHED, set_, circumstances=works) == []
    assert discount_of(EMPTY, NOTHING, circumstances=works) == []
    assert discounts.under_repair(on=ON) is None


def test_si2003_3011_class_d_months():
    works = so("repair", YEAR_START, since=date(2025, 10, 1))
    assert discounts.repairs_over(works[0], on=ON) == OCTOBER
    assert discount_of(EMPTY, {**NOTHING, D: 60}, circumstances=works) == [(60, 183, "si2003-3011-class-d")]


def test_the_end_of_a_local_discount_is_billed_from_the_first_unless_the_authority_waits():
    works = so("repair", YEAR_START, since=date(2025, 10, 1))
    set_ = {**NOTHING, D: 60}
    waits = {**set_, "billing.estimate.bill_discount_ends_ahead": False}
    assert discount_of(EMPTY, set_, circumstances=works, as_at=ON)[0][1] == 183
    assert discount_of(EMPTY, waits, circumstances=works, as_at=ON)[0][1] == 365
    first = {C: 0, discounts.CLASS_C_FIRST: 100, discounts.CLASS_C_FIRST_DAYS: 28}
    empty_from = (held(EMPTY, ON),)
    days = {
        setting: billed(
            occupancies=empty_from,
            as_at=ON,
            policy={**first, "billing.estimate.bill_discount_ends_ahead": setting},
        )
        .lines[1]
        .period.days
        for setting in (True, False)
    }
    assert days == {True: 28, False: 295}


def test_a_higher_first_discount_is_not_given_again_after_a_short_break():
    first = {C: 0, discounts.CLASS_C_FIRST: 100, discounts.CLASS_C_FIRST_DAYS: 28}
    back = date(2026, 7, 20)
    states = (held(EMPTY, date(2026, 5, 1), ON), held(FURNISHED, ON, back), held(EMPTY, back))
    found = billed(occupancies=states, policy={**first, B: 0})
    assert [(line.period.days, line.percent) for line in found.lines[1:]] == [(28, 100)]


@pytest.mark.parametrize(("months", "last"), [(1, date(2026, 7, 9)), (3, date(2026, 9, 9))])
def test_the_first_discount_may_be_counted_in_months(months, last):
    first = {C: 0, discounts.CLASS_C_FIRST: 100, discounts.CLASS_C_FIRST_MONTHS: months}
    found = billed(occupancies=(held(EMPTY, ON),), policy=first)
    assert found.lines[1].period.last == last


def test_a_discount_that_an_authority_may_not_give():
    with pytest.raises(DomainError, match="must be at most 50"):
        billed(policy={A: 51})


# -- clocks of disregards ------------------------------------------------------------------------------------


def left_out(cls: str, *, as_at=date(2027, 4, 20), **given):
    one = (held(Disregarded("ann", cls, **given), YEAR_START, fact="resident:1"),)
    found = billed(households=(held(2),), disregards=one, as_at=as_at)
    return [(line.period.start, line.period.last) for line in found.lines if line.kind == "discount"]


def test_lgfa92_sch1_clocks():
    assert left_out("leaver", since=date(2026, 6, 19)) == [(date(2026, 6, 19), date(2026, 10, 31))]
    assert disregards.window(Disregarded("ann", "leaver", date(2026, 6, 19)), on=ON) == (
        date(2026, 6, 19),
        date(2026, 11, 1),
    )
    assert disregards.window(Disregarded("ann", "student"), on=ON) == (None, None)


def test_who_left_before_may_is_no_leaver():
    assert left_out("leaver", since=date(2026, 4, 30)) == []
    assert left_out("leaver", since=date(2026, 5, 1)) == [(date(2026, 5, 1), date(2026, 10, 31))]


@pytest.mark.parametrize(
    ("cls", "born", "last"),
    [
        ("leaver", date(2006, 8, 15), date(2026, 8, 14)),
        ("young_student", date(2006, 8, 15), date(2026, 8, 14)),
        ("youth_trainee", date(2001, 8, 15), date(2026, 8, 14)),
    ],
)
def test_some_classes_end_at_an_age(cls, born, last):
    assert left_out(cls, born_on=born) == [(YEAR_START, last)]


def test_the_end_of_a_leaver_is_billed_when_it_has_come():
    assert left_out("leaver", since=date(2026, 6, 19), as_at=ON) == [(date(2026, 6, 19), date(2027, 3, 31))]


def test_without_its_day_a_class_stands_for_its_period():
    assert left_out("leaver") == [(YEAR_START, date(2027, 3, 31))]
    assert left_out("carer", born_on=date(1950, 1, 1)) == [(YEAR_START, date(2027, 3, 31))]


def test_every_class_says_what_shows_it():
    assert all(one.evidence for one in disregards.classes(on=ON))
    assert disregards.find("leaver", on=ON).clock.split() == ["leaver", "age:leaver_age"]


# -- the council's own, by amount ----------------------------------------------------------------------------


def test_lgfa92_s13a_amount():
    given = held(Reduction("flood", amount=36500), OCTOBER, fact="entitlement:1")
    found = billed(reductions=(given,))
    assert lines(found, "reduction") == [("reduction", "flood", 182, -18200)]
    assert (found.lines[1].rule, found.lines[1].annual) == ("lgfa92-s13a-amount", 36500)


def test_a_sum_is_never_more_than_what_is_left():
    found = billed(
        reductions=(held(Reduction("annexe")), held(Reduction("hardship", amount=999_999))),
        households=(held(1),),
    )
    assert found.total == 0
    assert [line.amount for line in found.lines if line.kind == "reduction"] == [-95883, -95882]


def test_a_percentage_and_a_sum_cannot_both_be_meant():
    with pytest.raises(DomainError, match="one must go"):
        billed(reductions=(held(Reduction("hardship", 10, 500)),))


def test_a_sum_of_nothing_is_no_line():
    assert len(billed(reductions=(held(Reduction("hardship", amount=0)),)).lines) == 1


# -- Council Tax Reduction -----------------------------------------------------------------------------------


def test_lgfa92_s13a_support():
    claim = held(Support("ann", Share(80)), OCTOBER, fact="award:1")
    found = billed(households=(held(1),), support=(claim,))
    left = by_days(255687, days=182, of=365) - 31873 - (255687 - 31873 - 223814)
    gross = by_days(255687, days=182, of=365)
    assert lines(found, "discount") == [("discount", "25", 365, -63922)]
    (line,) = (line for line in found.lines if line.kind == "support")
    assert (line.detail, line.period.days, line.rule, line.facts) == (
        "share", 182, "lgfa92-s13a-support", ("award:1",),
    )  # fmt: skip
    assert line.base == left == gross - per_cent_of(gross, 25)
    assert line.amount == -76496


def test_si2012_2885_shared_liability():
    """Of two joint tenants each claims for half; her partner would not count among the sharers."""
    alone = billed(support=(held(Support("ann", Share(100))),))
    half = billed(support=(held(Support("ann", Share(100), sharers=2)),))
    both = billed(
        support=(held(Support("ann", Share(100), sharers=2)), held(Support("ben", Share(50), sharers=2)))
    )
    assert (alone.total, half.total, both.total) == (0, 127843, 63921)
    with pytest.raises(DomainError, match="must be liable"):
        support.steps([Support("ann", Share(1), 0)], support.YearPrice(1, 0, 0, 365), (), (), on=ON)


@pytest.mark.parametrize(("percent", "most"), [(150, None), (500, None), (100, 10**9), (-20, None)])
def test_an_award_is_never_more_than_the_days_charge_nor_less_than_nothing(percent, most):
    found = billed(households=(held(1),), support=(held(Support("ann", Share(percent, most))),))
    assert found.total == (0 if percent > 0 else 191765)


def test_an_award_keeps_within_the_applicants_own_share():
    assert billed(support=(held(Support("ann", Share(150), sharers=2)),)).total == 127843


def test_what_is_taken_off_follows_the_premium():
    """Half of a charge with its premium: for the days of each premium by itself."""
    home = (held(EMPTY, date(2021, 11, 15)),)
    found = billed(occupancies=home, reductions=(held(Reduction("hardship", 50)),), policy=FULL)
    assert [(line.kind, line.base, line.amount) for line in found.lines[1:]] == [
        ("premium", 159717, 159717),
        ("premium", 95970, 191940),
        ("reduction", 319434, -159717),
        ("reduction", 287910, -143955),
    ]


def test_all_awards_together_leave_no_credit():
    three = tuple(held(Support(name, Share(100))) for name in ("ann", "ben", "cho"))
    found = billed(support=three)
    assert (found.total, len(lines(found, "support"))) == (0, 1)


def test_the_councils_own_reduction_comes_after_support_or_before_it():
    given = {
        "support": (held(Support("ann", Share(50))),),
        "reductions": (held(Reduction("hardship", 10)), held(Reduction("annexe"))),
    }
    after = [(line.kind, line.detail, line.amount) for line in billed(**given).lines[1:]]
    before = billed(**given, policy={"billing.reductions.council_reductions": "before_support"})
    assert after == [
        ("reduction", "annexe", -127844), ("support", "share", -63922), ("reduction", "hardship", -6392),
    ]  # fmt: skip
    assert [line.detail for line in before.lines[1:]] == ["annexe", "hardship", "share"]


def test_a_scheme_that_changes_cuts_the_year():
    found = billed(support=(held(Support("ann", Share(50, turns=(OCTOBER,)))),))
    assert lines(found, "support") == [("support", "share", 365, -127844)]
    found = billed(
        support=(held(Support("ann", Share(50)), end=OCTOBER), held(Support("ann", Share(60)), OCTOBER))
    )
    assert [line.period.days for line in found.lines if line.kind == "support"] == [183, 182]


def test_support_follows_the_discount_of_its_days():
    found = billed(
        households=(held(2, end=OCTOBER), held(1, OCTOBER)), support=(held(Support("ann", Share(100))),)
    )
    assert found.total == 0
    assert len(lines(found, "support")) == 2


def test_a_scheme_is_asked_about_the_exact_day():
    price = support.YearPrice(109637, 0, 25, 365)
    (step,) = support.steps([Support("ann", Share(100))], price, (), (), on=ON, law=in_force())
    assert step.daily == Fraction(109637 * 75, 36500)


def test_a_circumstance_leaves_the_estimate_of_the_first_days_alone():
    """Class C's first days are counted to the day of the estimate, whatever else is so of the dwelling."""
    own = {
        "accounts.discounts.class_c_percent": 0,
        "accounts.discounts.class_c_first_days": 28,
        "accounts.discounts.class_c_first_percent": 100,
    }
    asked = {
        "on": date(2026, 9, 1),
        "furnished": False,
        "since": date(2026, 6, 10),
        "counted": date(2026, 6, 20),
    }
    found = discounts.in_circumstances(("pitch",), **asked, policy=own)
    assert found.value == discounts.no_resident(**asked, policy=own).value == 100
