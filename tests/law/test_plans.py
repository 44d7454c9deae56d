"""Agreements, determinations and schemes; and what is said of small balances."""

from __future__ import annotations

from datetime import date

import pytest

from billing.rules import plans, small
from billing.rules.instalments import AGREEMENT, DETERMINATION, PART_II
from billing.rules.plans import Terms
from revenues.kernel.errors import DomainError
from revenues.kernel.law import in_force, national

MARCH = date(2026, 3, 10)
ANNUAL = 2_556_87


def struck(count, day, frequency, *, issued=MARCH, basis=AGREEMENT, amount=ANNUAL, policy=None):
    terms = Terms(count, day, frequency, basis)
    plan = plans.agreed(amount, terms=terms, issued=issued, year=2026, policy=policy)
    return [(str(item.due), item.amount) for item in plan]


def test_si1992_613_reg21_agreed():
    weekly = struck(52, 5, "weekly")
    assert weekly[:2] == [("2026-04-03", 57_87), ("2026-04-10", 49_00)]
    assert (len(weekly), weekly[-1]) == (52, ("2027-03-26", 49_00))
    fortnightly = struck(26, 1, "fortnightly")
    assert fortnightly[:2] == [("2026-04-06", 106_87), ("2026-04-20", 98_00)]
    assert struck(1, 1, "annual") == [("2026-04-01", ANNUAL)]
    assert [pence for _, pence in struck(7, 5, "monthly")] == [366_87, *[365_00] * 6]


def test_half_yearly_is_five_instalments_in_april_and_the_rest_in_september():
    assert struck(2, 1, "half_yearly") == [("2026-04-01", 1_276_87), ("2026-09-01", 1_280_00)]


def test_half_yearly_as_another_council_has_it():
    policy = {"billing.plans.second_half_month": 10, "billing.plans.half_yearly_share": "equal"}
    assert struck(2, 1, "half_yearly", policy=policy) == [
        ("2026-04-01", 1_278_87),
        ("2026-10-01", 1_278_00),
    ]


@pytest.mark.parametrize(
    ("issued", "days"),
    [
        (date(2026, 3, 18), ["2026-04-01", "2026-09-01"]),
        (date(2026, 3, 19), ["2026-05-01", "2026-09-01"]),
        (date(2026, 7, 20), ["2026-09-01"]),
        (date(2026, 8, 20), ["2026-10-01"]),
        (date(2027, 3, 25), ["2027-04-08"]),
    ],
)
def test_half_yearly_of_a_late_bill(issued, days):
    assert [day for day, _ in struck(2, 1, "half_yearly", issued=issued)] == days


def test_three_months_may_be_agreed_after_december_where_the_statute_has_one():
    assert [day for day, _ in struck(12, 28, "monthly", issued=date(2027, 1, 10))] == [
        "2027-01-28",
        "2027-02-28",
        "2027-03-28",
    ]


def test_the_least_instalment_makes_the_payments_fewer():
    assert [pence for _, pence in struck(52, 1, "weekly", amount=57_00)] == [7_00, *[5_00] * 10]


def test_rounding_over_many_payments_leaves_none_too_small():
    assert [pence for _, pence in struck(22, 1, "weekly", amount=121_00)] == [7_00, *[6_00] * 19]


def test_a_scheme_of_the_council_has_ten_payments_at_least():
    assert len(struck(40, 1, "weekly", basis=PART_II)) == 40
    with pytest.raises(DomainError, match="9 payments cannot be in a scheme: from 10 to 12"):
        struck(9, 1, "monthly", basis=PART_II)
    with pytest.raises(DomainError, match="at least 10 payments a year: not half_yearly"):
        struck(2, 1, "half_yearly", basis=PART_II)


def test_a_determination_may_have_any_number():
    assert len(struck(3, 1, "monthly", basis=DETERMINATION)) == 3
    assert struck(3, 1, "monthly", basis=DETERMINATION, amount=0) == []


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        (Terms(52, 8, "weekly", AGREEMENT), "from 1, Monday, to 7, not 8"),
        (Terms(10, 29, "monthly", AGREEMENT), "from 1 to 28, not 29"),
        (Terms(13, 1, "monthly", AGREEMENT), "13 payments cannot be agreed: from 1 to 12"),
        (Terms(1, 1, "daily", AGREEMENT), "'daily' is not how often one pays"),
        (Terms(1, 1, "annual", "custom"), "'custom' is not a basis in law"),
    ],
)
def test_terms_that_cannot_be(terms, words):
    with pytest.raises(DomainError, match=words):
        plans.agreed(ANNUAL, terms=terms, issued=MARCH, year=2026)


def test_usual_numbers():
    law = national()
    found = {name: plans.usual_count(name, basis=AGREEMENT, on=MARCH, law=law) for name in plans.FREQUENCIES}
    assert found == {"monthly": 10, "weekly": 52, "fortnightly": 26, "half_yearly": 2, "annual": 1}
    twelve = in_force(law, {"billing.instalments.default_count": 12})
    assert plans.usual_count("monthly", basis="part_i", on=MARCH, law=twelve) == 12


def test_house_small_bills():
    limit = {"billing.small.no_bill_under": 100}
    assert small.too_small(99, issued=MARCH) == ""
    assert small.too_small(99, issued=MARCH, policy=limit) == (
        "£0.99 is less than £1.00, the least that is billed"
    )
    assert [small.too_small(pence, issued=MARCH, policy=limit) for pence in (100, 0, -50)] == ["", "", ""]


def test_house_small_balances():
    limits = {"billing.small.write_off_up_to": 200, "billing.small.write_on_up_to": 100}
    told = [small.proposal(pence, on=MARCH, policy=limits) for pence in (200, 201, 0, -100, -101)]
    assert told == ["write_off", "", "", "write_on", ""]
    assert small.proposal(1, on=MARCH) == ""
