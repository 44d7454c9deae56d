"""A real Celery worker on a real broker: one message, whole or doubled, and the run is tried."""

import os
import subprocess
import sys
from time import monotonic, sleep
from urllib.parse import urlsplit, urlunsplit

import pytest
from celery import Celery

from revenues.config import environment
from revenues.config.embedded.places import ROOT
from revenues.runs import services
from tests.platform.fake import AT, again, effects, start

pytestmark = pytest.mark.django_db(transaction=True)
APART = 9  # a database of the broker that nothing else reads


@pytest.fixture
def broker(services):
    """The broker's address, apart from that of any other worker."""
    parts = urlsplit(os.environ["REDIS_URL"])
    if parts.scheme == "unix":
        return f"unix://{parts.path}?db={APART}"
    return urlunsplit(parts._replace(path=f"/{APART}"))


@pytest.fixture
def celery_worker(database_url, broker):
    """A worker process that has connected."""
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "tests.platform.celery_worker",
            "worker",
            "--pool=solo",
            "-l",
            "INFO",
        ],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": database_url,
            "REDIS_URL": broker,
            "REVENUES_MODE": "demo",
            "DJANGO_SETTINGS_MODULE": "revenues.config.settings",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    said = []
    for line in process.stderr:
        said.append(line)
        if " ready." in line:
            break
    else:
        pytest.fail("The worker did not start:\n" + "".join(said))
    yield process
    process.terminate()
    process.communicate(timeout=30)


def wait_for(run, state, seconds=30):
    ends = monotonic() + seconds
    while again(run).state != state and monotonic() < ends:
        sleep(0.1)
    assert again(run).state == state


def test_messages_ring_and_the_database_knows(council, starter, releaser, fake, celery_worker, broker):
    bell = Celery(broker=environment.broker(broker))
    run = start(council, starter)
    services.try_run(run_id=run.pk, by=starter)
    for _ in range(3):
        bell.send_task("runs.ping", queue="default")
    wait_for(run, "tried")
    services.release_run(run_id=run.pk, by=releaser, at=AT)
    bell.send_task("runs.ping", kwargs={"from_another": "release"}, queue="default")
    wait_for(run, "done")
    assert effects(council) == list(range(1, 36))
