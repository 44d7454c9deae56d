"""Workers killed at random points, again and again: the result is that of an undisturbed run."""

import random
import signal
from time import monotonic, sleep

import pytest
from django.db import connection

from revenues.audit.models import Event
from revenues.runs import data, services
from revenues.runs.data import Controls
from revenues.runs.models import RunChunk, RunItem
from tests import factories
from tests.platform.conftest import as_actor
from tests.platform.fake import AT, FakeKind, again, effects, released, start, tried
from tests.platform.processes import worker

pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True)]

COUNT = 3_000
KILLS = 10
PAUSE = "0.03"  # a chunk takes about this long, so that a kill falls anywhere in it


def disturbed(run, database_url, kills, chance):
    """Two workers at a time; one is killed, another takes its place, until the kills are used up."""
    crew = [worker(database_url, run.pk, "--pause", PAUSE) for _ in range(2)]
    for _ in range(kills):
        crew[0].stdout.readline()  # it is at work
        sleep(chance.uniform(0, 0.2))
        crew[0].send_signal(signal.SIGKILL)
        crew[0].wait()
        crew[0].stdout.close()
        crew = [crew[1], worker(database_url, run.pk, "--pause", PAUSE)]
    for one in crew:
        one.communicate(timeout=90)


def settle(run, state):
    """What the next pings do, once the server has seen that the killed are gone."""
    ends = monotonic() + 30
    while again(run).state != state and monotonic() < ends:
        services.work_run(run.pk)
        sleep(0.1)
    assert again(run).state == state


def items_of(run):
    rows = RunItem.objects.filter(run=run).order_by("subject_id")
    return list(rows.values_list("subject_id", "outcome", "pence", "digest", "error"))


def test_killed_workers_leave_the_same_result(database_url, monkeypatch):
    monkeypatch.setattr(data, "_kinds", {})
    data.register(FakeKind())
    calm, rough = factories.authority("calm"), factories.authority("rough")
    starter = as_actor(factories.user("sam", systems_officer=[calm, rough]))
    releaser = as_actor(factories.user("rae", systems_officer=[calm, rough]))
    undisturbed = released(tried(calm, starter, count=COUNT), releaser)

    chance = random.Random(20260302)
    run = start(rough, starter, count=COUNT)
    services.try_run(run_id=run.pk, by=starter)
    services.work_run(run.pk)
    services.release_run(run_id=run.pk, by=releaser, at=AT)
    disturbed(run, database_url, KILLS, chance)
    settle(run, "done")

    assert effects(rough) == effects(calm) == list(range(1, COUNT + 1))
    assert items_of(run) == items_of(undisturbed)
    assert again(run).controls == undisturbed.controls
    assert Controls.of(again(run).controls).balanced
    attempts = list(RunChunk.objects.filter(run=run).values_list("attempts", flat=True))
    assert sum(attempts) > len(attempts), "no kill fell into a chunk"
    assert Event.objects.filter(verb="run.done", subject_id=run.pk).count() == 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database ="
            " (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        assert cursor.fetchone()[0] == 0
