"""Accounts from files: people, facts, entitlements and balances; what is changed, what is refused and where."""

from datetime import date

import pytest
from django.db import transaction

from accounts.events import AccountsLoaded
from accounts.models import (
    Account,
    AccountAlias,
    ContactPoint,
    Entitlement,
    Household,
    Interest,
    LiableParty,
    Occupancy,
    Party,
    PartyName,
    Resident,
)
from accounts.rules import numbers
from accounts.services.loading import AccountFiles
from billing.models import PaymentChoice
from casework.services.load_accounts import load_accounts
from ledger.models import ChargeYear, Entry
from revenues.audit.models import Event
from revenues.audit.services import acting
from revenues.kernel import events
from revenues.kernel.errors import DomainError
from revenues.kernel.loading import Refused
from revenues.kernel.mapping import FileMapping, Mappings
from revenues.kernel.periods import Period
from tests import factories
from tests.loaders.account_files import (
    BALANCES,
    BY,
    ENTITLEMENTS,
    HEADER,
    ON,
    PEOPLE,
    ROWS,
    account,
    council_with_homes,
    csv,
    load,
    load_all,
)
from valuation.services.load import LoadFile

pytestmark = pytest.mark.django_db


@pytest.fixture
def council():
    return council_with_homes()


def test_everything_is_loaded_with_proof(council):
    loaded = load_all(council)
    assert loaded.lines() == [
        f"accounts of {council.name}",
        "accounts.csv: 3 rows: 3 new, 0 changed, 0 the same",
        "people.csv: 2 rows: 2 new, 0 changed, 0 the same",
        "entitlements.csv: 2 rows: 2 new, 0 changed, 0 the same",
        "balances.csv: 3 rows: 3 new, 0 changed, 0 the same",
        "Proof of balance (9 figures agree):",
        "  accounts: file 3, held 3",
        "  accounts still running: file 2, held 2",
        "  persons liable: file 4, held 4",
        "  adults declared: file 3, held 3",
        "  entitlements disabled: file 1, held 1",
        "  entitlements exemption: file 1, held 1",
        "  brought in 2024/25 opening balance: file £1,250.75, held £1,250.75",
        "  brought in 2025/26 charged elsewhere: file £2,000.00, held £2,000.00",
        "  brought in 2025/26 paid elsewhere: file -£1,500.00, held -£1,500.00",
    ]


def test_what_the_rows_become(council):
    load_all(council)
    first, second = account("1001"), account("1002")
    assert numbers.is_valid(first.number)
    assert first.days == Period(date(2020, 4, 1), date(2024, 7, 1))
    assert [str(row.party.names.get()) for row in first.liable_parties.all()] == ["Ms Ana Iles", "Mr Bo Iles"]
    assert second.days == Period(date(2024, 7, 1))
    assert Occupancy.objects.get(property=second.property).days == Period(date(2020, 4, 1))
    households = Household.objects.filter(property=second.property).order_by("period")
    assert [(h.adults, h.days.start) for h in households] == [(2, date(2020, 4, 1)), (1, date(2024, 7, 1))]
    resident = Resident.objects.get(disregard="student")
    assert (resident.name, resident.days) == ("Cy Berg", Period(date(2024, 7, 1)))
    assert Interest.objects.get().tenure == "freehold"
    choice = PaymentChoice.objects.get(account=second)
    assert (choice.instalments, choice.pay_day, choice.method) == (10, 15, "direct_debit")
    exemption = Entitlement.objects.get(kind="exemption")
    assert (exemption.cls, exemption.state) == ("B", "granted")
    assert exemption.days == Period(date(2019, 6, 14), date(2019, 12, 14))
    year = ChargeYear.objects.everywhere("test").get(account=second)
    assert (year.calculation, year.brought, year.balance) == ("elsewhere", 500_00, 500_00)


