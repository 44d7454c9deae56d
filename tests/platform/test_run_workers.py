"""Workers that are killed, cut off, doubled, or kept waiting: every effect is there once all the same."""

import signal
from threading import Thread
from time import monotonic, sleep

import psycopg
import pytest
from django.db import OperationalError, connection, transaction

from revenues.authority.models import Authority
from revenues.kernel.errors import Conflict
from revenues.runs import services
from revenues.runs.data import Controls
from revenues.runs.models import RunChunk, RunItem
from tests.platform.fake import AT, again, effects, plain, start, tried
from tests.platform.processes import worker

pytestmark = pytest.mark.django_db(transaction=True)


class Canceller:
    """An officer in another session, who cancels when told to."""

    def __init__(self, run_id, by):
        self.thread = Thread(target=self._cancel, args=(run_id, by))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.thread.join()

    def send(self):
        self.thread.start()
        sleep(0.5)

    def _cancel(self, run_id, by):
        services.cancel_run(run_id=run_id, by=by)
        connection.close()


def work_until_done(run, *, seconds=20):
    """As the thirty-second ping does, only sooner: the server takes a moment to see that a worker died."""
    ends = monotonic() + seconds
    while again(run).state == "releasing" and monotonic() < ends:
        services.work_run(run.pk)
        sleep(0.05)
    assert again(run).state == "done"


def test_a_worker_killed_in_the_middle_of_a_chunk_leaves_nothing_of_it(
    council, starter, releaser, fake, database_url
):
    run = tried(council, starter)
    services.release_run(run_id=run.pk, by=releaser, at=AT)
    killed = worker(database_url, run.pk, "--hang")
    assert killed.stdout.readline() == "written 1..10\n"
    assert effects(council) == []
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    killed.stdout.close()
    work_until_done(run)
    assert effects(council) == list(range(1, 36))
    assert RunChunk.objects.get(run=run, number=1).attempts == 2
    assert Controls.of(again(run).controls).balanced


def test_two_workers_share_the_chunks_and_do_each_once(council, starter, releaser, fake, database_url):
    run = tried(council, starter, count=200)
    services.release_run(run_id=run.pk, by=releaser, at=AT)
    pair = [worker(database_url, run.pk, "--pause", "0.1") for _ in range(2)]
    said = [one.communicate(timeout=60)[0].splitlines() for one in pair]
    assert [one.returncode for one in pair] == [0, 0]
    written = [line for lines in said for line in lines if line.startswith("written")]
    assert len(written) == len(set(written)) == 20
    assert all(any(line.startswith("written") for line in lines) for lines in said)
    assert again(run).state == "done"
    assert effects(council) == list(range(1, 201))
    assert set(RunChunk.objects.filter(run=run).values_list("attempts", flat=True)) == {1}


def cutting(times):
    """Have the server end our session in the second chunk, so many times."""
    left = iter(range(times))

    def writing(batch):
        if batch.outcomes[0].subject_id == 11 and next(left, None) is not None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    return writing


def test_a_connection_cut_in_a_chunk_loses_nothing(council, starter, releaser, fake):
    run = tried(council, starter)
    services.release_run(run_id=run.pk, by=releaser, at=AT)
    fake.writing = cutting(1)
    services.work_run(run.pk)
    assert again(run).state == "done"
    assert effects(council) == list(range(1, 36))
    assert list(RunChunk.objects.filter(run=run).order_by("number").values_list("attempts", flat=True)) == [
        1,
        2,
        1,
        1,
    ]


def test_a_chunk_that_cuts_the_connection_each_time_is_given_up(council, starter, releaser, fake):
    run = tried(council, starter)
    services.release_run(run_id=run.pk, by=releaser, at=AT)
    fake.writing = cutting(99)
    services.work_run(run.pk)
    assert again(run).state == "done"
    assert effects(council) == [one for one in range(1, 36) if not 11 <= one <= 20]
    assert Controls.of(again(run).controls).counts["parked"] == 10


def lock_plainly(council):
    Authority.objects.select_for_update(no_key=True).get(pk=council.pk)


def lock_with_words(council):
    try:
        with transaction.atomic():
            lock_plainly(council)
    except OperationalError as error:
        raise Conflict("Jo Officer is changing this.") from error


@pytest.mark.parametrize("lock", [lock_plainly, lock_with_words])
def test_a_row_that_an_officer_has_locked_makes_its_chunk_wait(
    council, starter, releaser, fake, database_url, lock
):
    run = tried(council, starter, count=10)
    services.release_run(run_id=run.pk, by=releaser, at=AT)
    fake.locking = lambda _: lock(council)
    with psycopg.connect(database_url) as officer:
        officer.execute("SELECT 1 FROM authority_authority WHERE id = %s FOR UPDATE", [council.pk])
        services.work_run(run.pk)
        assert again(run).state == "releasing"
        assert RunChunk.objects.get(run=run).attempts == 0
        assert not RunItem.objects.filter(run=run, outcome="parked").exists()
    work_until_done(run)
    assert effects(council) == list(range(1, 11))


def test_a_run_cancelled_while_it_is_tried_stops(council, starter, fake, database_url):
    run = start(council, starter)
    services.try_run(run_id=run.pk, by=starter)
    made = []

    def make(one):
        made.append(one)
        if one == 10:  # the cancellation of an officer waits for this chunk, and no further one is begun
            officer.send()
        return plain(one)

    fake.make = make
    with Canceller(run.pk, starter) as officer:
        services.work_run(run.pk)
    assert again(run).state == "cancelled"
    assert max(made) < 35
    assert set(RunItem.objects.filter(run=run).values_list("outcome", flat=True)) == {"excluded"}


def test_no_session_lock_is_left_behind(council, starter, releaser, fake):
    run = tried(council, starter)
    services.release_run(run_id=run.pk, by=releaser, at=AT)
    services.work_run(run.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        assert cursor.fetchone()[0] == 0
