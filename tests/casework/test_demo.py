"""The demonstration: set up through loaders and runs, the same the second time, never in production."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Account, AccountLink
from billing.models import Demand
from casework.services.demo.councils import DEFAULT_PASSWORD, ELMBRIDGE, OVERFORD, STAFF
from casework.services.demo.play import play
from ledger.models import Allocation, ChargeYear, Entry, Posting
from revenues.audit.models import Event
from revenues.authority.models import Authority, Grant, User
from revenues.runs.models import DueWork, Run
from valuation.models import Property

ALL = "the whole of the demonstration is looked at"
SIZES = {"elmbridge": 90, "overford": 45}
TABLES = (
    Authority,
    User,
    Grant,
    Property,
    Account,
    AccountLink,
    Run,
    Demand,
    Entry,
    Posting,
    Allocation,
    Event,
)


def played(said: list[str] | None = None):
    return play(password=DEFAULT_PASSWORD, say=(said if said is not None else []).append, sizes=SIZES)


def counts() -> dict[str, int]:
    managers = {model.__name__: getattr(model.objects, "everywhere", None) for model in TABLES}
    return {
        model.__name__: (
            managers[model.__name__](ALL) if managers[model.__name__] else model.objects.all()
        ).count()
        for model in TABLES
    }


@pytest.mark.django_db
def test_two_councils_are_loaded_billed_and_paid():
    said: list[str] = []
    done = played(said)
    assert {row.slug for row in Authority.objects.all()} == {"elmbridge", "overford"}
    assert {name for name, _, _ in done.sign_ins} == set(STAFF)
    runs = list(Run.objects.everywhere(ALL).order_by("pk"))
    assert [run.state for run in runs] == ["done", "done"]
    assert all(not run.controls["counts"].get("parked") for run in runs)
    assert {run.business_date.isoformat() for run in runs} == {"2026-03-02"}
    assert all(run.started_by_id != run.released_by_id for run in runs)
    notices = Demand.objects.everywhere(ALL).filter(kind="demand", run_id__isnull=False)
    assert {row.issued_on.isoformat() for row in notices} == {"2026-03-10"}
    years = ChargeYear.objects.everywhere(ALL).filter(year=2026)
    assert years.filter(received__lt=0).count() > 50
    assert len({row.balance for row in years}) > 20
    assert not DueWork.objects.everywhere(ALL).filter(done_at=None).exists()
    assert any("annual billing" in line and "issued" in line for line in said)


@pytest.mark.django_db
def test_a_second_run_changes_nothing_and_says_so():
    played()
    before = counts()
    said: list[str] = []
    played(said)
    assert counts() == before
    assert sum("there already" in line or "loaded before" in line for line in said) >= 6


@pytest.mark.django_db
def test_another_password_is_given_to_everybody():
    played()
    play(password="another one by now", say=str, sizes=SIZES)
    assert all(user.check_password("another one by now") for user in User.objects.all())


@pytest.mark.django_db
def test_one_account_is_worked_through():
    account = Account.objects.everywhere(ALL).get(number=played().account)
    kinds = [
        row.kind for row in Demand.objects.everywhere(ALL).filter(charge_year__account=account).order_by("pk")
    ]
    assert kinds == ["demand", "adjusted", "final"]
    after = AccountLink.objects.get(before=account, because="moved").after
    assert after.days.start == account.days.end
    assert Demand.objects.everywhere(ALL).get(charge_year__account=after).kind == "demand"


@pytest.mark.django_db
def test_it_is_refused_in_production(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="never put into an installation in production"):
        call_command("demo", stdout=StringIO())
    assert not Authority.objects.exists()


@pytest.mark.django_db
def test_the_command_prints_the_sign_ins(monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "something of our own")
    out = StringIO()
    call_command("demo", size=60, stdout=out)
    text = out.getvalue()
    assert "Sign in with the password something of our own" in text
    assert "billing officer" in text
    assert User.objects.get(username="officer").check_password("something of our own")


def test_amounts_say_where_they_come_from():
    assert "published for Elmbridge 2026/27" in ELMBRIDGE.note()
    assert "Invented" in OVERFORD.note()
    assert all("invented" in body["name"] for body in OVERFORD.bodies())
    county = next(body for body in ELMBRIDGE.bodies() if body["kind"] == "county")
    assert (county["bands"][3], county["last_year_d"]) == (161491 + 32351, 184635)


def test_the_check_finds_pages_right_and_says_what_is_not(live_site, monkeypatch):
    out = StringIO()
    with pytest.raises(CommandError, match="is not there"):
        call_command("demo_check", base_url=live_site.url, pages_only=True, stdout=out)
    played()
    call_command("demo_check", base_url=live_site.url, pages_only=True, stdout=out)
    assert "the bill as PDF" in out.getvalue()
    with pytest.raises(CommandError, match="does not answer"):
        call_command("demo_check", base_url="http://127.0.0.1:9", pages_only=True, stdout=out)
    monkeypatch.setenv("DEMO_PASSWORD", "another")
    with pytest.raises(CommandError, match="can sign in"):
        call_command("demo_check", base_url=live_site.url, pages_only=True, stdout=out)


def test_bench_prints_one_json_line(transactional_db):
    out = StringIO()
    call_command("bench", size=60, stdout=out)
    told = json.loads(out.getvalue())
    assert (told["name"], told["size"]) == ("annual_billing", 60)
    assert told["ratio"] > 0
    assert told["rows"] > 60 * 10
