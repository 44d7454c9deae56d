"""Credits carried as linked pairs, taken back when they must, and payments that come back; on PostgreSQL."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.db.models import Sum

from billing.data import ENGINE
from ledger.models import Allocation, Carry, ChargeYear, DayTotal, Entry, Posting
from ledger.selectors import charge_years_of
from ledger.selectors.carries import carried_from, carried_into
from ledger.selectors.sources import receipt_of
from ledger.services import Place, carry_credit, post_receipt, reverse_receipt
from revenues.audit.data import Actor
from revenues.kernel.errors import DomainError, NotPermitted
from revenues.runs.models import DueWork
from tests import factories

DAY = date(2026, 6, 1)
ALL = "a test's own council"
CHARGE = 2_573_52

pytestmark = pytest.mark.django_db


@pytest.fixture
def council():
    return factories.authority()


@pytest.fixture
def account(council):
    """An account billed for the year that has paid 100.00 too much, in two payments."""
    place = factories.area(council)
    factories.tax(council, place)
    home = factories.dwelling(council, place)
    factories.lives(home, adults=2)
    account = factories.account(home)
    factories.billed(account)
    pay(account, CHARGE - 50_00, "first")
    pay(account, 150_00, "second")
    return account


def pay(account, pence, source, *, day=date(2026, 4, 15), method="cash"):
    return post_receipt(
        account_id=account.pk, year=2026, pence=pence, received_on=day, source=source, by=factories.BY,
        method=method,
    )  # fmt: skip


def carry(account, pence, *, to=None, year=2027, from_year=2026, on=DAY, by=factories.BY):
    return carry_credit(
        source=Place(account.pk, from_year), target=Place((to or account).pk, year), pence=pence, on=on,
        calculation=ENGINE, reason="Asked for", by=by,
    )  # fmt: skip


def balance(account, year=2026):
    return charge_years_of([account.pk], year=year)[account.pk].balance


def met(account, year=2026):
    rows = Allocation.objects.filter(
        debt_item__charge_year__account=account, debt_item__charge_year__year=year
    )
    return rows.aggregate(total=Sum("pence"))["total"] or 0


def bounce(account, source):
    receipt = receipt_of(account_id=account.pk, year=2026, source=source)
    return reverse_receipt(posting_id=receipt, on=DAY, reason="Returned unpaid", by=factories.BY)


def test_a_credit_is_carried_as_a_linked_pair_and_each_year_sums_to_nought(account):
    done = carry(account, 60_00)
    assert (balance(account), balance(account, 2027)) == (-40_00, -60_00)
    legs = Posting.objects.everywhere(ALL).filter(entry_id=done.entry_id).order_by("leg")
    assert [(leg.pence, leg.year, leg.control) for leg in legs] == [
        (60_00, 2026, ""), (-60_00, 2027, ""), (-60_00, 2026, "transfers"), (60_00, 2027, "transfers"),
    ]  # fmt: skip
    totals = DayTotal.objects.everywhere(ALL).values_list("year").annotate(total=Sum("pence")).order_by()
    assert dict(totals) == {2026: 0, 2027: 0}
    row = Carry.objects.everywhere(ALL).get()
    assert (row.entry_id, row.pence, row.takes_back_id) == (done.entry_id, 60_00, None)
    due = DueWork.objects.everywhere(ALL).get(subject_id=account.pk, due_on=date(2027, 4, 1))
    assert due.kind == "rebill"


def test_the_same_carry_twice_is_posted_once(account):
    first, again = carry(account, 60_00), carry(account, 60_00)
    assert (first.entry_id, first.already, again.already) == (again.entry_id, False, True)
    assert Carry.objects.everywhere(ALL).count() == 1


@pytest.mark.parametrize(("pence", "words"), [(100_01, "£100.00 may be carried"), (0, "more than nought")])
def test_no_more_than_the_credit_is_carried(account, pence, words):
    with pytest.raises(DomainError, match=words):
        carry(account, pence)
    with pytest.raises(DomainError, match="another year or account"):
        carry(account, 1, year=2026)
    with pytest.raises(DomainError, match="nothing on this account"):
        carry(account, 1, from_year=2020)
    assert not Carry.objects.everywhere(ALL).exists()


def test_money_in_flight_is_not_carried(account):
    pay(account, 80_00, "cheque", day=DAY, method="cheque")
    with pytest.raises(
        DomainError, match=r"£100\.00 may be carried, not £180\.00: .* £80\.00 has not cleared"
    ):
        carry(account, 180_00)
    assert not carry(account, 180_00, on=date(2026, 6, 9)).already


def test_a_credit_stays_with_its_council_and_its_people(account, council):
    other = factories.authority("other")
    there = factories.account(factories.dwelling(other, factories.area(other)))
    with pytest.raises(DomainError, match="stays with the council"):
        carry(account, 1_00, to=there, year=2026)
    stranger = factories.account(factories.dwelling(council), factories.party(council))
    with pytest.raises(DomainError, match="not all are liable"):
        carry(account, 1_00, to=stranger, year=2026)
    nobody = factories.user("nobody", auditor=council)
    with pytest.raises(NotPermitted):
        carry(account, 1_00, by=Actor("user", nobody.pk, "nobody"))


def test_a_payment_that_bounces_is_followed_to_where_its_money_lies(account):
    carry(account, 100_00)
    carry(account, 30_00, from_year=2027, year=2028)
    assert met(account) == CHARGE

    bounce(account, "second")

    assert [balance(account, year) for year in (2026, 2027, 2028)] == [50_00, 0, 0]
    assert met(account) == CHARGE - 50_00
    assert carried_from([row.pk for row in ChargeYear.objects.everywhere(ALL)]) == []
    assert carried_into([row.pk for row in ChargeYear.objects.everywhere(ALL)]) == {}


def test_a_credit_goes_back_only_as_far_as_it_is_needed_the_latest_first(account):
    pay(account, 10_00, "third")
    carry(account, 40_00)
    carry(account, 50_00, year=2028)
    bounce(account, "third")
    assert [balance(account, year) for year in (2026, 2027, 2028)] == [-10_00, -40_00, -50_00]
    pay(account, 20_00, "fourth")
    bounce(account, "second")
    assert [balance(account, year) for year in (2026, 2027, 2028)] == [30_00, 0, 0]


def test_a_receipt_is_reversed_once(account):
    first, again = bounce(account, "second"), bounce(account, "second")
    assert (first.entry_id, again.already) == (again.entry_id, True)
    assert balance(account) == 50_00
    wrong = Posting.objects.everywhere(ALL).filter(kind="charge", charge_year__isnull=False).first()
    with pytest.raises(DomainError, match="not a receipt"):
        reverse_receipt(posting_id=wrong.pk, on=DAY, reason="Wrong", by=factories.BY)


def test_money_after_a_bounce_meets_what_is_open_again(account):
    bounce(account, "first")
    assert met(account) == 150_00
    pay(account, CHARGE, "again")
    assert met(account) == CHARGE


def test_what_was_carried_is_never_changed(account):
    carry(account, 1_00)
    with pytest.raises(DatabaseError), transaction.atomic():
        Carry.objects.everywhere(ALL).update(pence=2_00)
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.everywhere(ALL).update(reason="Another")
