"""Who is liable on each day: moves, joint parties who part, owners in place of residents, estates, pitches, Wales."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from accounts.data import Interest
from accounts.rules import liability
from revenues.kernel.errors import DomainError
from revenues.kernel.law import national
from revenues.kernel.periods import Period
from tests.law.examples import OCTOBER, YEAR_START, day, example, held

ON = date(2026, 6, 10)
YEAR = Period(YEAR_START, date(2027, 4, 1))


def lives(party: str, tenure: str = "none", **more) -> Interest:
    return Interest(party, tenure, resident=True, **more)


def away(party: str, tenure: str = "freehold", **more) -> Interest:
    return Interest(party, tenure, resident=False, **more)


def days(*interests, **more):
    """Parties and first day of each run."""
    found = liability.by_day(interests, within=YEAR, **more)
    assert found[0].period.start == YEAR.start
    assert found[-1].period.end == YEAR.end
    assert all(one.period.end == other.period.start for one, other in pairwise(found))
    return [(entry.value.value, entry.period.start) for entry in found]


def test_lgfa92_s6_by_day():
    """The day of moving in belongs to the newcomer; who moves out is not liable for that day."""
    tenancy = held(lives("tenant", "tenancy"), end=OCTOBER, fact="interest:2")
    owner = held(away("landlord"), fact="interest:1")
    found = liability.by_day([tenancy, owner], within=YEAR)
    assert [(one.value.value, one.period) for one in found] == [
        (("tenant",), Period(YEAR_START, OCTOBER)),
        (("landlord",), Period(OCTOBER, YEAR.end)),
    ]
    assert found[0].value.facts == ("interest:2", "interest:1")
    assert found[1].value.reasons == ("landlord owns the dwelling, in which nobody lives.",)
    assert found[1].value.provision == "LGFA 1992 s.6(2)(f)"


def test_a_fact_that_changes_nobody_liable_cuts_nothing():
    lodger = held(lives("lodger", "licence"), OCTOBER)
    assert days(held(lives("owner", "freehold")), lodger) == [(("owner",), YEAR_START)]


def test_joint_tenants_of_whom_one_leaves():
    given, expected = example("JNT-03")
    leaves = day(given["B_leaves"])
    found = days(held(lives("A", "tenancy")), held(lives("B", "tenancy"), end=leaves))
    assert found == [(("A", "B"), YEAR_START), (("A",), leaves)]
    assert (leaves - YEAR_START).days == expected["joint_period_days"]


def test_nobody_liable_is_said_with_its_reason():
    found = liability.by_day([held(lives("A"), end=OCTOBER)], within=YEAR)
    assert not found[1].value
    assert found[1].value.reasons == ("Nobody lives there and no owner is known.",)


def test_partners_who_part():
    couple = held(lives("B", partner_of="A"), end=OCTOBER)
    assert days(held(lives("A", "freehold")), couple, held(lives("B"), OCTOBER)) == [
        (("A", "B"), YEAR_START),
        (("A",), OCTOBER),
    ]


def test_a_student_of_two_joint_tenants_drops_out_while_a_student():
    student = held(lives("B", "tenancy", disregard="student"), end=OCTOBER)
    assert days(held(lives("A", "tenancy")), student, held(lives("B", "tenancy"), OCTOBER)) == [
        (("A",), YEAR_START),
        (("A", "B"), OCTOBER),
    ]


def test_a_house_let_by_the_room_from_october():
    rooms = (held(lives("one", "tenancy", whole=False)), held(lives("two", "tenancy", whole=False)))
    found = days(held(away("landlord")), *rooms, owner_classes=(held("C", OCTOBER),))
    assert found == [(("one", "two"), YEAR_START), (("landlord",), OCTOBER)]


# -- tenants who leave early -------------------------------------------------------------------------------------


def test_an_assured_tenant_who_left_is_liable_from_may_2026_until_the_tenancy_ends():
    may = date(2026, 5, 1)
    tenant = held(away("tenant", "tenancy", tenancy_type="assured", term_ends=OCTOBER))
    found = days(held(away("landlord")), tenant)
    assert found == [(("landlord",), YEAR_START), (("tenant",), may), (("landlord",), OCTOBER)]


def test_a_fixed_term_of_six_months_makes_its_holder_an_owner_until_it_ends():
    tenant = held(away("tenant", "tenancy", term_months=12, term_ends=OCTOBER))
    assert days(held(away("landlord")), tenant) == [(("tenant",), YEAR_START), (("landlord",), OCTOBER)]


def test_a_tenant_who_stays_after_the_term_is_still_the_resident():
    tenant = held(lives("tenant", "tenancy", term_months=12, term_ends=OCTOBER))
    assert days(held(away("landlord")), tenant) == [(("tenant",), YEAR_START)]


# -- estates -----------------------------------------------------------------------------------------------------


def test_lgfa92_s18_estates():
    """From the day of death the executor stands in the place of a sole owner, and does not live there."""
    owner = held(lives("ann", "freehold", died_on=ON, executor="firm"), fact="interest:1")
    found = liability.by_day([owner], within=YEAR)
    assert [(one.value.value, one.period.start) for one in found] == [(("ann",), YEAR_START), (("firm",), ON)]
    assert found[1].value.provision == "LGFA 1992 s.6(2)(f); s.18"
    assert found[1].value.reasons[0] == "ann has died."
    assert [i.party for i in liability.after_death([lives("ann", "freehold", died_on=ON)], on=ON)] == [
        "estate of ann"
    ]


def test_a_surviving_joint_owner_is_liable_alone():
    dead = held(lives("ann", "freehold", died_on=ON, executor="firm"))
    assert days(dead, held(lives("ben", "freehold"))) == [(("ann", "ben"), YEAR_START), (("ben",), ON)]


def test_a_child_who_stays_in_the_house_of_the_dead_owner_is_liable_as_resident():
    dead = held(lives("ann", "freehold", died_on=ON))
    assert days(dead, held(lives("kit"))) == [(("ann",), YEAR_START), (("kit",), ON)]


def test_a_dead_resident_without_an_interest_leaves_none():
    assert days(held(lives("ann", died_on=ON)), held(away("landlord"))) == [
        (("ann",), YEAR_START),
        (("landlord",), ON),
    ]


def test_the_estate_of_a_tenant_is_liable_while_its_term_runs():
    dead = held(lives("ann", "tenancy", died_on=ON, term_months=12, term_ends=OCTOBER))
    assert days(dead, held(away("landlord"))) == [
        (("ann",), YEAR_START),
        (("estate of ann",), ON),
        (("landlord",), OCTOBER),
    ]


# -- caravans and boats ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("interests", "wanted"),
    [
        ([lives("A", "freehold"), lives("B")], ("A",)),
        ([away("A"), lives("B")], ("B",)),
        ([away("A")], ("A",)),
        ([], ()),
        ([lives("A", "freehold"), lives("B", partner_of="A")], ("A", "B")),
    ],
)
def test_lgfa92_s7_pitches(interests, wanted):
    found = liability.on_pitch(interests, on=ON)
    assert found.value == wanted
    assert found.provision == "LGFA 1992 s.7"
    assert found.reasons


def test_a_pitch_by_day():
    found = days(held(away("A")), held(lives("B"), end=OCTOBER), pitch=True)
    assert found == [(("B",), YEAR_START), (("A",), OCTOBER)]


# -- Wales -------------------------------------------------------------------------------------------------------


def test_an_occupation_contract_in_wales():
    holder, lodger = lives("A", "contract"), lives("B", "licence")
    wales = national("wales")
    found = liability.liable([holder, lodger], on=ON, law=wales)
    assert (found.value, found.provision) == (("A",), "LGFA 1992 s.6(2)(ca)")
    for law, on in ((national(), ON), (wales, date(2022, 11, 30))):
        with pytest.raises(DomainError, match="no tenure 'contract'"):
            liability.liable([holder], on=on, law=law)


def test_an_open_period_has_no_last_day():
    with pytest.raises(ValueError, match="closed"):
        liability.by_day([], within=Period(YEAR_START))
    assert YEAR.days == (YEAR.end - YEAR.start) // timedelta(days=1)
