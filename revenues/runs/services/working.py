"""Working runs: claim a chunk, work it, the next, until none is free. In a worker or in this process alike."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from django.db import transaction

from revenues.runs.data import kind_called
from revenues.runs.models import Run, RunChunk
from revenues.runs.rules.failures import told
from revenues.runs.services.chunks import RELEASING, TRYING, Worker, work_chunk
from revenues.runs.services.claims import MAX_ATTEMPTS, Claim, Queue
from revenues.runs.services.finishing import finish, hold_after_error
from revenues.runs.services.transactions import connection_lost, must_leave, read_only

log = structlog.get_logger(__name__)
PASSES = MAX_ATTEMPTS + 1  # so that a chunk that fails each time is given up before we go

CHUNKS = Queue(
    key=7_310_000_000_000_000,
    pick="""
        SELECT id, attempts FROM runs_runchunk
        WHERE run_id = %(run)s AND written_at IS NULL AND (%(release)s OR tried_at IS NULL)
            AND id <> ALL(%(skip)s::bigint[])
            AND EXISTS (SELECT FROM runs_run WHERE id = %(run)s AND state = %(state)s)
        ORDER BY attempts, number LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
    """,
    count="UPDATE runs_runchunk SET attempts = %(attempts)s WHERE id = %(id)s",
)


def work_run(run_id: int) -> None:
    """Work a run that is being tried or released until no chunk is left that is free, then end it.

    Safe to call from any number of processes at once, and again after one was killed. Chunks whose accounts
    are locked by an officer are left for the next call. Errors of single items never come out of here; the
    loss of the database does.
    """
    work_until(run_id, lambda: False)


def work_until(run_id: int, enough: Callable[[], bool]) -> int:
    """As ``work_run``, until ``enough()`` says stop; gives how many chunks were worked."""
    run = Run.objects.everywhere("workers serve every authority").get(pk=run_id)
    if run.state not in (TRYING, RELEASING):
        return 0
    worker = _prepared(run)
    if worker is None:
        return 0
    worked = 0
    for _ in range(PASSES):
        done, left = _one_pass(worker, enough)
        worked += done
        if not left or enough():
            break
    finish(run_id)
    return worked


def runs_to_work() -> list[int]:
    """The runs that have chunks to work, oldest first."""
    runs = Run.objects.everywhere("workers serve every authority").filter(state__in=(TRYING, RELEASING))
    return list(runs.order_by("started_at", "pk").values_list("pk", flat=True))


def _prepared(run: Run) -> Worker | None:
    """A worker with what the chunks share; a run that cannot be prepared is held with the reason."""
    try:
        kind = kind_called(run.kind)
        with read_only():
            context = kind.prepare(
                authority_id=run.authority_id,
                params=run.params,
                business_date=run.business_date,
                run_id=run.pk,
            )
    except Exception as error:
        if must_leave(error):
            raise
        log.warning("run_not_prepared", run_id=run.pk, kind=run.kind, error=type(error).__name__)
        hold_after_error(run.pk, f"The run could not be prepared. {told(error)}")
        return None
    return Worker(run, kind, context)


def _one_pass(worker: Worker, enough: Callable[[], bool]) -> tuple[int, bool]:
    """Every free chunk once; gives how many were worked, and whether some must be tried again."""
    seen: set[int] = set()
    worked = left = 0
    while not enough():
        state = worker.run.state
        with CHUNKS.claim(seen, run=worker.run.pk, state=state, release=state == RELEASING) as claim:
            if claim is None:
                break
            seen.add(claim.id)
            if _work(worker, claim):
                worked += 1
            else:
                left += 1
    return worked, left > 0


def _work(worker: Worker, claim: Claim) -> bool:
    """Work one chunk; False when it must come back later."""
    try:
        work_chunk(worker, claim.id, hopeless=claim.hopeless)
    except Exception as error:
        if connection_lost():
            raise
        if must_leave(error):
            CHUNKS.forgive(claim)
            log.info("chunk_waits", run_id=worker.run.pk, chunk_id=claim.id)
        else:
            _note(claim.id, told(error))
            log.warning("chunk_failed", run_id=worker.run.pk, chunk_id=claim.id, error=type(error).__name__)
        return False
    return True


def _note(chunk_id: int, error: str) -> None:
    with transaction.atomic():
        RunChunk.objects.filter(pk=chunk_id).update(error=error)
