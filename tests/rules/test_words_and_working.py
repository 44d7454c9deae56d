"""Each line in words, and the working as it is stored."""

import json
from datetime import date

import pytest

from accounts.data import Circumstance, Disregarded, Occupied
from billing.data import Line, Reduction, Support
from billing.rules import words, working
from billing.rules.assessment import assess
from revenues.kernel.periods import Period
from tests.law.examples import FULL, Share, facts, held

AS_AT = date(2026, 11, 22)
OCTOBER = date(2026, 10, 1)


def said(*, policy=None, **given):
    return [words.explain(line) for line in assess(facts(**given), as_at=AS_AT, policy=policy).lines]


def test_a_discount_in_words():
    _, discount = said(households=(held(2, end=OCTOBER), held(1, OCTOBER, fact="household:2")))
    assert discount.label == "Discount, one adult (25%)"
    assert discount.resident == "You pay 25% less because one adult counts."
    assert discount.arithmetic == "182 days x £2,556.87 / 365 = £1,274.93; 25% = £318.73"
    assert discount.officer == (
        "Discount, one adult (25%), 1 October 2026 to 31 March 2027, 182 days; LGFA 1992 s.11 "
        "(lgfa92-s11-discount); facts household:2."
    )


def test_the_charge_in_words():
    (charge,) = said()
    assert charge.resident == "Council Tax for band D, 1 April 2026 to 31 March 2027."
    assert charge.arithmetic == "365 days x £2,556.87 / 365 = £2,556.87"


def test_a_disabled_reduction_in_words():
    _, reduction = said(disabled=(held("room", OCTOBER),), start=OCTOBER)
    assert (
        reduction.resident == "You are charged as band C because your home is adapted for a disabled person."
    )
    assert reduction.arithmetic == "182 days x £2,272.78 / 365 = £1,133.28; less £1,274.93 = -£141.65"


def test_the_band_below_a_in_words():
    _, reduction = said(disabled=(held("room"),), bands=(held("A"),))
    assert "five-ninths of band D" in reduction.resident


def test_reductions_in_words():
    given = (held(Reduction("annexe", 50)), held(Reduction("flood", 10)))
    _, _, annexe, flood = said(households=(held(1),), reductions=given)
    assert annexe.resident == "You pay 50% less of what is left because this is a family annexe."
    assert annexe.arithmetic == "£1,917.65 left of 365 days; 50% = £958.83"
    assert flood.resident == "The council has taken 10% off what is left (flood)."
    assert flood.label == "Council's reduction, flood (10%)"


@pytest.mark.parametrize(
    ("given", "policy", "sentence"),
    [
        (
            {"occupancies": (held(Occupied(False)),)},
            None,
            "You pay 50% less because nobody lives in this home.",
        ),
        (
            {"occupancies": (held(Occupied(False)),)},
            {"accounts.discounts.class_b_percent": 10},
            "You pay 10% less because nobody lives in this home, as the council has decided.",
        ),
        (
            {"households": (held(1),), "disregards": (held(Disregarded("ann", "student")),)},
            None,
            "You pay 50% less because none of the adults who live here counts.",
        ),
    ],
)
def test_why_a_discount_is_given(given, policy, sentence):
    assert said(policy=policy, **given)[1].resident == sentence


def test_an_exemption_in_words():
    (exempt,) = said(exemptions=(held("F"),))
    assert exempt.resident == (
        "There is nothing to pay, 1 April 2026 to 31 March 2027, as your home is exempt: empty since the person "
        "liable died; only the personal representative would be liable."
    )
    assert exempt.arithmetic == "365 days x nothing = £0.00"
    (unknown,) = said(exemptions=(held("local code"),))
    assert unknown.resident.endswith("your home is exempt.")


def test_premiums_in_words():
    since = date(2020, 1, 1)
    empty, second = (
        said(occupancies=(held(Occupied(False, furnished), since, fact="occupancy:1"),), policy=FULL)[1]
        for furnished in (False, True)
    )
    assert empty.label == "Long-term empty premium (200%)"
    assert empty.resident == (
        "You pay 200% more, 1 April 2026 to 31 March 2027, because this home has long been empty and unfurnished."
    )
    assert empty.officer.endswith("365 days; LGFA 1992 s.11B (lgfa92-s11b-empty-premium); facts occupancy:1.")
    assert second.label == "Second home premium (100%)"
    assert second.resident.endswith("because this home is furnished and nobody's main home.")
    assert second.arithmetic == "365 days x £2,556.87 / 365 = £2,556.87; 100% = £2,556.87"


