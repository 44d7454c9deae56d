"""Many receipts of a day: one entry, one contra leg, set against the oldest sum demanded; once for each source."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.models import Allocation, ChargeYear, Entry, Posting
from ledger.selectors import charge_years_of
from ledger.selectors.sources import posted_from
from ledger.services.many_receipts import Received, post_receipts
from revenues.kernel.errors import Conflict, DomainError
from tests import factories

DAY = date(2026, 4, 1)
ALL = "a test's own council"

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    """Two accounts billed for the year: their council and their charge years."""
    council = factories.authority()
    place = factories.area(council)
    factories.tax(council, place)
    years = []
    for _ in range(2):
        home = factories.dwelling(council, place)
        factories.lives(home, adults=2)
        account = factories.account(home, factories.party(council))
        factories.billed(account)
        years.append(charge_years_of([account.pk], year=2026)[account.pk])
    return council, years


def receive(council, years, *pence, source="file 1"):
    rows = [Received(one.account_id, one.pk, amount) for one, amount in zip(years, pence, strict=True)]
    return post_receipts(
        authority_id=council.pk, year=2026, rows=rows, received_on=DAY, source=source, by=factories.BY
    )


def test_one_entry_with_one_contra_leg(two):
    council, years = two
    done = receive(council, years, 20000, 300000)
    legs = list(Posting.objects.everywhere(ALL).filter(entry_id=done.entry_id).order_by("leg"))
    assert [(leg.pence, leg.control) for leg in legs] == [(-20000, ""), (-300000, ""), (320000, "bank")]
    balances = [ChargeYear.objects.everywhere(ALL).get(pk=one.pk).received for one in years]
    assert balances == [-20000, -300000]


def test_only_what_was_demanded_is_met_and_no_more(two):
    council, years = two
    receive(council, years, 20000, 300000)
    receive(council, years, 250000, 1000, source="file 2")
    met = {
        one.pk: sum(a.pence for a in Allocation.objects.filter(debt_item__charge_year=one)) for one in years
    }
    assert met == {years[0].pk: 257352, years[1].pk: 257352}


def test_the_same_source_is_posted_once(two):
    council, years = two
    assert not posted_from(authority_id=council.pk, source="receipt:file")
    first = receive(council, years, 20000, 30000)
    again = receive(council, years, 20000, 30000)
    assert (again.entry_id, again.already) == (first.entry_id, True)
    assert posted_from(authority_id=council.pk, source="receipt:file")
    assert Allocation.objects.count() == 2
    with pytest.raises(Conflict, match="has been posted before"):
        receive(council, years, 20000, 30001)


@pytest.mark.parametrize("pence", [0, -5])
def test_a_receipt_is_more_than_nought(two, pence):
    council, years = two
    before = Entry.objects.everywhere(ALL).count()
    with pytest.raises(DomainError, match="more than nought"):
        receive(council, years, 20000, pence)
    assert Entry.objects.everywhere(ALL).count() == before