def test_what_was_agreed_stays_unless_the_file_gives_a_number(council):
    load_all(council)
    agreed = {"instalments": 52, "pay_day": 5, "frequency": "weekly", "basis": "agreement_21_5"}
    with transaction.atomic(), acting(BY, "Agreed"):
        PaymentChoice.objects.filter(account=account("1002")).update(**agreed)
    with pytest.raises(Refused) as refused:
        load(council, ROWS[1:])
    told = "accounts.csv:2: pay_day: 15 is no day of the week, and this account pays weekly"
    assert [str(problem) for problem in refused.value.problems] == [told]
    load(council, [ROWS[1].replace("direct_debit,15", "standing_order,"), ROWS[2]])
    choice = PaymentChoice.objects.get(account=account("1002"))
    assert (choice.instalments, choice.method, choice.basis) == (52, "standing_order", "agreement_21_5")
    numbered = [f"{row},12" for row in ROWS[1:]]
    load(council, numbered, header=f"{HEADER},instalments")
    choice = PaymentChoice.objects.get(account=account("1002"))
    assert (choice.instalments, choice.frequency, choice.basis) == (12, "monthly", "part_i")


def test_the_same_files_again_change_nothing_and_say_so(council):
    load_all(council)
    counts = [
        model.objects.everywhere("test").count() if hasattr(model.objects, "everywhere") else model.objects.count()
        for model in (Account, Party, PartyName, LiableParty, Occupancy, Household, Resident, Interest,
                      Entitlement, PaymentChoice, Entry, Event)
    ]  # fmt: skip
    loaded = load_all(council)
    assert not loaded.moved
    assert "Nothing changed: all of this was known." in loaded.lines()
    assert [tally.same for tally in loaded.tallies] == [3, 2, 2, 3]
    assert counts == [
        model.objects.everywhere("test").count() if hasattr(model.objects, "everywhere") else model.objects.count()
        for model in (Account, Party, PartyName, LiableParty, Occupancy, Household, Resident, Interest,
                      Entitlement, PaymentChoice, Entry, Event)
    ]  # fmt: skip


def test_a_later_file_ends_the_old_and_begins_the_new(council, monkeypatch):
    heard = []
    monkeypatch.setitem(events._handlers, AccountsLoaded, [heard.append])
    load_all(council)
    rows = [
        *ROWS[:2],
        ROWS[2].replace("2019-06-14,,P3", "2019-06-14,2025-12-31,P3"),
        "1004,OV2,2026-01-01,,P4,Mr,Bo,Iles,,yes,,3,,",
    ]
    loaded = load(council, rows, people=PEOPLE)
    assert loaded.lines()[1] == "accounts.csv: 4 rows: 1 new, 1 changed, 2 the same"
    assert account("1003").days == Period(date(2019, 6, 14), date(2026, 1, 1))
    assert account("1004").liable_parties.get().party == PartyName.objects.get(given="Bo").party
    states = Occupancy.objects.filter(property=account("1004").property).order_by("period")
    assert [(s.occupied, s.days.start) for s in states] == [
        (False, date(2019, 6, 14)),
        (True, date(2026, 1, 1)),
    ]
    home = account("1004").property_id
    assert heard[1] == AccountsLoaded(council.pk, ((home, date(2026, 1, 1)),))


def test_a_closed_account_stays_closed_when_an_old_file_has_it_open(council):
    load(council)
    load(council, [ROWS[0], ROWS[1].replace("2024-07-01,,P2", "2024-07-01,2025-01-31,P2"), ROWS[2]])
    loaded = load(council)
    assert not loaded.moved
    number = account("1002").number
    assert loaded.warnings == (f"accounts.csv:3: account {number} is closed here and open in the file",)


