"""Annual billing as a run: trial, release, controls, parking, and doing it twice."""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps
from django.db import transaction

from accounts.services import open_account, record_household
from billing.events import TaxReplaced
from billing.models import Demand
from ledger.models import ChargeYear, Entry, Posting
from ledger.services import post_receipt
from notices.models import Notice
from revenues.audit.data import SYSTEM, Actor
from revenues.authority.data import Scope
from revenues.authority.services import set_setting
from revenues.kernel.errors import DomainError
from revenues.kernel.events import publish
from revenues.runs.data import AlreadyRunning, Controls
from revenues.runs.models import DueWork, Run, RunItem
from revenues.runs.services import exclude_item, release_run, start_run, try_run, work_due, work_run
from tests import factories as make
from valuation.data import Told
from valuation.models import BandEntry
from valuation.services import record_band

pytestmark = pytest.mark.django_db(transaction=True)
DAY, ISSUE = date(2026, 3, 1), date(2026, 3, 10)
PARAMS = {"year": 2026, "issue_on": "2026-03-10"}


@pytest.fixture
def council():
    return make.authority()


@pytest.fixture
def street(council):
    """Eight homes: six plain ones of each discount, one exempt, one whose bill is held back."""
    area = make.area(council)
    make.tax(council, area)
    accounts = []
    for number in range(8):
        home = make.dwelling(council, area, band="ABCDEFGH"[number])
        make.lives(home, adults=1 + number % 3)
        if number == 6:
            make.entitlement(home, "exemption", cls="D")
        held = {"suppressed_because": "Return to sender"} if number == 7 else {}
        accounts.append(make.account(home, **held))
    return accounts


def officer(council, name, role):
    user = make.user(name, **{role: council})
    return Actor("user", user.pk, name)


def trial(council):
    run = start_run(
        kind="annual_billing", authority_id=council.pk, business_date=DAY, params=PARAMS, by=SYSTEM
    )
    try_run(run_id=run.pk, by=SYSTEM)
    work_run(run.pk)
    return Run.objects.within(Scope.of(council.pk)).get(pk=run.pk)


def release(council, run):
    release_run(run_id=run.pk, by=officer(council, "leader", "team_leader"), at=run.started_at)
    work_run(run.pk)
    return Run.objects.within(Scope.of(council.pk)).get(pk=run.pk)


def rows():
    return {
        m._meta.label: m._base_manager.count()
        for m in apps.get_models()
        if m.__module__.startswith(("billing", "ledger", "notices", "accounts"))
    }


def test_a_trial_writes_nothing_and_release_bills_everyone(council, street):
    before = rows()
    run = trial(council)
    assert run.state == "tried"
    assert rows() == before

    done = release(council, run)

    assert done.state == "done"
    controls = Controls.of(done.controls)
    assert controls.counts == {"issued": 6, "suppressed": 1, "nil": 1, "excluded": 0, "parked": 0}
    assert (controls.picked, controls.balanced) == (8, True)
    scope = Scope.of(council.pk)
    assert Demand.objects.within(scope).count() == Notice.objects.within(scope).count() == 6
    charged = sum(ChargeYear.objects.within(scope).values_list("charged", flat=True))
    assert charged == sum(done.controls["pence"].values())
    assert sum(Posting.objects.within(scope).values_list("pence", flat=True)) == 0
    assert Entry.objects.within(scope).count() == 1


def test_a_second_run_is_refused_while_one_lives_and_finds_nobody_to_bill_after(council, street):
    run = trial(council)
    with pytest.raises(AlreadyRunning):
        trial(council)
    release(council, run)

    again = trial(council)

    assert again.picked == 2  # the exempt and the held-back one have had no demand
    done = release_twice(council, again)
    assert (done.state, done.held_because) == ("done", [])
    assert Controls.of(done.controls).counts["issued"] == 0
    assert Demand.objects.within(Scope.of(council.pk)).count() == 6


def release_twice(council, run):
    release_run(run_id=run.pk, by=officer(council, "second", "team_leader"), at=run.started_at)
    work_run(run.pk)
    return Run.objects.within(Scope.of(council.pk)).get(pk=run.pk)


def test_a_dwelling_without_a_band_is_parked_and_the_rest_go_on(council, street):
    with transaction.atomic():
        BandEntry.objects.filter(property=street[0].property).delete()
    done = release(council, trial(council))
    assert done.controls["counts"]["parked"] == 1
    item = RunItem.objects.get(run=done, subject_id=street[0].pk)
    assert "has no band" in item.error


