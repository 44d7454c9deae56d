"""The night finds the accounts whose clock has run out since they were last assessed, and only those."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Circumstance, Entitlement, Occupancy, Resident
from billing.models import AssessmentRecord
from billing.services import clocks_due
from billing.tasks import clocks
from revenues.audit.data import SYSTEM
from revenues.audit.services import acting
from revenues.authority.services import set_setting
from revenues.config.schedule import BEAT_SCHEDULE
from revenues.kernel import clock
from revenues.runs.models import DueWork
from revenues.runs.services import work_due
from tests import factories as make

pytestmark = pytest.mark.django_db
ISSUED = date(2026, 3, 10)


@pytest.fixture
def council():
    made = make.authority()
    place = make.area(made)
    make.tax(made, place)
    for name, value in (("discounts.class_c_percent", 0), ("premiums.empty_percent", 100)):
        set_setting(
            authority_id=made.pk, name=f"accounts.{name}", value=value, applies_from=date(2013, 4, 1),
            reason="Determined", by=SYSTEM, on=date(2013, 4, 1),
        )  # fmt: skip
    return made, place


def fact(model, home, starts, ends=None, **values):
    with transaction.atomic(), acting(make.BY, "Test data"):
        return model.objects.create(property=home, period=make.days(starts, ends), source="Form", **values)


def empty(council, since, **values):
    """A billed account of a dwelling that is empty and unfurnished since a day."""
    home = make.dwelling(*council)
    account = make.account(home, starts=since, liability_class="f")
    fact(Occupancy, home, since, occupied=False, furnished=False)
    for model, rest in values.items():
        fact({"exempt": Entitlement, "so": Circumstance}[model], home, **rest)
    make.billed(account, issued=ISSUED)
    return account


def due():
    rows = DueWork.objects.everywhere("test").filter(kind="rebill", done_at=None)
    return sorted(rows.values_list("subject_id", "due_on"))


def test_an_anniversary_is_due_on_its_day_and_once(council):
    account = empty(council, date(2025, 9, 1))
    assert clocks_due(on=date(2026, 8, 31)) == 0
    assert clocks_due(on=date(2026, 9, 1)) == clocks_due(on=date(2026, 9, 1)) == 1
    assert due() == [(account.pk, date(2026, 9, 1))]
    assert work_due(on=date(2026, 9, 1)).done == 1
    assert AssessmentRecord.objects.everywhere("test").order_by("version").last().total == 4_068_28
    assert clocks_due(on=date(2026, 9, 2)) == 0


def test_days_that_were_missed_are_caught_up(council):
    account = empty(council, date(2025, 9, 1))
    assert clocks_due(on=date(2026, 11, 20)) == 1
    assert due() == [(account.pk, date(2026, 9, 1))]


def test_the_year_before_is_looked_at_too(council):
    account = empty(council, date(2026, 3, 20))
    assert clocks_due(on=date(2027, 3, 19)) == 0
    assert clocks_due(on=date(2027, 4, 5)) == 1
    assert due() == [(account.pk, date(2027, 3, 20))]


def test_the_end_of_an_exempt_class_is_due(council):
    claim = {"starts": date(2025, 11, 3), "kind": "exemption", "cls": "F", "state": "granted",
             "since": date(2025, 11, 3), "grant_on": date(2026, 3, 20)}  # fmt: skip
    account = empty(council, date(2025, 11, 3), exempt=claim)
    assert clocks_due(on=date(2026, 9, 19)) == 0
    assert clocks_due(on=date(2026, 9, 20)) == 1
    assert [subject for subject, _ in due()] == [account.pk]


def test_a_leaver_counts_from_november(council):
    home = make.dwelling(*council)
    account = make.account(home)
    make.lives(home, adults=2)
    fact(Resident, home, make.LONG_AGO, name="Cy Iles", disregard="leaver", since=date(2026, 6, 30))
    make.billed(account, issued=date(2026, 7, 10))
    assert clocks_due(on=date(2026, 10, 31)) == 0
    assert clocks_due(on=date(2026, 11, 1)) == 1


def test_homes_without_a_clock_are_not_looked_at(council):
    home = make.dwelling(*council)
    account = make.account(home)
    make.lives(home, adults=1)
    make.billed(account)
    assert clocks_due(on=date(2026, 9, 1)) == 0


def test_another_authority_can_be_left_out(council):
    empty(council, date(2025, 9, 1))
    other = make.authority("marsh")
    assert clocks_due(on=date(2026, 9, 1), authority_id=other.pk) == 0
    assert clocks_due(on=date(2026, 9, 1), authority_id=council[0].pk) == 1


def test_the_statements_do_not_grow(council):
    def statements():
        with CaptureQueriesContext(connection) as queries:
            clocks_due(on=date(2026, 8, 1))
        return len(queries)

    empty(council, date(2025, 9, 1))
    few = statements()
    for _ in range(5):
        empty(council, date(2025, 9, 1))
    assert statements() == few


def test_the_night_rings_it(council, monkeypatch):
    account = empty(council, date(2025, 9, 1))
    monkeypatch.setattr(clock, "today", lambda: date(2026, 9, 1))
    clocks()
    assert due() == [(account.pk, date(2026, 9, 1))]
    assert "billing.clocks" in {entry["task"] for entry in BEAT_SCHEDULE.values()}
