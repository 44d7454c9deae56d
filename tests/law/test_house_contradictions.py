"""Facts that cannot all be so: each is found with its facts and days; where no charge follows the account is parked."""

from datetime import date

import pytest

from accounts.data import Disregarded, Excepted, Exempted, Interest
from accounts.rules import contradictions
from billing.data import Reduction
from billing.rules.assessment import assess
from revenues.kernel.errors import DomainError
from revenues.kernel.periods import Period
from tests.law.examples import AS_AT, EMPTY, FULL, LIVED_IN, OCTOBER, YEAR_START, facts, held

END = date(2027, 4, 1)
LONG = date(2020, 1, 1)


def found(**given):
    return contradictions.find(facts(**given), policy=FULL)


def kinds(**given):
    return [(one.kind, one.period, one.parks) for one in found(**given)]


def owner(party: str, **more) -> Interest:
    return Interest(party, "freehold", resident=False, **more)


def test_house_contradictions():
    (one,) = found(occupancies=(held(EMPTY, LONG, fact="occupancy:1"),), disabled=(held("room", fact="e:1"),))
    assert (one.kind, one.parks) == ("disabled_with_premium", True)
    assert (one.facts, one.period) == (("e:1", "occupancy:1"), Period(YEAR_START, END))
    assert one.words.startswith("a disabled reduction needs that somebody lives there")


YEAR = Period(YEAR_START, END)
HALF = Period(OCTOBER, END)
CASES = {
    "nothing wrong": ({"households": (held(2),), "occupancies": (held(LIVED_IN),)}, []),
    "disabled where nobody lives": (
        {"occupancies": (held(EMPTY, YEAR_START),), "disabled": (held("room", OCTOBER),)},
        [("disabled_unoccupied", HALF, False)],
    ),
    "an annexe's reduction with a premium": (
        {"occupancies": (held(EMPTY, LONG),), "reductions": (held(Reduction("annexe"), OCTOBER),)},
        [("annexe_with_premium", HALF, True)],
    ),
    "an annexe with its exception": (
        {
            "occupancies": (held(EMPTY, LONG),),
            "reductions": (held(Reduction("annexe")),),
            "exceptions": (held(Excepted("F")),),
        },
        [],
    ),
    "disabled and empty while exempt by a claim": (
        {"occupancies": (held(EMPTY, LONG),), "exempted": (held(Exempted("E"), LONG),)},
        [],
    ),
    "exempt class with a resident": (
        {
            "occupancies": (held(EMPTY, YEAR_START, OCTOBER), held(LIVED_IN, OCTOBER)),
            "exempted": (held(Exempted("F"), YEAR_START),),
        },
        [("exempt_wrong_state", HALF, True)],
    ),
    "exempt for a given period, with a resident": (
        {"occupancies": (held(LIVED_IN),), "exemptions": (held("F", OCTOBER),)},
        [("exempt_wrong_state", HALF, False)],
    ),
    "a loaded code that is no class": ({"occupancies": (held(LIVED_IN),), "exemptions": (held("X9"),)}, []),
    "two owners of the whole": (
        {"interests": (held(owner("ann", sole=True)), held(owner("ben"), OCTOBER))},
        [("two_owners", HALF, False)],
    ),
    "joint owners": ({"interests": (held(owner("ann")), held(owner("ben")))}, []),
    "tenancy after its end": (
        {"interests": (held(Interest("ann", "tenancy", resident=False, term_ends=OCTOBER)),)},
        [("tenancy_after_end", HALF, False)],
    ),
    "a tenant who stays": ({"interests": (held(Interest("ann", "tenancy", True, term_ends=OCTOBER)),)}, []),
    "premium exception twice": (
        {
            "occupancies": (held(EMPTY, LONG),),
            "exceptions": (
                held(Excepted("G", date(2025, 4, 1)), date(2025, 4, 1), date(2025, 9, 1)),
                held(Excepted("G", OCTOBER), OCTOBER),
            ),
        },
        [("exception_twice", HALF, True)],
    ),
    "more disregarded than residents": (
        {
            "households": (held(1),),
            "disregards": (held(Disregarded("ann", "student")), held(Disregarded("ben", "smi"), OCTOBER)),
        },
        [("more_disregarded_than_residents", HALF, True)],
    ),
    "adults where nobody lives": (
        {"occupancies": (held(EMPTY, OCTOBER),), "households": (held(2),)},
        [("adults_unoccupied", HALF, False)],
    ),
    "an exemption beside a reduction": (
        {"exemptions": (held("M", OCTOBER),), "reductions": (held(Reduction("annexe")),)},
        [("not_together", HALF, False)],
    ),
    "a disabled reduction beside an exception": (
        {"disabled": (held("room"),), "exceptions": (held(Excepted("E"), OCTOBER),)},
        [("not_together", HALF, False)],
    ),
    "exempt by two classes": (
        {"exemptions": (held("M"),), "exempted": (held(Exempted("O"), OCTOBER),)},
        [("two_of_exemption", HALF, False)],
    ),
    "two disabled reductions": (
        {"disabled": (held("room"), held("bathroom", OCTOBER))},
        [("two_of_disabled", HALF, False)],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_each_contradiction_is_found_with_its_days(case):
    given, wanted = CASES[case]
    assert kinds(**given) == wanted


@pytest.mark.parametrize("case", CASES)
def test_what_parks_is_refused_and_what_does_not_is_charged(case):
    given, wanted = CASES[case]
    if any(parks for *_, parks in wanted):
        with pytest.raises(DomainError, match="cannot be"):
            assess(facts(**given), as_at=AS_AT, policy=FULL)
    else:
        assert assess(facts(**given), as_at=AS_AT, policy=FULL).total >= 0


def test_only_days_of_the_year_on_which_the_account_is_liable_are_looked_at():
    given = {"disabled": (held("room"), held("bathroom", OCTOBER))}
    assert kinds(**given, end=OCTOBER) == []
    assert found(**given, end=date(2026, 4, 1)) == []


def test_a_limit_inside_the_year_is_no_contradiction():
    claim = (held(Exempted("F", grant=date(2026, 3, 20)), date(2025, 1, 1)),)
    states = (held(EMPTY, date(2025, 1, 1), OCTOBER), held(LIVED_IN, OCTOBER))
    assert found(exempted=claim, occupancies=states) == []
    sold = (held(Exempted("F", ended=OCTOBER), date(2025, 1, 1)),)
    assert found(exempted=sold, occupancies=states) == []


def test_days_of_one_contradiction_are_joined():
    given = {
        "disabled": (held("room", fact="e:1"), held("bathroom", fact="e:2")),
        "households": (held(2, end=OCTOBER), held(3, OCTOBER)),
    }
    assert kinds(**given) == [("two_of_disabled", YEAR, False)]
