"""What billing really issues can be drawn, and says what the ledger says."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from notices import selectors, services
from revenues.authority.data import Scope
from revenues.kernel.money import pounds
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def council():
    return make.authority()


@pytest.fixture
def home(council):
    area = make.area(council)
    make.tax(council, area)
    return make.dwelling(council, area)


def _latest(account, council):
    newest = selectors.about(kind="account", ids=[account.pk], scope=Scope.of(council.pk))[0]
    return newest, services.document(newest.pk)


def test_a_first_bill(home, council, text):
    make.lives(home, adults=1)
    account = make.account(home)
    billed = make.billed(account)
    notice, drawn = _latest(account, council)
    said = text(drawn.pdf)
    assert drawn.same
    assert drawn.pages == 2
    assert notice.payload["kind"] == "demand"
    for words in (
        account.number,
        "Ms Ana Iles",
        pounds(billed.bill.to_pay),
        "You pay 25% less because one adult counts.",
    ):
        assert words in said
    for instalment in billed.bill.plan:
        assert pounds(instalment.amount) in said


def test_a_new_bill_after_payment_and_a_change(home, council, text):
    make.lives(home, adults=2)
    account = make.account(home)
    make.billed(account)
    make.paid(account, 25987)
    make.lives_again(home, adults=1)
    billed = make.billed(account, issued=date(2026, 6, 10))
    notice, drawn = _latest(account, council)
    said = text(drawn.pdf)
    assert notice.payload["kind"] == "adjusted"
    assert "Your new Council Tax bill for 2026/27" in said
    assert "This bill replaces the one of 10 March 2026" in said
    assert f"Paid so far, thank you −{pounds(25987)}" in said
    assert f"Amount to pay {pounds(billed.bill.to_pay)}" in said


def test_a_closing_bill_in_credit(home, council, text):
    account = make.account(home)
    make.billed(account)
    make.paid(account, 128752)
    with transaction.atomic():
        account.period = make.days(make.LONG_AGO, date(2026, 6, 1))
        account.save()
    billed = make.billed(account, issued=date(2026, 6, 3))
    notice, drawn = _latest(account, council)
    said = text(drawn.pdf)
    assert notice.payload["kind"] == "final"
    assert "This bill is for the days from 1 April 2026 to 31 May 2026." in said
    assert f"In your favour {pounds(-billed.bill.to_pay)}" in said
    assert "When to pay" not in said
