"""Agreed plans and small balances through the real services on PostgreSQL."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from django.db.utils import IntegrityError

from billing.models import InstalmentPlan, PaymentChoice
from billing.rules.plans import Terms
from casework.services.payment_choice import choose_payment
from notices.models import Notice
from revenues.audit.data import SYSTEM
from revenues.audit.models import Event
from revenues.authority.data import Scope
from revenues.kernel.errors import DomainError
from tests import factories as make
from valuation.data import Told

pytestmark = pytest.mark.django_db
TOLD = Told(on=date(2026, 3, 1), source="Call", reason="Asked for on the phone")
WEEKLY = Terms(52, 5, "weekly", "agreement_21_5")


@pytest.fixture
def council():
    return make.authority()


@pytest.fixture
def account(council):
    area = make.area(council)
    make.tax(council, area, band_d=2_556_87)
    home = make.dwelling(council, area)
    make.lives(home, adults=2)
    return make.account(home)


def choose(account, terms, **more):
    return choose_payment(
        account_id=account.pk, starts=make.LONG_AGO, told=TOLD, by=SYSTEM, terms=terms, **more
    )


def test_the_plan_and_the_notice_carry_the_basis(account, council):
    choose(account, WEEKLY)
    billed = make.billed(account)
    plan = InstalmentPlan.objects.within(Scope.of(council.pk)).get()
    assert (plan.basis, plan.frequency, plan.asked, plan.pay_day) == ("agreement_21_5", "weekly", 52, 5)
    assert plan.instalments.count() == 52
    slots = Notice.objects.within(Scope.of(council.pk)).get().payload
    assert slots["plan"]["basis"] == "agreement_21_5"
    assert slots["plan"]["instalments"][0] == ["2026-04-03", 57_87]
    assert not make.billed(account, issued=date(2026, 5, 5)).changed
    assert billed.bill.terms == WEEKLY


def test_an_agreement_given_up_goes_back_to_the_statute(account, council):
    choose(account, WEEKLY)
    make.billed(account)
    choose_payment(account_id=account.pk, starts=date(2026, 6, 1), told=TOLD, by=SYSTEM)
    again = make.billed(account, issued=date(2026, 6, 1))
    assert again.bill.kind == "adjusted"
    plans = InstalmentPlan.objects.within(Scope.of(council.pk)).order_by("pk")
    assert [(plan.basis, plan.current) for plan in plans] == [("agreement_21_5", False), ("part_i", True)]
    assert sum(item.amount for item in again.bill.plan) == 2_556_87


def test_terms_that_cannot_be_are_refused_and_nothing_is_kept(account):
    with pytest.raises(DomainError, match="need an agreement"):
        choose(account, Terms(52, 5, "weekly"))
    with pytest.raises(DomainError, match="is not a way to pay"):
        choose(account, WEEKLY, method="barter")
    assert not PaymentChoice.objects.exists()
    assert not Event.objects.filter(verb="choose_payment").exists()


@pytest.mark.parametrize(
    "values",
    [
        {"frequency": "weekly", "instalments": 10},
        {"instalments": 11},
        {"instalments": 54, "basis": "agreement_21_5"},
        {"frequency": "weekly", "basis": "agreement_21_5", "pay_day": 8},
        {"frequency": "daily", "basis": "agreement_21_5"},
        {"basis": "custom"},
    ],
)
def test_the_database_refuses_them_too(account, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentChoice.objects.create(account=account, period=account.period, **values)