def test_an_excluded_account_is_left_out_with_its_reason(council, street):
    run = trial(council)
    exclude_item(
        run_id=run.pk, subject_id=street[1].pk, reason="Court case", by=officer(council, "jo", "team_leader")
    )
    done = release(council, run)
    assert done.controls["counts"]["excluded"] == 1
    assert not Demand.objects.within(Scope.of(council.pk)).filter(charge_year__account=street[1]).exists()


def test_a_fact_that_changes_between_trial_and_release_holds_that_account(council, street):
    run = trial(council)
    make.entitlement(street[2].property, "disabled")
    done = release(council, run)
    assert done.controls["counts"]["parked"] == 1
    assert RunItem.objects.get(run=done, subject_id=street[2].pk).outcome == "parked"


def test_a_year_without_a_tax_and_a_day_in_the_past_are_refused(council, street):
    for params, words in (
        ({"year": 2027, "issue_on": "2027-03-10"}, "No tax has been set for 2027/28"),
        ({"year": 2026, "issue_on": "2026-02-10"}, "before the run itself"),
        ({"year": 2026, "issue_on": "soon"}, "the day its bills are posted"),
        ({"issue_on": "2026-03-10"}, "needs a year"),
    ):
        with pytest.raises(DomainError, match=words):
            start_run(
                kind="annual_billing", authority_id=council.pk, business_date=DAY, params=params, by=SYSTEM
            )


def test_a_band_change_is_due_work_that_bills_the_account_again(council, street):
    release(council, trial(council))
    account = street[3]
    post_receipt(account_id=account.pk, year=2026, pence=1_00, received_on=ISSUE, source="a", by=SYSTEM)
    record_band(
        property_id=account.property_id, band="C", starts=date(2026, 4, 1), alteration="LA1", by=SYSTEM,
        told=Told(on=date(2026, 6, 2), reason="List alteration"),
    )  # fmt: skip

    worked = work_due(on=date(2026, 6, 2))

    assert (worked.done, worked.failed) == (1, 0)
    latest = Demand.objects.within(Scope.of(council.pk)).filter(charge_year__account=account).latest("pk")
    assert latest.kind == "adjusted"
    assert latest.notice.payload["band"] == "C"


def test_an_account_opened_after_annual_billing_is_due_its_first_bill(council, street):
    release(council, trial(council))
    home = make.dwelling(council, street[0].property.areas.get().area)
    opened = open_account(
        property_id=home.pk,
        party_ids=[make.party(council).pk],
        starts=date(2026, 8, 1),
        told=Told(on=date(2026, 8, 20), reason="Moved in"),
        by=SYSTEM,
    )

    worked = work_due(on=date(2026, 8, 20))

    assert (worked.done, worked.failed) == (1, 0)
    demand = Demand.objects.within(Scope.of(council.pk)).get(charge_year__account=opened)
    assert (demand.kind, demand.charge_year.year) == ("demand", 2026)


def test_a_tax_that_was_replaced_makes_every_billed_account_due(council, street):
    release(council, trial(council))
    publish(TaxReplaced(council.pk, 2026, billed=8))
    assert DueWork.objects.within(Scope.of(council.pk)).count() == 8


def test_a_bill_below_the_least_that_is_billed_is_posted_and_not_sent(council, street):
    set_setting(
        authority_id=council.pk, name="billing.small.no_bill_under", value=500, by=SYSTEM, reason="Policy",
        applies_from=date(2020, 4, 1), on=date(2020, 4, 1),
    )  # fmt: skip
    small = street[5]
    make.paid(small, 3_717_31 - 4_00, day=DAY)

    run = trial(council)
    release(council, run)

    item = RunItem.objects.get(run=run, subject_id=small.pk)
    assert (item.outcome, item.label) == ("nil", "below the least that is billed")
    year = ChargeYear.objects.within(Scope.of(council.pk)).get(account=small)
    assert (year.charged, year.balance) == (3_717_31, 4_00)
    assert not Demand.objects.within(Scope.of(council.pk)).filter(charge_year=year).exists()


def test_several_changes_of_a_day_give_one_notice(council, street):
    release(council, trial(council))
    account = street[3]
    before = Notice.objects.within(Scope.of(council.pk)).count()
    told = Told(on=date(2026, 6, 2), reason="Told")
    home = account.property_id
    record_band(property_id=home, band="C", starts=date(2026, 4, 1), alteration="LA1", by=SYSTEM, told=told)
    record_household(property_id=home, adults=1, starts=date(2026, 5, 1), told=told, by=SYSTEM)
    record_household(property_id=home, adults=2, starts=date(2026, 5, 20), told=told, by=SYSTEM)

    work_due(on=date(2026, 6, 2))

    assert Notice.objects.within(Scope.of(council.pk)).count() == before + 1
    assert work_due(on=date(2026, 6, 2)).done == 0
