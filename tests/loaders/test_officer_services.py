"""What an officer changes about a dwelling, its people and its account, one service at a time."""

from datetime import date

import pytest

from accounts import services
from accounts.data import NewEntitlement, NewInterest, NewParty
from accounts.events import AccountClosed, AccountOpened, DwellingFactsChanged
from accounts.models import Account, Household, Occupancy, PartyName, Resident
from accounts.rules import numbers
from revenues.audit.data import Actor
from revenues.audit.models import Event
from revenues.kernel import events
from revenues.kernel.errors import Conflict, DomainError, NotPermitted
from revenues.kernel.periods import Period
from tests import factories
from valuation import services as dwellings
from valuation.data import NewProperty, Told
from valuation.events import BandChanged
from valuation.models import BandEntry

pytestmark = pytest.mark.django_db

DAY = date(2026, 5, 1)
TOLD = Told(on=DAY, told_on=date(2026, 4, 28), source="Online form", reason="moved in")
BY = Actor("system", None, "Tests")


@pytest.fixture
def council():
    return factories.authority()


@pytest.fixture
def home(council):
    return factories.dwelling(council, factories.area(council))


@pytest.fixture
def heard(monkeypatch):
    """Every event that is published, in order."""
    told = []
    for kind in (AccountOpened, AccountClosed, DwellingFactsChanged, BandChanged):
        monkeypatch.setitem(events._handlers, kind, [told.append])
    return told


def open_for(home, *people, starts=DAY, **options):
    parties = people or (factories.party(home.authority),)
    return services.open_account(
        property_id=home.pk, party_ids=[p.pk for p in parties], starts=starts, told=TOLD, by=BY, **options
    )


def test_a_property_is_created_once(council):
    facts = NewProperty("OV100", ("1 Mill Lane",), postcode="ov12ab")
    made = dwellings.create_property(authority_id=council.pk, facts=facts, told=TOLD, by=BY)
    assert made.postcode == "OV1 2AB"
    assert made.search_key == "1 mill lane ov1 2ab"
    with pytest.raises(Conflict, match="already a property OV100"):
        dwellings.create_property(authority_id=council.pk, facts=facts, told=TOLD, by=BY)


def test_a_band_ends_the_one_before_and_leaves_later_ones(home, heard):
    dwellings.record_band(property_id=home.pk, band="E", starts=date(2025, 4, 1), told=TOLD, by=BY)
    dwellings.record_band(property_id=home.pk, band="C", starts=date(2022, 4, 1), told=TOLD, by=BY)
    held = [(b.band, b.days) for b in BandEntry.objects.filter(property=home).order_by("period")]
    assert held == [
        ("D", Period(date(2019, 4, 1), date(2022, 4, 1))),
        ("C", Period(date(2022, 4, 1), date(2025, 4, 1))),
        ("E", Period(date(2025, 4, 1))),
    ]
    assert [event.from_day for event in heard] == [date(2025, 4, 1), date(2022, 4, 1)]


def test_the_same_band_again_changes_nothing(home, heard):
    for _ in range(2):
        dwellings.record_band(property_id=home.pk, band="E", starts=DAY, told=TOLD, by=BY)
    assert len(heard) == 1
    assert Event.objects.filter(verb="record_band").count() == 1


def test_a_band_for_some_days_leaves_the_rest_as_it_was(home):
    dwellings.record_band(
        property_id=home.pk, band="C", starts=date(2021, 4, 1), ends=date(2022, 4, 1), told=TOLD, by=BY
    )
    held = [(b.band, b.days.start) for b in BandEntry.objects.filter(property=home).order_by("period")]
    assert held == [("D", date(2019, 4, 1)), ("C", date(2021, 4, 1)), ("D", date(2022, 4, 1))]


def test_an_unknown_band_is_refused(home):
    with pytest.raises(DomainError, match="'I' is not a band: A to H"):
        dwellings.record_band(property_id=home.pk, band="I", starts=DAY, told=TOLD, by=BY)


def test_an_account_is_opened_with_its_people_and_a_number_that_checks(home, heard):
    couple = factories.party(home.authority), factories.party(home.authority, given="Tom", title="Mr")
    account = open_for(home, *couple, capacity=["own", "executor"])
    assert numbers.is_valid(account.number)
    assert account.told_on == date(2026, 4, 28)
    assert account.decided_on == DAY
    liable = [(row.party_id, row.capacity) for row in account.liable_parties.all()]
    assert liable == [(couple[0].pk, "own"), (couple[1].pk, "executor")]
    assert heard == [AccountOpened(account.pk, home.pk, home.authority_id, DAY)]


def test_no_day_is_charged_to_two_accounts(home):
    first = open_for(home)
    with pytest.raises(Conflict, match=f"Account {first.number} is charged"):
        open_for(home, starts=date(2026, 6, 1))


def test_closing_makes_room_for_the_next_account(home, heard):
    first = open_for(home)
    leaves = date(2026, 7, 1)
    services.close_account(account_id=first.pk, ends=leaves, told=TOLD, by=BY)
    second = open_for(home, starts=leaves, follows=(first.pk, "moved"))
    assert second.follows.get().before_id == first.pk
    assert heard[1] == AccountClosed(first.pk, home.pk, home.authority_id, leaves)
    services.close_account(account_id=first.pk, ends=leaves, told=TOLD, by=BY)
    assert len(heard) == 3


def test_an_account_cannot_end_before_it_began(home):
    account = open_for(home)
    with pytest.raises(DomainError, match="cannot end on 2026-05-01"):
        services.close_account(account_id=account.pk, ends=DAY, told=TOLD, by=BY)


