"""The supervisor under repeated murder: whatever is killed and when, the next start stands."""

import os
import random
import signal
import subprocess
from contextlib import suppress

import psycopg
import pytest

from revenues.config.embedded.postgres import Postgres
from tests.house.sandbox import Sandbox

ROUNDS = 12


@pytest.fixture
def sandbox():
    box = Sandbox.make()
    yield box
    box.clear()


def kill_server(box, chance):
    os.kill(chance.choice([box.postgres, box.valkey]).pid, signal.SIGKILL)


def kill_both(box, _chance):
    for identity in (box.postgres, box.valkey):
        os.kill(identity.pid, signal.SIGKILL)


def kill_every_process(box, _chance):
    for identity in box.servers():
        if identity.lives:
            os.kill(identity.pid, signal.SIGKILL)


def kill_start(box, chance):
    """A start that is itself killed somewhere on its way."""
    box.call("stop", "--force")
    start = box.begin("start")
    with suppress(subprocess.TimeoutExpired):
        start.wait(chance.uniform(0.05, 0.6))
    start.kill()
    start.communicate()


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(3))
def test_no_kill_loses_committed_rows_or_doubles_a_server(sandbox, seed):
    chance = random.Random(seed)
    for number in range(ROUNDS):
        started = sandbox.call("start")
        assert started.returncode == 0, f"round {number}: {started.stderr}"
        assert sandbox.living() == [True, True]
        with psycopg.connect(Postgres(sandbox.places).url) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS mark (round int)")
            rows = connection.execute("SELECT count(*) FROM mark").fetchone()[0]
            assert rows == number, f"round {number}: committed rows were lost"
            connection.execute("INSERT INTO mark VALUES (%s)", [number])
        chance.choice([kill_server, kill_both, kill_every_process, kill_start])(sandbox, chance)
    assert sandbox.call("start").returncode == 0
    assert sandbox.call("stop").returncode == 0
    assert sandbox.servers() == []
