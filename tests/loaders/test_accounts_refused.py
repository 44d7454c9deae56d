"""Files of accounts that are refused: nothing is written, and each problem has its place."""

from datetime import date

import pytest

from accounts.models import Account, Party
from revenues.kernel.loading import Refused
from tests.loaders.account_files import (
    BALANCES,
    ENTITLEMENTS,
    HEADER,
    PEOPLE,
    ROWS,
    account,
    council_with_homes,
    load,
    load_all,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def council():
    return council_with_homes()


def refusals(council, *args, **options):
    with pytest.raises(Refused) as refused:
        load(council, *args, **options)
    assert not Account.objects.everywhere("test").exists()
    assert not Party.objects.everywhere("test").exists()
    return refused.value.lines()


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