def test_a_party_of_another_authority_cannot_be_liable(home):
    stranger = factories.party(factories.authority("marsh"))
    with pytest.raises(Conflict, match="not on this authority's records"):
        open_for(home, stranger)


def test_an_officer_without_the_role_is_refused(home):
    officer = factories.user("jo", auditor=home.authority)
    by = Actor("user", officer.pk, "Jo")
    with pytest.raises(NotPermitted):
        services.open_account(
            property_id=home.pk, party_ids=[factories.party(home.authority).pk], starts=DAY, told=TOLD, by=by
        )
    assert not Account.objects.everywhere("test").exists()


def test_a_party_is_created_with_its_name_address_and_contacts(council):
    facts = NewParty("O'Brien", given="Siân", address=("Rue 1",), postcode="75001", country="France",
                     phone="+44 1632 960 001", email="Sian@Example.org")  # fmt: skip
    party = services.create_party(authority_id=council.pk, party=facts, told=TOLD, by=BY)
    assert party.names.get().search_key == "sian obrien"
    assert party.addresses.get().postcode == "75001"
    assert sorted(party.contact_points.values_list("search_key", flat=True)) == [
        "441632960001",
        "sian@example.org",
    ]


def test_a_name_is_corrected_in_place_or_from_a_day(council):
    party = services.create_party(authority_id=council.pk, party=NewParty("Ilse"), told=TOLD, by=BY)
    services.correct_name(party_id=party.pk, family="Iles", told=TOLD, by=BY)
    services.correct_name(party_id=party.pk, family="Moore", starts=DAY, told=TOLD, by=BY)
    held = PartyName.objects.filter(party=party).order_by("period")
    assert [name.family for name in held] == ["Iles", "Moore"]


def test_facts_of_a_dwelling_are_dated(home, heard):
    services.record_occupancy(
        property_id=home.pk, occupied=False, furnished=False, starts=DAY, told=TOLD, by=BY
    )
    services.record_household(property_id=home.pk, adults=1, starts=DAY, told=TOLD, by=BY)
    services.record_resident(
        property_id=home.pk, name="Ana Iles", disregard="student", starts=DAY, told=TOLD, by=BY
    )
    party = factories.party(home.authority)
    services.record_interest(
        property_id=home.pk, party_id=party.pk, interest=NewInterest("freehold"), starts=DAY, told=TOLD, by=BY
    )
    assert Occupancy.objects.get(property=home).furnished is False
    assert Household.objects.get(property=home).adults == 1
    assert Resident.objects.get(property=home).disregard == "student"
    assert heard == [DwellingFactsChanged(home.pk, home.authority_id, DAY)] * 4


def test_an_unknown_disregard_is_refused(home):
    with pytest.raises(DomainError, match="no class of disregarded"):
        services.record_resident(
            property_id=home.pk, name="A B", disregard="wizard", starts=DAY, told=TOLD, by=BY
        )


def grant(home, kind, cls="", starts=DAY, ends=None, **values):
    wanted = NewEntitlement(kind, starts, cls, ends, **values)
    return services.grant_entitlement(property_id=home.pk, entitlement=wanted, told=TOLD, by=BY)


def test_an_entitlement_is_granted_once_ended_and_cancelled(home, heard):
    first = grant(home, "disabled")
    assert grant(home, "disabled").pk == first.pk
    services.end_entitlement(entitlement_id=first.pk, ends=date(2026, 9, 1), told=TOLD, by=BY)
    services.cancel_entitlement(entitlement_id=first.pk, told=TOLD, by=BY)
    with pytest.raises(Conflict, match="is cancelled, not granted"):
        services.cancel_entitlement(entitlement_id=first.pk, told=TOLD, by=BY)
    assert [event.from_day for event in heard] == [DAY, date(2026, 9, 1), DAY]


@pytest.mark.parametrize(
    ("held", "wanted", "why"),
    [
        (("exemption", "N"), ("disabled", ""), "nothing to reduce"),
        (("exemption", "N"), ("exemption", "F"), "one class at a time"),
        (("disabled", ""), ("premium_exception", "G"), "nobody does"),
        (("disabled", ""), ("disabled", ""), "granted already"),
    ],
)
def test_entitlements_that_cannot_stand_together_are_refused(home, held, wanted, why):
    grant(home, *held, starts=DAY)
    with pytest.raises(Conflict, match=why):
        grant(home, *wanted, starts=date(2026, 6, 1))


def test_those_that_can_stand_together_do(home):
    grant(home, "disabled")
    grant(home, "discount", "annexe")
    grant(home, "discretionary", percent=50)
    assert home.entitlements.count() == 3


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        (NewEntitlement("bonus", DAY), "not a kind of entitlement"),
        (NewEntitlement("exemption", DAY, "Z"), "'Z' is not a class of exemption"),
        (NewEntitlement("exemption", DAY, "A"), "class A was not in force"),
        (NewEntitlement("discount", DAY, "single"), "follow from who lives there"),
        (NewEntitlement("discretionary", DAY), "needs its percentage"),
        (NewEntitlement("discretionary", DAY, percent=101), "from 1 to 100"),
        (NewEntitlement("disabled", DAY, ends=DAY), "must end after it starts"),
    ],
)
def test_an_entitlement_that_the_law_does_not_know_is_refused(home, wanted, why):
    with pytest.raises(DomainError, match=why):
        services.grant_entitlement(property_id=home.pk, entitlement=wanted, told=TOLD, by=BY)