def test_support_in_words():
    (line,) = (
        each for each in said(support=(held(Support("ann", Share(40)), OCTOBER),)) if "Reduc" in each.label
    )
    assert line.label == "Council Tax Reduction"
    assert (
        line.resident
        == "Council Tax Reduction takes £509.97 off what you pay, 1 October 2026 to 31 March 2027."
    )
    assert line.arithmetic == "£1,274.93 left of 182 days; £509.97 taken off"
    assert "LGFA 1992 s.13A(1)(a), (2); SI 2012/2885 (lgfa92-s13a-support)" in line.officer


def test_a_sum_in_words():
    _, sum_ = said(reductions=(held(Reduction("flood", amount=36500)),))
    assert sum_.label == "Council's reduction, flood"
    assert sum_.resident == "The council has taken £365.00 off what is left (flood)."
    assert sum_.arithmetic == "£2,556.87 left of 365 days; £365.00 taken off"


@pytest.mark.parametrize(
    ("kind", "furnished", "setting", "why"),
    [
        ("seasonal", True, "class_a", "this home may not be lived in for part of each year"),
        ("repair", False, "class_d", "this home is empty and under major repair"),
    ],
)
def test_local_discounts_of_a_class_in_words(kind, furnished, setting, why):
    _, discount = said(
        occupancies=(held(Occupied(False, furnished), date(2026, 1, 1)),),
        circumstances=(held(Circumstance(kind), date(2026, 4, 1)),),
        policy={f"accounts.discounts.{setting}_percent": 40},
    )
    assert discount.resident == f"You pay 40% less because {why}, as the council has decided."
    assert discount.label == "Discount, nobody living there (40%)"


def test_an_unknown_rule_is_still_told():
    line = Line("charge", "D", Period(OCTOBER, date(2027, 4, 1)), 100, 0, 100, 50, "loaded-elsewhere")
    assert "(loaded-elsewhere)" in words.explain(line).officer


def test_the_working_round_trip_is_lossless():
    found = assess(
        facts(
            occupancies=(
                held(Occupied(True), end=date(2027, 1, 1)),
                held(Occupied(False, True), date(2027, 1, 1)),
            ),
            households=(held(2, end=OCTOBER), held(1, OCTOBER)),
            disabled=(held("room", date(2026, 6, 1), date(2027, 1, 1)),),
            exemptions=(held("F", end=date(2026, 5, 1)),),
            reductions=(held(Reduction("annexe", 50), end=date(2027, 1, 1)),),
            support=(held(Support("ann", Share(40)), end=date(2027, 1, 1)),),
        ),
        as_at=AS_AT,
        policy=FULL,
    )
    stored = json.loads(json.dumps(working.to_json(found)))
    assert working.from_json(stored) == found
    assert {line.kind for line in found.lines} == set(working.KINDS)


def test_the_working_is_by_position():
    found = working.to_json(assess(facts(), as_at=AS_AT))
    assert found[:3] == ["2026-11-22", 2026, "2026.1"]
    assert found[4] == 255687
    assert found[5] == [[0, "D", 0, 365, 255687, 0, 255687, 255687, "lgfa92-s10-daily", ["band:1", "area:1"]]]


@pytest.mark.parametrize(
    "broken", [[], None, [1, 2], ["2026-11-22", 2026, "x", "y", 0, [[0]]], ["no", 2026, "", "", 0, []]]
)
def test_something_else_is_no_working(broken):
    with pytest.raises(ValueError, match=r"."):
        working.from_json(broken)


@pytest.mark.parametrize("line", [("charge", Period(OCTOBER)), ("gift", Period(OCTOBER, date(2027, 4, 1)))])
def test_what_cannot_be_stored_is_refused(line):
    kind, period = line
    found = assess(facts(), as_at=AS_AT)
    odd = Line(kind, "D", period, 1, 0, 1, 1, "r")
    with pytest.raises(ValueError, match="cannot be stored"):
        working.to_json(type(found)(found.year, found.as_at, (odd,), 1, ""))
