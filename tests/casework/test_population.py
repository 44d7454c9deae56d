"""The invented population: the same from one seed, every situation in it, nothing that hangs in the air."""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random

import pytest

from casework.rules.population import populate
from casework.rules.population.files import files_of
from casework.rules.population.situations import SITUATIONS
from casework.services.demo.councils import ELMBRIDGE, OVERFORD
from casework.services.demo.load import people_of
from casework.services.demo.receipts import UNTIL, paid
from revenues.kernel.csvfile import cut

SMALL = 120


@pytest.fixture(scope="module")
def small():
    return people_of(OVERFORD, size=SMALL)


@pytest.fixture(scope="module")
def large():
    return people_of(ELMBRIDGE)


def test_the_same_from_one_seed(small):
    assert people_of(OVERFORD, size=SMALL) == small
    areas = [("UPOV", "Upper Overford", True)]
    assert files_of(small, areas) == files_of(people_of(OVERFORD, size=SMALL), areas)


def test_two_councils_share_no_reference():
    ours, theirs = people_of(ELMBRIDGE, size=60), people_of(OVERFORD, size=60)
    for name in ("dwellings", "people", "accounts"):
        both = {row.reference for row in getattr(ours, name)} & {
            row.reference for row in getattr(theirs, name)
        }
        assert not both
    assert not {home.uprn for home in ours.dwellings} & {home.uprn for home in theirs.dwellings}


def test_the_larger_council_has_everything(large):
    assert len(large.dwellings) == 5000
    assert {home.band for home in large.dwellings} == set("ABCDEFGH")
    assert {home.area for home in large.dwellings} == {"OXV", "WEY", "CLAY"}
    assert {"annexe", "hmo", "hall", "care_home"} <= {home.kind for home in large.dwellings}
    exempt = {one.cls for one in large.granted if one.kind == "exemption"}
    assert exempt >= set("BDEFGHIJLMNOQU")
    assert {one.method for one in large.pays} == {"direct_debit", "cash", "standing_order"}
    assert {one.day for one in large.pays} == {1, 5, 15, 25}
    assert {one.instalments for one in large.pays} == {10, 12}
    assert {one.kind for one in large.brought} == {"opening_balance", "charged_elsewhere", "paid_elsewhere"}
    assert {one.because for one in large.accounts} == {"", "moved", "persons_changed"}
    assert {person.bill_format for person in large.people} >= {"standard", "large_print"}
    assert any(person.e_notices_since for person in large.people)


def test_shares_are_those_of_a_district(large):
    adults = Counter(one.adults for one in large.adults if one.ends is None)
    alone = adults[1] * 100 // len(large.dwellings)
    assert 28 <= alone <= 38
    direct_debit = sum(one.method == "direct_debit" for one in large.pays)
    running = sum(one.ends is None for one in large.accounts)
    assert 62 <= direct_debit * 100 // running <= 75


def test_everything_refers_to_something(large):
    homes = {home.reference for home in large.dwellings}
    people = {person.reference for person in large.people}
    accounts = {one.reference: one for one in large.accounts}
    assert len(homes) == len(large.dwellings)
    assert len(people) == len(large.people)
    for one in large.accounts:
        assert one.dwelling in homes
        assert set(one.people) <= people
        assert not one.follows or accounts[one.follows].ends == one.starts
    for home in large.dwellings:
        assert not home.annexe_of or home.annexe_of in homes - {home.reference}
        assert bool(home.annexe_of) == (home.kind == "annexe")


def test_contacts_are_invented(large):
    for person in large.people:
        assert not person.email or person.email.endswith(("@example.org", "@example.com"))
        assert not person.phone or person.phone.startswith(("01632 960", "07700 900"))


def test_a_council_holds_every_situation_or_is_refused():
    with pytest.raises(ValueError, match="cannot hold"):
        populate(OVERFORD.council(size=len(SITUATIONS) - 1), {})


def test_files_are_whole_and_read_back(small):
    areas = [(code, name, True) for name, code in OVERFORD.codes.items()]
    named = files_of(small, areas).named()
    assert len(named) == 7
    for name, raw in named.items():
        cells = cut(raw, file=name)
        assert not cells.problems
    assert len(cut(named["properties.csv"], file="p").records) == SMALL


@pytest.mark.parametrize("seed", range(60))
def test_nobody_pays_what_has_not_fallen_due_unless_all_at_once(seed):
    plan = [(date(2026, month, 1), 25600) for month in range(4, 13)] + [(date(2027, 1, 1), 25287)]
    found = paid(plan, Random(seed))
    assert all(day <= UNTIL and pence > 0 for day, pence in found)
    total = sum(pence for _, pence in found)
    due = sum(pence for day, pence in plan if day <= UNTIL)
    assert total <= due or (len(found) == 1 and total == sum(pence for _, pence in plan))
