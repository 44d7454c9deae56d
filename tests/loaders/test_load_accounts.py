"""Accounts from files: people, facts, entitlements and balances; what is changed, what is refused and where."""

from datetime import date

import pytest

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
from revenues.audit.data import Actor
from revenues.audit.models import Event
from revenues.kernel import events
from revenues.kernel.errors import DomainError
from revenues.kernel.loading import Refused
from revenues.kernel.mapping import FileMapping, Mappings
from revenues.kernel.periods import Period
from tests import factories
from valuation.services.load import LoadFile

pytestmark = pytest.mark.django_db

BY = Actor("loader", None, "Tests")
ON = date(2026, 3, 1)
HEADER = "account,property,from,to,party,title,given,family,born,occupied,furnished,adults,method,pay_day"
ROWS = (
    "1001,OV1,2020-04-01,2024-06-30,P1,Ms,Ana,Iles,1971-05-30,yes,yes,2,,",
    "1002,OV1,2024-07-01,,P2,Mr,Tom,Berg,1960-01-01,yes,yes,1,direct_debit,15",
    "1003,OV2,2019-06-14,,P3,,,Mill Homes Ltd,,no,no,,cash,",
)
PEOPLE = (
    "account,capacity,party,title,given,family,lives_there,disregard,tenure",
    "1001,own,P4,Mr,Bo,Iles,yes,,freehold",
    "1002,,P5,Ms,Cy,Berg,yes,student,",
)
ENTITLEMENTS = (
    "property,kind,class,from,to,percent",
    "OV2,exemption,B,2019-06-14,2019-12-13,",
    "OV1,disabled,,2025-04-01,,",
)
BALANCES = (
    "account,year,kind,amount",
    "1002,2025,charged_elsewhere,2000.00",
    "1002,2025,paid_elsewhere,-1500.00",
    '1003,2024,opening_balance,"1,250.75"',
)


def csv(*lines):
    return "\n".join(lines).encode() + b"\n"


@pytest.fixture
def council():
    made = factories.authority()
    place = factories.area(made)
    for reference in ("OV1", "OV2", "OV3"):
        factories.dwelling(made, place, reference=reference)
    return made


def load(council, rows=ROWS, header=HEADER, people=(), entitlements=(), balances=(), **options):
    def file(name, lines):
        return LoadFile(f"{name}.csv", csv(*lines)) if lines else None

    files = AccountFiles(
        LoadFile("accounts.csv", rows if isinstance(rows, bytes) else csv(header, *rows)),
        file("people", people),
        file("entitlements", entitlements),
        file("balances", balances),
    )
    return load_accounts(authority=council, files=files, on=ON, by=BY, **options)


def load_all(council, **options):
    return load(council, people=PEOPLE, entitlements=ENTITLEMENTS, balances=BALANCES, **options)


def account(reference):
    return AccountAlias.objects.everywhere("test").get(reference=reference).account


def refusals(council, *args, **options):
    with pytest.raises(Refused) as refused:
        load(council, *args, **options)
    assert not Account.objects.everywhere("test").exists()
    assert not Party.objects.everywhere("test").exists()
    return refused.value.lines()


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


def row(**changes):
    values = dict(zip(HEADER.split(","), ROWS[1].split(","), strict=True)) | changes
    return ",".join(values.values())


