"""Two loads at once, a load that is killed, and the commands as they are typed."""

import os
import signal
import subprocess
import sys
import threading
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction

from accounts.models import Account
from billing.models import AreaTax
from billing.rules.rates import band_amounts
from revenues.audit.data import SYSTEM, Actor
from revenues.kernel.errors import Conflict, InvariantBroken
from revenues.kernel.money import pounds
from revenues.runs.services.loads import loading
from tests import factories
from tests.loaders import account_files
from tests.loaders.test_load_properties import AREAS, HEADER, ROWS, csv
from valuation.data import Told
from valuation.models import Area, Property
from valuation.services import load as property_loads
from valuation.services import lock_property, record_band
from valuation.services.load import LoadFile, PropertyFiles, load_properties

DAY = date(2026, 5, 1)
FILES = PropertyFiles(
    LoadFile("properties.csv", csv(HEADER, *ROWS)), areas=LoadFile("areas.csv", AREAS.encode())
)


def run(authority, name):
    return load_properties(authority=authority, files=FILES, by=Actor("loader", None, name))


@pytest.fixture
def halfway(monkeypatch):
    """A load that stops halfway through its writes until it is let go on."""
    reached, go_on = threading.Event(), threading.Event()
    write = property_loads.write_tracks

    def pause(*args, **options):
        if threading.current_thread() is not threading.main_thread():
            reached.set()
            assert go_on.wait(30)
        return write(*args, **options)

    monkeypatch.setattr(property_loads, "write_tracks", pause)
    return reached, go_on


@pytest.fixture
def first_load(halfway, transactional_db):
    """A load of the council's properties in another session, held halfway; ends when let go."""
    council = factories.authority()
    outcome = []

    def work():
        try:
            outcome.append(run(council, "Ana's load"))
        except Exception as error:
            outcome.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    assert halfway[0].wait(30)
    yield council, thread, outcome
    halfway[1].set()
    thread.join(30)


def test_the_second_of_two_loads_is_told_who_holds_it(first_load, halfway):
    council, thread, outcome = first_load
    with pytest.raises(
        Conflict, match=r"Ana's load \(process \d+, since \d\d:\d\d:\d\d\) is loading properties"
    ):
        run(council, "Tom's load")
    halfway[1].set()
    thread.join(30)
    assert outcome[0].tallies[-1].created == 3
    assert Property.objects.everywhere("test").count() == 3


def test_another_councils_load_need_not_wait(first_load):
    other = factories.authority("marsh")
    assert run(other, "Tom's load").tallies[-1].created == 3


def test_a_load_whose_session_is_ended_leaves_nothing(first_load, halfway):
    council, thread, outcome = first_load
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE %s",
            ["loader Ana%"],
        )
        assert cursor.fetchall() == [(True,)]
    halfway[1].set()
    thread.join(30)
    assert isinstance(outcome[0], Exception)
    assert not Property.objects.everywhere("test").exists()
    assert not Area.objects.everywhere("test").exists()
    assert run(council, "Tom's load").tallies[-1].created == 3


KILLED = """
import sys, time, django
django.setup()
from valuation.services import load
def stop(*args, **options):
    print("halfway", flush=True)
    time.sleep(60)
load.write_tracks = stop
from django.core.management import call_command
call_command("load_properties", sys.argv[1], authority="overford", areas=sys.argv[2])
"""


def test_a_load_that_is_killed_leaves_nothing_and_can_be_run_again(database_url, services, tmp_path):
    council = factories.authority()
    (tmp_path / "p.csv").write_bytes(FILES.properties.raw)
    (tmp_path / "a.csv").write_bytes(FILES.areas.raw)
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "revenues.config.settings_test",
        "REVENUES_MODE": "test",
    }
    command = [sys.executable, "-c", KILLED, str(tmp_path / "p.csv"), str(tmp_path / "a.csv")]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "halfway\n"
        process.send_signal(signal.SIGKILL)
    assert not Property.objects.everywhere("test").exists()
    for _ in range(100):  # the server notices a lost client when it next writes to it
        try:
            loaded = run(council, "Again")
            break
        except Conflict:
            threading.Event().wait(0.1)
    assert loaded.tallies[-1].created == 3


@pytest.fixture
def place(tmp_path):
    def put(name, raw):
        (tmp_path / name).write_bytes(raw)
        return str(tmp_path / name)

    return put


@pytest.mark.django_db
def test_load_properties_as_it_is_typed(place, capsys):
    factories.authority()
    options = {
        "authority": "overford",
        "areas": place("areas.csv", AREAS.encode()),
        "mapping": place("map.yaml", b"system: other\nproperties: {columns: {REF: reference}}\n"),
    }
    file = place("properties.csv", csv(HEADER.replace("reference", "REF"), *ROWS))
    call_command("load_properties", file, dry_run=True, **options)
    assert "dry run: nothing is kept" in capsys.readouterr().out
    call_command("load_properties", file, **options)
    call_command("load_properties", file, json=True, **options)
    assert '"same": 3' in capsys.readouterr().out


