"""A small balance of a past year is proposed to a second person, and nothing more."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from billing.services.small import propose_small_balance
from ledger.models import ChargeYear, Entry
from revenues.audit.data import SYSTEM, Actor
from revenues.authority.services import set_setting
from revenues.kernel.errors import Conflict, DomainError, NotPermitted
from tests import factories as make

pytestmark = pytest.mark.django_db
ALL = "a test's own council"
CHARGE = 2_573_52
LATER = date(2027, 6, 1)
AT = datetime(2027, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def council():
    made = make.authority()
    for name, most in (("write_off_up_to", 200), ("write_on_up_to", 100)):
        set_setting(
            authority_id=made.pk, name=f"billing.small.{name}", value=most, applies_from=date(2020, 4, 1),
            reason="Policy", by=SYSTEM, on=date(2020, 4, 1),
        )  # fmt: skip
    return made


@pytest.fixture
def account(council):
    area = make.area(council)
    make.tax(council, area)
    home = make.dwelling(council, area)
    make.lives(home, adults=2)
    account = make.account(home)
    make.billed(account)
    return account


def officer(council, role="billing_officer"):
    return Actor("user", make.user(role, **{role: council}).pk, role)


@pytest.mark.parametrize(("left", "kind"), [(2_00, "write_off"), (-1_00, "write_on")])
def test_it_is_proposed_and_nothing_is_posted(account, council, left, kind):
    make.paid(account, CHARGE - left)
    entries = Entry.objects.everywhere(ALL).count()
    by = officer(council)
    made = propose_small_balance(account_id=account.pk, year=2026, on=LATER, at=AT, by=by)
    assert (made.kind, made.pence, made.state) == (kind, abs(left), "open")
    assert Entry.objects.everywhere(ALL).count() == entries
    assert ChargeYear.objects.everywhere(ALL).get().balance == left
    with pytest.raises(Conflict):
        propose_small_balance(account_id=account.pk, year=2026, on=LATER, at=AT, by=by)


def test_a_larger_balance_or_a_running_year_is_not(account, council):
    by = officer(council)
    make.paid(account, CHARGE - 2_01)
    with pytest.raises(DomainError, match=r"£2\.01 is not a small balance"):
        propose_small_balance(account_id=account.pk, year=2026, on=LATER, at=AT, by=by)
    with pytest.raises(DomainError, match="not a past year"):
        propose_small_balance(account_id=account.pk, year=2026, on=date(2027, 3, 31), at=AT, by=by)
    make.paid(account, 1)
    with pytest.raises(NotPermitted):
        propose_small_balance(
            account_id=account.pk, year=2026, on=LATER, at=AT, by=officer(council, "auditor")
        )
