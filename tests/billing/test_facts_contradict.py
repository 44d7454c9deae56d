"""Facts that contradict are findings that name account, days and facts; where no charge follows nothing is billed."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from accounts.models import Entitlement, Interest, Occupancy
from billing.models import Demand
from revenues.audit.data import SYSTEM
from revenues.audit.services import acting
from revenues.authority.services import set_setting
from revenues.config.embedded.places import ROOT
from revenues.kernel.errors import DomainError
from revenues.runs.models import Finding
from revenues.runs.services import watch
from tests import factories as make

pytestmark = pytest.mark.django_db
ON = date(2026, 5, 4)


@pytest.fixture
def council():
    made = make.authority()
    place = make.area(made)
    make.tax(made, place)
    set_setting(
        authority_id=made.pk, name="accounts.premiums.second_home_percent", value=100,
        applies_from=date(2025, 4, 1), reason="Determined", by=SYSTEM, on=date(2024, 3, 1),
    )  # fmt: skip
    return made, place


def fact(model, home, starts=make.LONG_AGO, ends=None, **values):
    with transaction.atomic(), acting(make.BY, "Test data"):
        return model.objects.create(property=home, period=make.days(starts, ends), source="Form", **values)


def findings():
    return list(Finding.objects.everywhere("test").filter(kind="facts_contradict", closed_on=None))


def second_home(council):
    home = make.dwelling(*council)
    account = make.account(home, liability_class="f")
    return home, account, fact(Occupancy, home, occupied=False, furnished=True)


def test_a_disabled_reduction_with_a_premium_is_not_billed_and_is_found(council):
    home, account, empty = second_home(council)
    given = make.entitlement(home, "disabled")
    with pytest.raises(DomainError, match="disabled reduction needs that somebody lives there"):
        make.billed(account)
    assert not Demand.objects.everywhere("test").exists()
    watch(on=ON)
    (found,) = findings()
    assert (found.subject_kind, found.subject_id) == ("account", str(account.pk))
    for part in (
        account.number,
        given.ref,
        empty.ref,
        "01 Apr 2026 to 31 Mar 2027",
        "cannot be charged until",
    ):
        assert part in found.message
    assert (ROOT / found.runbook).is_file()


def test_it_closes_itself_once_the_facts_agree(council):
    home, account, _ = second_home(council)
    make.entitlement(home, "disabled")
    watch(on=ON)
    with transaction.atomic(), acting(make.BY, "Never lived in"):
        held = Entitlement.objects.get()
        held.to("cancelled")
        held.save()
    watch(on=date(2026, 5, 5))
    assert not findings()
    assert make.billed(account).bill.assessment.total == 2 * 2_573_52


def test_an_exception_that_was_loaded_twice_parks_the_account(council):
    home, account, _ = second_home(council)
    for starts, ends in ((date(2025, 4, 1), date(2026, 4, 1)), (date(2026, 4, 1), None)):
        make.entitlement(home, "premium_exception", cls="G", starts=starts, ends=ends, since=starts)
    with pytest.raises(DomainError, match="given again after a sale"):
        make.billed(account, issued=date(2026, 4, 2))
    watch(on=ON)
    assert "given again after a sale" in findings()[0].message


def test_what_leaves_the_charge_alone_is_billed_and_found_at_once(council):
    home = make.dwelling(*council)
    ana, bo = make.party(council[0]), make.party(council[0], "Berg", given="Bo")
    account = make.account(home, ana)
    make.lives(home, adults=2)
    rows = [fact(Interest, home, party=who, tenure="freehold", sole=who is ana) for who in (ana, bo)]
    make.billed(account)
    (found,) = findings()
    assert "only owner of the whole" in found.message
    assert all(row.ref in found.message for row in rows)
    assert "cannot be charged" not in found.message


def test_a_tenancy_that_is_over_is_found_unless_its_tenant_lives_there(council):
    home = make.dwelling(*council)
    tenant = make.party(council[0])
    account = make.account(home, tenant)
    make.lives(home, adults=1)
    fact(Interest, home, party=tenant, tenure="tenancy", term_months=6, term_ends=date(2026, 6, 30))
    make.billed(account)
    (found,) = findings()
    assert "tenancy that ended on 2026-07-01" in found.message
    assert "01 Jul 2026 to 31 Mar 2027" in found.message


def test_facts_that_agree_are_no_finding(council):
    home = make.dwelling(*council)
    account = make.account(home)
    make.lives(home, adults=2, disregards={"Bo": "student"})
    make.entitlement(home, "disabled")
    make.billed(account)
    watch(on=ON)
    assert not findings()
