"""One account billed through the real services on PostgreSQL."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from billing.models import AssessmentRecord, Demand, Instalment, InstalmentPlan
from billing.selectors.positions import current_plan
from billing.services import issue_demand, rebill
from ledger.models import Allocation, ChargeYear, DayTotal, DebtItem, Entry, Posting
from ledger.services import post_receipt
from notices.models import Notice, NoticeService
from revenues.audit.data import SYSTEM, Actor
from revenues.authority.data import Scope
from revenues.kernel.errors import NotPermitted
from tests import factories as make

pytestmark = pytest.mark.django_db
ANNUAL = 2_556_87
MARCH = date(2026, 3, 10)


@pytest.fixture
def council():
    return make.authority()


@pytest.fixture
def home(council):
    area = make.area(council)
    make.tax(council, area, band_d=ANNUAL)
    return make.dwelling(council, area)


def bill(account, *, on=MARCH, year=2026):
    return issue_demand(account_id=account.pk, year=year, issued_on=on, reason="Test", by=SYSTEM)


def scope(council):
    return Scope.of(council.pk)


def test_a_first_bill_posts_plans_and_issues(home, council):
    make.lives(home, adults=2)
    account = make.account(home)

    billed = bill(account)

    year = ChargeYear.objects.within(scope(council)).get()
    assert (year.charged, year.received, year.balance, year.version) == (ANNUAL, 0, ANNUAL, 1)
    assert [i.amount for i in billed.bill.plan] == [252_87] + [256_00] * 9
    assert billed.bill.plan[0].due == date(2026, 4, 1)
    demand = Demand.objects.within(scope(council)).get()
    assert (demand.kind, demand.pence, demand.issued_on) == ("demand", ANNUAL, MARCH)
    assert demand.debt_item.pence == ANNUAL
    notice = Notice.objects.within(scope(council)).get()
    assert notice.payload["account"] == account.number
    assert notice.payload["address"][0] == "Ms Ana Iles"
    assert notice.table.content["totals"][3] == ANNUAL
    assert NoticeService.objects.get().name == "Ms Ana Iles"
    assert list(Posting.objects.within(scope(council)).values_list("pence", flat=True)) == [ANNUAL, -ANNUAL]


def test_rebilling_unchanged_facts_posts_nothing_and_issues_nothing(home, council):
    make.lives(home, adults=1)
    account = make.account(home)
    bill(account)

    again = rebill(account_id=account.pk, year=2026, as_at=date(2026, 9, 1), reason="Look", by=SYSTEM)
    sent = bill(account, on=date(2026, 9, 1))

    assert not again.changed
    assert not sent.changed
    assert Entry.objects.within(scope(council)).count() == 1
    assert AssessmentRecord.objects.within(scope(council)).count() == 1
    assert Notice.objects.within(scope(council)).count() == 1


def test_a_discount_from_october_is_the_published_adjustment(home, council):
    """ADJ-01 and SPD-01: seven instalments stand, three are worked out again."""
    make.lives(home, adults=2, ends=date(2026, 10, 1))
    account = make.account(home)
    bill(account)
    make.lives(home, adults=1, starts=date(2026, 10, 1))

    billed = bill(account, on=date(2026, 10, 5))

    assert billed.bill.assessment.total == 2_238_14
    assert billed.bill.kind == "adjusted"
    assert [i.amount for i in billed.bill.plan] == [252_87] + [256_00] * 6 + [149_27, 150_00, 150_00]
    assert sum(DebtItem.objects.within(scope(council)).values_list("pence", flat=True)) == 2_238_14
    assert InstalmentPlan.objects.within(scope(council)).filter(current=True).count() == 1
    assert [i.amount for i in current_plan(billed.charge_year_id)] == [i.amount for i in billed.bill.plan]
    assert Notice.objects.within(scope(council)).latest("pk").payload["was"] == {
        "issued": "2026-03-10",
        "pence": ANNUAL,
    }


def test_moving_out_is_a_closing_bill_with_what_was_overpaid(home, council):
    """CEASE-01."""
    account = make.account(home)
    bill(account)
    for number, pence in enumerate([252_87, 256_00, 256_00, 256_00, 256_00]):
        post_receipt(
            account_id=account.pk, year=2026, pence=pence, received_on=date(2026, 4 + number, 1),
            source=f"till:{number}", by=SYSTEM,
        )  # fmt: skip
    with transaction.atomic():
        account.period = make.days(make.LONG_AGO, date(2026, 9, 1))
        account.save()

    billed = bill(account, on=date(2026, 9, 3))

    assert billed.bill.assessment.total == 1_071_78
    assert (billed.bill.kind, billed.bill.to_pay) == ("final", -205_09)
    assert sum(i.amount for i in billed.bill.plan) == 1_071_78
    assert Notice.objects.within(scope(council)).latest("pk").payload["plan"]["instalments"] == []


def test_the_same_receipt_twice_is_posted_once(home, council):
    account = make.account(home)
    bill(account)
    first = post_receipt(
        account_id=account.pk, year=2026, pence=100_00, received_on=MARCH, source="file:1", by=SYSTEM
    )
    again = post_receipt(
        account_id=account.pk, year=2026, pence=100_00, received_on=MARCH, source="file:1", by=SYSTEM
    )
    assert (first.already, again.already) == (False, True)
    assert ChargeYear.objects.within(scope(council)).get().received == -100_00


def test_money_received_before_the_bill_counts_as_paid_on_it(home, council):
    account = make.account(home)
    rebill(account_id=account.pk, year=2026, as_at=MARCH, reason="First", by=SYSTEM)
    post_receipt(account_id=account.pk, year=2026, pence=56_87, received_on=MARCH, source="a", by=SYSTEM)

    billed = bill(account)

    assert billed.bill.to_pay == 2_500_00
    slots = Notice.objects.within(scope(council)).get().payload
    assert [pence for _, pence in slots["plan"]["instalments"]] == [250_00] * 10
    assert (slots["paid"], slots["to_pay"]) == (-56_87, 2_500_00)
    assert [a.pence for a in Allocation.objects.all()] == [56_87]


def test_day_totals_and_charge_years_are_the_sums_of_the_postings(home, council):
    account = make.account(home)
    bill(account)
    post_receipt(account_id=account.pk, year=2026, pence=5_00, received_on=MARCH, source="x", by=SYSTEM)
    legs = Posting.objects.within(scope(council))
    assert sum(p.pence for p in legs) == 0
    assert sum(t.pence for t in DayTotal.objects.within(scope(council))) == 0
    assert ChargeYear.objects.within(scope(council)).get().balance == sum(
        p.pence for p in legs if p.charge_year_id
    )


def one_leg(council):
    entry = Entry.objects.create(
        authority=council, kind="x", source="y", value_date=MARCH, accounting_date=MARCH, actor="z"
    )
    Posting.objects.create(
        entry=entry, leg=1, authority=council, year=2026, control="bank", kind="receipt", pence=5,
        value_date=MARCH, accounting_date=MARCH,
    )  # fmt: skip


def test_the_database_refuses_legs_that_do_not_sum_to_zero_and_any_change(home, council):
    account = make.account(home)
    bill(account)
    with pytest.raises(DatabaseError, match="do not sum to zero"), transaction.atomic():
        one_leg(council)
    for statement in ("UPDATE ledger_posting SET pence = 1", "DELETE FROM ledger_posting"):
        with (
            pytest.raises(DatabaseError, match="Cannot"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_an_exempt_year_is_assessed_and_sends_no_bill(home, council):
    make.entitlement(home, "exemption", cls="F")
    account = make.account(home)
    billed = bill(account)
    assert (billed.bill.kind, billed.bill.assessment.total, billed.demand_id) == ("nil", 0, None)
    assert AssessmentRecord.objects.within(scope(council)).count() == 1
    assert Instalment.objects.count() == 0


def test_money_paid_ahead_alone_sends_no_new_bill(home, council):
    account = make.account(home)
    bill(account)
    post_receipt(account_id=account.pk, year=2026, pence=900_00, received_on=MARCH, source="a", by=SYSTEM)
    assert not bill(account, on=date(2026, 6, 20)).changed


def test_twelve_instalments_asked_for_later_are_counted_from_the_new_notice(home, council):
    account = make.account(home)
    bill(account)
    make.pays(account, method="cash", pay_day=15, instalments=12)

    billed = bill(account, on=date(2026, 4, 10))

    assert (billed.bill.kind, billed.bill.change) == ("adjusted", {})
    assert [i.due for i in billed.bill.plan][:2] == [date(2026, 4, 1), date(2026, 5, 15)]
    assert sum(i.amount for i in billed.bill.plan) == ANNUAL
    assert InstalmentPlan.objects.within(scope(council)).get(current=True).asked == 12
    assert not bill(account, on=date(2026, 4, 11)).changed


def test_a_day_in_the_past_does_not_bring_back_a_right_that_has_ended(home, council):
    account = make.account(home)
    user = make.user("leaver", billing_officer=council)
    user.grants.update(ends=date(2020, 1, 1))
    leaver = Actor("user", user.pk, "Leaver")
    with pytest.raises(NotPermitted):
        rebill(account_id=account.pk, year=2026, as_at=date(2019, 12, 1), reason="Look", by=leaver)