REFUSALS = {
    "unknown property": (row(property="XX"), "2: property: XX is not a property of"),
    "no first day": (row(**{"from": ""}), "2: from: is missing"),
    "ends before it begins": (row(to="2024-06-01"), "2: to: is before from"),
    "wrong century": (row(**{"from": "2124-07-01"}), "2: from: 2124-07-01 is in the wrong century"),
    "day of last century": (row(**{"from": "1924-07-01"}), "2: from: 1924-07-01 is in the wrong century"),
    "born in the future": (row(born="2060-01-01"), "2: born: 2060-01-01 is after the account began"),
    "born too long ago": (row(born="1890-01-01"), "2: born: 1890-01-01 makes a person of more than 125"),
    "born in another age": (row(born="1060-01-01"), "2: born: 1060-01-01 is in the wrong century"),
    "no family name": (row(family=""), "2: family: is missing"),
    "formula in a name": (row(family="=cmd|' /C calc'!A0"), "2: family: begins with '='"),
    "unknown method": (row(method="barter"), "2: method: 'barter' is not one of cash"),
    "day of no month": (row(pay_day="31"), "2: pay_day: 31 is outside 1 to 28"),
    "too many adults": (row(adults="201"), "2: adults: 201 is outside 0 to 200"),
    "adults in an empty home": (row(occupied="no"), "2: adults: 1 adults live in a dwelling that is not"),
    "empty but how": (row(occupied="no", furnished="", adults=""), "2: furnished: is missing"),
    "neither yes nor no": (row(occupied="perhaps"), "2: occupied: 'perhaps' is neither yes nor no"),
    "no band then": (
        row(**{"from": "2018-04-01"}),
        "2: property: OV1 has no band on 2018-04-01, a charged day",
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_what_is_refused_with_its_place(council, name):
    line, expected = REFUSALS[name]
    told = refusals(council, [line])
    assert any(text.startswith(f"accounts.csv:{expected}") for text in told), told


MORE = {
    "the same account": ([ROWS[1], ROWS[1]], {}, "accounts.csv:3: account: 1002 is on line 2 already"),
    "overlapping accounts": (
        [ROWS[1], ROWS[1].replace("1002", "1009").replace("2024-07", "2025-07")],
        {},
        "accounts.csv:3: from: overlaps account 1002 on line 2",
    ),
    "one person, two names": (
        [ROWS[1], ROWS[2].replace("P3", "P2")],
        {},
        "accounts.csv:3: family: P2 is described otherwise on line 2 of accounts.csv",
    ),
    "liable twice": (
        ROWS[1:2],
        {"people": [PEOPLE[0], "1002,own,P2,Mr,Tom,Berg,,,"]},
        "people.csv:2: party: is liable twice on account 1002",
    ),
    "people of no account": (
        ROWS[1:2],
        {"people": [PEOPLE[0], "9999,own,P8,Mr,Al,Berg,,,"]},
        "people.csv:2: account: 9999 is neither held nor in the file",
    ),
    "unknown disregard": (
        ROWS[1:2],
        {"people": [PEOPLE[0], "1002,,P8,Mr,Al,Berg,yes,wizard,"]},
        "people.csv:2: disregard: no class of disregarded residents is called 'wizard'",
    ),
    "disregarded elsewhere": (
        ROWS[1:2],
        {"people": [PEOPLE[0], "1002,,P8,Mr,Al,Berg,no,student,"]},
        "people.csv:2: disregard: is given to somebody who does not live there",
    ),
    "unknown tenure": (
        ROWS[1:2],
        {"people": [PEOPLE[0], "1002,,P8,Mr,Al,Berg,,,squat"]},
        "people.csv:2: tenure: 'squat' is not one of",
    ),
    "unknown exemption": (
        ROWS[1:2],
        {"entitlements": [ENTITLEMENTS[0], "OV1,exemption,Z,2025-04-01,,"]},
        "entitlements.csv:2: class: 'Z' is not a class of exemption",
    ),
    "abolished exemption": (
        ROWS[1:2],
        {"entitlements": [ENTITLEMENTS[0], "OV1,exemption,A,2025-04-01,,"]},
        "entitlements.csv:2: class: class A was not in force on 2025-04-01",
    ),
    "entitled nowhere": (
        ROWS[1:2],
        {"entitlements": [ENTITLEMENTS[0], "XX,disabled,,2025-04-01,,"]},
        "entitlements.csv:2: property: XX is not a property",
    ),
    "entitled backwards": (
        ROWS[1:2],
        {"entitlements": [ENTITLEMENTS[0], "OV1,disabled,,2025-04-01,2024-04-01,"]},
        "entitlements.csv:2: to: is before from",
    ),
    "entitled twice": (
        ROWS[1:2],
        {"entitlements": [ENTITLEMENTS[0], "OV1,disabled,,2025-04-01,,", "OV1,disabled,,2025-06-01,,"]},
        "entitlements.csv:3: from: overlaps the same one on line 2",
    ),
    "entitled to what cannot stand together": (
        ROWS[1:2],
        {"entitlements": [ENTITLEMENTS[0], "OV1,disabled,,2025-04-01,,", "OV1,exemption,N,2025-06-01,,"]},
        "entitlements.csv:3: kind: disabled and exemption N: An exempt dwelling is not charged",
    ),
    "two exemptions": (
        ROWS[1:2],
        {"entitlements": [ENTITLEMENTS[0], "OV1,exemption,F,2025-04-01,,", "OV1,exemption,N,2025-06-01,,"]},
        "entitlements.csv:3: kind: exemption F and exemption N: A dwelling is exempt by one class",
    ),
    "discretion without a percentage": (
        ROWS[1:2],
        {"entitlements": [ENTITLEMENTS[0], "OV1,discretionary,,2025-04-01,,"]},
        "entitlements.csv:2: percent: a discretionary reduction needs its percentage",
    ),
    "a balance of nobody": (
        ROWS[1:2],
        {"balances": [BALANCES[0], "9,2025,opening_balance,1.00"]},
        "balances.csv:2: account: 9 is neither held nor in the file",
    ),
    "a balance twice": (
        ROWS[1:2],
        {"balances": [BALANCES[0], "1002,2025,opening_balance,1.00", "1002,2025,opening_balance,2.00"]},
        "balances.csv:3: kind: is on line 2 already",
    ),
    "a payment without a minus": (
        ROWS[1:2],
        {"balances": [BALANCES[0], "1002,2025,paid_elsewhere,1.00"]},
        "balances.csv:2: amount: a payment has a minus",
    ),
    "a charge with a minus": (
        ROWS[1:2],
        {"balances": [BALANCES[0], "1002,2025,charged_elsewhere,-1.00"]},
        "balances.csv:2: amount: a charge has no minus",
    ),
    "no amount": (
        ROWS[1:2],
        {"balances": [BALANCES[0], "1002,2025,opening_balance,1.2.3"]},
        "balances.csv:2: amount: '1.2.3' is not an amount in pounds",
    ),
    "an absurd amount": (
        ROWS[1:2],
        {"balances": [BALANCES[0], "1002,2025,opening_balance,999999999.00"]},
        "balances.csv:2: amount: £999,999,999.00 is too large to be right",
    ),
    "a year of no century": (
        ROWS[1:2],
        {"balances": [BALANCES[0], "1002,1925,opening_balance,1.00"]},
        "balances.csv:2: year: 1925 is outside 1993 to 2099",
    ),
}


@pytest.mark.parametrize("name", MORE)
def test_rows_that_do_not_go_together_are_refused(council, name):
    rows, options, expected = MORE[name]
    told = refusals(council, rows, **options)
    assert any(text.startswith(expected) for text in told), told


def test_two_statements_of_one_day_must_agree(council):
    header = HEADER + ",adults_from"
    rows = [f"{ROWS[0]},2022-01-01", f"{ROWS[1]},2022-01-01"]
    told = refusals(council, rows, header)
    assert "accounts.csv:3: adults_from: line 2 says otherwise of the same dwelling from 2022-01-01" in told


def test_other_people_on_an_account_are_refused(council):
    load_all(council)
    with pytest.raises(Refused) as refused:
        load(council)
    number = account("1001").number
    assert refused.value.lines()[0] == (
        f"accounts.csv:2: party: account {number} has other people liable here: close it and load another account"
    )


def test_an_account_that_overlaps_one_that_is_held_is_refused(council):
    load(council)
    with pytest.raises(Refused) as refused:
        load(council, [ROWS[1].replace("1002", "1009").replace("P2", "P9")])
    assert "accounts.csv:2: from: overlaps account" in refused.value.lines()[0]


def test_days_before_the_authority_billed_need_no_band(council):
    council.bills_from = date(2024, 4, 1)
    council.save()
    loaded = load(council, [row(**{"from": "2018-04-01"})])
    assert loaded.tallies[0].created == 1
