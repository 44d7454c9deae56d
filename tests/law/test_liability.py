"""Who is liable: the hierarchy, several together, partners, owners."""

from datetime import date

import pytest

from accounts.data import Interest
from accounts.rules import liability
from accounts.rules.discounts import discount
from revenues.kernel.errors import DomainError
from revenues.kernel.money import per_cent_of
from tests.law.examples import example, pence

ON = date(2026, 6, 10)


def who(*interests: Interest, on: date = ON, **more) -> tuple[str, ...]:
    return liability.liable(interests, on=on, **more).value


def lives(party: str, tenure: str = "none", **more) -> Interest:
    return Interest(party, tenure, resident=True, **more)


def away(party: str, tenure: str = "freehold", **more) -> Interest:
    return Interest(party, tenure, resident=False, **more)


@pytest.mark.parametrize(
    ("interests", "liable", "tier"),
    [
        ([lives("A", "freehold"), lives("B", "tenancy"), lives("C")], ("A",), "a"),
        ([lives("B", "leasehold"), lives("C", "tenancy"), away("L")], ("B",), "b"),
        ([lives("C", "tenancy"), lives("D", "licence"), away("L")], ("C",), "c"),
        ([lives("D", "licence"), lives("E"), away("L")], ("D",), "d"),
        ([lives("E"), away("L")], ("E",), "e"),
        ([away("L")], ("L",), "f"),
        ([lives("A", "freehold"), lives("B", "freehold")], ("A", "B"), "a"),
    ],
)
def test_lgfa92_s6_hierarchy(interests, liable, tier):
    found = liability.liable(interests, on=ON)
    assert found.value == liable
    assert found.provision == f"LGFA 1992 s.6(2)({tier})"
    assert found.reasons[0].endswith(".")


def test_nobody_is_liable_where_nobody_is_known():
    found = liability.liable([], on=ON)
    assert not found
    assert found.reasons == ("Nobody lives there and no owner is known.",)


def test_a_lease_inferior_to_another_residents_lease_does_not_count():
    assert who(lives("head", "leasehold", superior=0), lives("under", "leasehold", superior=1)) == ("head",)


def test_a_party_with_two_interests_is_named_once():
    assert who(lives("A", "freehold"), lives("A", "freehold"), lives("B", "freehold")) == ("A", "B")


def test_joint_owners_owe_one_debt_together():
    given, expected = example("JNT-01")
    owners = [
        lives(text[0], text.split()[1].replace("freeholder", "freehold")) for text in given["residents"]
    ]
    assert who(*owners) == ("A", "B")
    assert pence(expected["debt"]) == pence(expected["A"]) == pence(expected["B"]) == pence(given["annual"])


def test_lgfa92_s6_4_joint_disregard():
    given, expected = example("JNT-02")
    owners = [
        lives(one["n"], "freehold", disregard=one.get("disregard", "").lower()) for one in given["residents"]
    ]
    found = liability.liable(owners, on=ON)
    assert list(found.value) == expected["liable"]
    assert "s.6(4)" in found.provision
    counted = discount(residents=len(owners), disregarded=1, on=ON)
    assert counted.value == expected["discount_pct"]
    annual = pence(given["annual"])
    assert annual - per_cent_of(annual, counted.value) == pence(expected["net"])


def test_students_all_together_stay_liable_together():
    one, two = (lives(party, "tenancy", disregard="student") for party in "AB")
    assert who(one, two) == ("A", "B")


def test_a_student_owner_with_a_working_lodger_stays_solely_liable():
    assert who(lives("owner", "freehold", disregard="student"), lives("lodger", "licence")) == ("owner",)


def test_lgfa92_s9_partners():
    found = liability.liable([lives("A", "freehold"), lives("B", partner_of="A")], on=ON)
    assert found.value == ("A", "B")
    assert "s.9" in found.provision


@pytest.mark.parametrize(
    "partner",
    [
        lives("B", partner_of="A", disregard="smi"),
        lives("B", partner_of="A", disregard="student"),
        Interest("B", "none", resident=False, partner_of="A"),
        lives("B"),
    ],
)
def test_partners_who_do_not_join(partner):
    assert who(lives("A", "freehold"), partner) == ("A",)


def test_the_couple_may_be_recorded_on_either_of_them():
    assert who(lives("A", "freehold", partner_of="B"), lives("B")) == ("A", "B")


def test_the_partner_of_an_owner_who_lives_elsewhere_does_not_join():
    found = who(away("A", "freehold"), lives("B", "tenancy"), lives("C", partner_of="A"))
    assert found == ("B",)


@pytest.mark.parametrize(
    ("months", "liable"),
    [(6, ("tenant",)), (12, ("tenant",)), (5, ("landlord",)), (None, ("landlord",))],
)
def test_lgfa92_s6_5_owner(months, liable):
    """A tenant for six months or more who has left stays liable as owner; a shorter or periodic tenant does not."""
    assert who(away("landlord"), away("tenant", "tenancy", term_months=months)) == liable


def test_the_most_inferior_material_lease_makes_the_owner():
    found = who(
        away("freeholder"),
        away("head", "leasehold", term_months=1188),
        away("under", "leasehold", term_months=120, superior=1),
    )
    assert found == ("under",)


def test_a_long_lease_without_a_noted_term_is_material():
    assert who(away("freeholder"), away("lessee", "leasehold")) == ("lessee",)


def test_joint_owners_of_an_empty_dwelling():
    assert who(away("A"), away("B"), away("C", "licence")) == ("A", "B")


@pytest.mark.parametrize(
    ("on", "liable"), [(date(2026, 4, 30), ("landlord",)), (date(2026, 5, 1), ("tenant",))]
)
def test_an_assured_tenant_who_leaves_early_from_may_2026(on, liable):
    tenant = away("tenant", "tenancy", tenancy_type="assured")
    assert who(away("landlord"), tenant, on=on) == liable


@pytest.mark.parametrize("cls", "ABCDEF")
def test_lgfa92_s8_owner_liable(cls):
    """The owner pays, although tenants of rooms live there."""
    found = liability.liable(
        [
            away("landlord"),
            lives("room one", "tenancy", whole=False),
            lives("room two", "tenancy", whole=False),
        ],
        on=ON,
        owner_class=cls,
    )
    assert found.value == ("landlord",)
    assert found.rule == "lgfa92-s8-owner-liable"


def test_the_holder_of_the_most_inferior_lease_of_a_whole_shared_house_pays():
    found = who(away("freeholder"), away("company", "leasehold", term_months=36), owner_class="C")
    assert found == ("company",)


def test_a_shared_house_with_no_known_owner():
    assert who(lives("tenant", "tenancy", whole=False), owner_class="C") == ()


@pytest.mark.parametrize("more", [{"owner_class": "Z"}, {"tenure": "squat"}])
def test_unknown_words_are_refused(more):
    tenure = more.pop("tenure", "freehold")
    with pytest.raises(DomainError, match="no"):
        who(lives("A", tenure), **more)
