"""Decided cases and published answers on liability, discounts, exemptions and premiums, as the pure rules meet them.

Each test is named after its case in the collection of decisions; the services' part of a case is a scenario.
"""

from datetime import date
from itertools import permutations

import pytest

from accounts.data import Excepted, Exempted, Interest
from accounts.rules import contradictions, liability
from billing.rules.assessment import assess
from revenues.kernel.periods import Period
from tests.law.examples import (
    AS_AT,
    EMPTY,
    FULL,
    FURNISHED,
    LIVED_IN,
    LONG_AGO,
    OCTOBER,
    YEAR_START,
    billed,
    facts,
    held,
    lines,
)

ON = date(2026, 6, 10)


def owns(party: str, **more) -> Interest:
    return Interest(party, "freehold", resident=False, **more)


def test_heslop_v_sefton_an_empty_home_premium_after_two_years():
    """Half as much again after two years, as the law was then; the designation is a state of the dwelling."""
    policy = {**FULL, "accounts.premiums.empty_percent": {LONG_AGO: 50}}
    found = billed(year=2014, occupancies=(held(EMPTY, date(2012, 9, 1)),), policy=policy)
    assert [(line.percent, line.period.start) for line in found.lines if line.kind == "premium"] == [
        (50, date(2014, 9, 1))
    ]


def test_hayes_v_humberside_the_owner_of_a_house_let_to_six_strangers_is_liable():
    rooms = [held(Interest(f"tenant {n}", "tenancy", resident=True, whole=False)) for n in range(6)]
    within = Period(date(1995, 4, 1), date(1996, 4, 1))
    given = [held(owns("landlord")), *rooms]
    by_room = liability.by_day(given, within=within)
    shared = liability.by_day(given, within=within, owner_classes=(held("C"),))
    assert len(by_room[0].value.value) == 6
    assert shared[0].value.value == ("landlord",)


def test_wakefield_21_003_337_liability_follows_ownership_whatever_the_couple_agreed():
    found = liability.liable([owns("she"), owns("he")], on=date(2019, 3, 1))
    assert found.value == ("she", "he")


def test_wirral_19_010_272_the_sole_account_has_the_discount_from_the_day_he_left():
    joint = billed(end=OCTOBER, households=(held(2, end=OCTOBER), held(1, OCTOBER)))
    alone = billed(start=OCTOBER, households=(held(2, end=OCTOBER), held(1, OCTOBER)))
    assert [line.kind for line in joint.lines] == ["charge"]
    assert [line.percent for line in alone.lines] == [0, 25]


def test_york_21_016_898_a_change_counts_from_its_own_day_in_whatever_order_it_arrives():
    changes = [held(2, end=ON), held(1, ON, OCTOBER), held(2, OCTOBER)]
    totals = {billed(households=tuple(sorted(order, key=_start))).total for order in permutations(changes)}
    assert totals == {billed(households=tuple(changes)).total}


def _start(entry):
    return entry.period.start


@pytest.mark.parametrize(
    ("claim", "exempt_until"),
    [
        ({}, date(2027, 4, 1)),
        ({"grant": date(2026, 3, 20)}, date(2026, 9, 20)),
        ({"grant": date(2026, 3, 20), "ended": ON}, ON),
        ({"ended": ON}, ON),
    ],
)
def test_arun_executors_six_months_from_the_grant_and_only_while_unsold(claim, exempt_until):
    died = date(2025, 6, 1)
    found = billed(occupancies=(held(EMPTY, died),), exempted=(held(Exempted("F", died, **claim), died),))
    assert found.lines[0].kind == "exempt"
    assert found.lines[0].period.end == exempt_until


def test_arun_executors_occupation_ends_it():
    """The claim and the newcomer cannot both be so: the account waits until the officer has ended the claim."""
    died = date(2025, 6, 1)
    states = (held(EMPTY, died, ON), held(LIVED_IN, ON))
    open_, ended = (
        facts(occupancies=states, exempted=(held(Exempted("F", died), died, end),)) for end in (None, ON)
    )
    assert [one.period.start for one in contradictions.find(open_) if one.parks] == [ON]
    assert contradictions.find(ended) == []
    assert [line.kind for line in assess(ended, as_at=AS_AT).lines] == ["exempt", "charge"]


def test_warwick_19_018_093_an_exemption_withdrawn_to_its_start_is_charged_for_every_day():
    exempt = billed(exemptions=(held("F"),))
    withdrawn = billed()
    assert (exempt.total, withdrawn.total) == (0, 255687)


def test_class_j_ends_on_the_carers_home_when_the_person_cared_for_dies():
    """Two dwellings, each by its own facts."""
    carers = billed(
        occupancies=(held(EMPTY, YEAR_START, OCTOBER), held(LIVED_IN, OCTOBER)),
        exempted=(held(Exempted("J"), YEAR_START, OCTOBER),),
        households=(held(1, OCTOBER),),
    )
    mothers = billed(
        occupancies=(held(LIVED_IN, end=OCTOBER), held(EMPTY, OCTOBER)),
        exempted=(held(Exempted("F", OCTOBER), OCTOBER),),
        households=(held(2, end=OCTOBER),),
    )
    assert [line.kind for line in carers.lines] == ["exempt", "charge", "discount"]
    assert [line.kind for line in mothers.lines] == ["charge", "exempt"]


def test_kingston_an_exception_lifts_the_premium_and_leaves_the_charge():
    marketed = (held(Excepted("G", YEAR_START), YEAR_START),)
    found = billed(occupancies=(held(FURNISHED, date(2020, 1, 1)),), exceptions=marketed, policy=FULL)
    assert lines(found) == [("charge", "D", 365, 255687)]


def test_boston_a_tenant_who_left_stays_liable_to_the_end_of_the_term():
    tenant = Interest("tenant", "tenancy", resident=False, term_months=12, term_ends=OCTOBER)
    found = liability.by_day(
        [held(owns("landlord")), held(tenant)], within=Period(YEAR_START, date(2027, 4, 1))
    )
    assert [(one.value.value, one.period.start) for one in found] == [
        (("tenant",), YEAR_START),
        (("landlord",), OCTOBER),
    ]