@pytest.mark.django_db
def test_what_is_wrong_is_printed_and_the_command_fails(place):
    factories.authority()
    file = place("properties.csv", csv(HEADER, ROWS[0].replace(",D,", ",Q,"), *ROWS[1:]))
    with pytest.raises(
        CommandError, match=r"properties.csv:2: band: 'Q' is not one of A(.|\n)*Nothing was loaded"
    ):
        call_command("load_properties", file, authority="overford")
    with pytest.raises(CommandError, match="There is no authority called nowhere"):
        call_command("load_properties", file, authority="nowhere")
    mapping = place("map.yaml", b"properties: {columns: {A: nothing}}\n")
    with pytest.raises(CommandError, match=r"map.yaml: properties.nothing: is not a column of ours"):
        call_command("load_properties", file, authority="overford", mapping=mapping)


@pytest.mark.django_db
def test_load_tax_as_it_is_typed(place, capsys):
    factories.authority()
    amounts = ",".join(pounds(pence, sign="").replace(",", "") for pence in band_amounts(265_88).values())
    header = "body,body_name,kind,area,area_name,unparished," + ",".join(f"band_{b}" for b in "abcdefgh")
    rows = [f"DC,District,billing_authority,*,,,{amounts}", ",,,REST,The rest,yes,,,,,,,,"]
    file = place("tax.csv", csv(header, *rows))
    call_command("load_tax", file, authority="overford", year="2026/27")
    assert "area REST, all eight bands" in capsys.readouterr().out
    assert AreaTax.objects.get().totals[3] == 265_88
    with pytest.raises(CommandError, match="'2026/28' is not a financial year"):
        call_command("load_tax", file, authority="overford", year="2026/28")
    with pytest.raises(CommandError, match=r"tax.csv:2: band_h: is missing"):
        call_command(
            "load_tax", place("tax.csv", csv(header, rows[0].removesuffix("531.76"), rows[1])),
            authority="overford", year="2026",
        )  # fmt: skip


@pytest.mark.django_db
def test_load_accounts_as_it_is_typed(place, capsys):
    account_files.council_with_homes()
    files = {
        "people": place("people.csv", csv(*account_files.PEOPLE)),
        "entitlements": place("entitlements.csv", csv(*account_files.ENTITLEMENTS)),
        "balances": place("balances.csv", csv(*account_files.BALANCES)),
    }
    file = place("accounts.csv", csv(account_files.HEADER, *account_files.ROWS))
    call_command("load_accounts", file, authority="overford", **files)
    assert "brought in 2025/26 charged elsewhere: file £2,000.00, held £2,000.00" in capsys.readouterr().out
    assert Account.objects.everywhere("test").count() == 3
    with pytest.raises(CommandError, match=r"people\.csvx: No such file"):
        call_command("load_accounts", file, authority="overford", people=files["people"] + "x")


@pytest.mark.django_db(transaction=True)
def test_an_officer_is_told_who_is_changing_the_same_dwelling():
    council = factories.authority()
    home = factories.dwelling(council, factories.area(council))
    jo = Actor("user", factories.user("jo", billing_officer=council).pk, "Jo Officer")
    held, done = threading.Event(), threading.Event()

    def hold():
        try:
            with transaction.atomic():
                lock_property(property_id=home.pk, by=Actor("loader", None, "Ana Officer"), on=DAY)
                held.set()
                done.wait(30)
        finally:
            connections.close_all()

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(30)
    with pytest.raises(Conflict, match=r"Ana Officer is changing this property\. Try again"):
        record_band(property_id=home.pk, band="E", starts=DAY, told=Told(on=DAY), by=jo)
    done.set()
    thread.join(30)
    assert record_band(property_id=home.pk, band="E", starts=DAY, told=Told(on=DAY), by=jo).band == "E"


@pytest.mark.django_db
def test_a_load_that_does_not_balance_is_undone(monkeypatch):
    council = factories.authority()
    monkeypatch.setattr(property_loads, "write_tracks", lambda *args, **options: None)
    with pytest.raises(
        InvariantBroken, match=r"does not balance.*band entries D in area CLAY: file 1, held 0"
    ):
        run(council, "Ana's load")
    assert not Property.objects.everywhere("test").exists()
    assert not Area.objects.everywhere("test").exists()


@pytest.mark.django_db
def test_a_dry_run_sees_what_only_the_commit_would():
    council = factories.authority()
    with (
        pytest.raises(Conflict, match="The database refused the load, so nothing was written"),
        loading(authority_id=council.pk, kind="areas", by=SYSTEM, reason="test", dry_run=True),
    ):
        Area.objects.create(authority_id=council.pk + 1_000, code="X", name="Of nobody")


@pytest.mark.django_db
def test_what_somebody_else_wrote_meanwhile_is_a_conflict():
    council = factories.authority()
    factories.area(council, code="CLAY")
    with (
        pytest.raises(Conflict, match="Somebody may have changed the same facts"),
        loading(authority_id=council.pk, kind="areas", by=SYSTEM, reason="test"),
    ):
        Area.objects.create(authority_id=council.pk, code="CLAY", name="Claygate")