def test_a_name_is_corrected_or_changes_from_a_day(council):
    load(council)
    load(council, [ROWS[0].replace("Ana", "Anna"), *ROWS[1:]])
    assert PartyName.objects.get(family="Iles").given == "Anna"
    header = HEADER + ",name_from"
    rows = [ROWS[0].replace("Ana,Iles", "Anna,Moor") + ",2023-01-01", ROWS[1] + ",", ROWS[2] + ","]
    load(council, rows, header)
    held = PartyName.objects.filter(given="Anna").order_by("period")
    assert [(n.family, n.days.start) for n in held] == [
        ("Iles", date(1993, 4, 1)),
        ("Moor", date(2023, 1, 1)),
    ]


def test_contact_points_take_the_place_of_the_last(council):
    header = HEADER + ",phone,email"
    extra = ["+44 1632 960001,a@example.org", ",", ","]
    load(council, [f"{row},{more}" for row, more in zip(ROWS, extra, strict=True)], header)
    extra[0] = "+44 1632 960002,A@example.org"
    loaded = load(council, [f"{row},{more}" for row, more in zip(ROWS, extra, strict=True)], header)
    assert loaded.tallies[0].changed == 1
    assert sorted(ContactPoint.objects.values_list("value", flat=True)) == [
        "+44 1632 960002",
        "A@example.org",
    ]


def test_a_balance_that_differs_is_brought_to_the_files_figure(council):
    load_all(council)
    for amount, times in (("1300.00", 2), ("1250.75", 3), ("1300.00", 4)):
        loaded = load(council, people=PEOPLE, balances=[BALANCES[0], f"1003,2024,opening_balance,{amount}"])
        assert loaded.tallies[2].changed == 1
        assert Entry.objects.everywhere("test").filter(kind="brought").count() == times
    assert ChargeYear.objects.everywhere("test").get(account=account("1003")).balance == 1300_00


def test_balances_of_accounts_held_by_number(council):
    load(council)
    number = account("1003").number
    load(council, balances=["account,year,kind,amount", f"{number},2025,opening_balance,-5.00"])
    assert ChargeYear.objects.everywhere("test").get(account=account("1003")).balance == -5_00


def test_a_cancelled_entitlement_is_left_so(council):
    load(council, entitlements=ENTITLEMENTS)
    held = Entitlement.objects.get(kind="disabled")
    held.to("cancelled")
    held.save()
    loaded = load(council, entitlements=ENTITLEMENTS)
    assert loaded.warnings == ("entitlements.csv:3: was cancelled here and is left so",)
    assert Entitlement.objects.get(kind="disabled").state == "cancelled"


def test_ends_as_the_first_day_after(council):
    mappings = Mappings("other", {"accounts": FileMapping(ends_are_day_after=True)})
    load(council, ROWS[:1], mappings=mappings)
    alias = AccountAlias.objects.everywhere("test").get(reference="1001")
    assert alias.system == "other"
    assert alias.account.days.end == date(2024, 6, 30)


def test_a_dry_run_keeps_nothing(council):
    loaded = load_all(council, dry_run=True)
    assert loaded.tallies[0].created == 3
    assert not Account.objects.everywhere("test").exists()
    assert not Entry.objects.everywhere("test").exists()


def test_two_files_of_one_name_are_refused(council):
    one = LoadFile("a.csv", csv(HEADER))
    with pytest.raises(DomainError, match=r"have one name: a.csv, a.csv"):
        load_accounts(authority=council, files=AccountFiles(one, one), on=ON, by=BY)


def test_queries_do_not_grow_with_rows(council, django_assert_max_num_queries):
    homes = [factories.dwelling(council, factories.Area.objects.everywhere("t").get()) for _ in range(60)]
    rows = [
        f"{n},{home.reference},2020-04-01,,,Ms,Ana,Iles,,yes,yes,2,cash,1" for n, home in enumerate(homes)
    ]
    balances = ["account,year,kind,amount", *(f"{n},2025,opening_balance,10.00" for n in range(60))]
    with django_assert_max_num_queries(95):
        load(council, rows, balances=balances)
