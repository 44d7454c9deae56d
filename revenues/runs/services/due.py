"""Due work: one row for one thing to do, done once, by whichever worker comes by."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import structlog
from django.db import connection, transaction

from revenues.audit.data import Actor
from revenues.audit.models import AppNow
from revenues.audit.services import acting, record
from revenues.authority.rules.roles import RELEASE_RUN
from revenues.authority.selectors import require
from revenues.kernel.errors import DomainError
from revenues.runs.data import Due, due_handlers
from revenues.runs.models import DueWork
from revenues.runs.rules.failures import told
from revenues.runs.services.claims import MAX_ATTEMPTS, Claim, Queue
from revenues.runs.services.transactions import connection_lost, give_way, must_leave

log = structlog.get_logger(__name__)
LOST = "The worker was lost three times while it did this."

_RECORD = """
    INSERT INTO runs_duework
        (authority_id, kind, subject_id, due_on, params, recorded_at, attempts, parked, error)
    VALUES (%s, %s, %s, %s, %s::jsonb, app_now(), 0, false, '')
    ON CONFLICT (kind, subject_id) WHERE done_at IS NULL DO UPDATE SET
        due_on = least(runs_duework.due_on, excluded.due_on),
        params = runs_duework.params || excluded.params,
        attempts = 0, parked = false, error = ''
    RETURNING id
"""
DUE = Queue(
    key=7_320_000_000_000_000,
    pick="""
        SELECT id, attempts FROM runs_duework
        WHERE done_at IS NULL AND NOT parked AND due_on <= %(on)s AND kind = ANY(%(kinds)s)
            AND (%(authority)s::bigint IS NULL OR authority_id = %(authority)s)
            AND id <> ALL(%(skip)s::bigint[])
        ORDER BY due_on, id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
    """,
    count="UPDATE runs_duework SET attempts = %(attempts)s WHERE id = %(id)s",
)


@dataclass(slots=True)
class Worked:
    """What one call made of due work: done, failed (to come back, or parked), and left to another time."""

    done: int = 0
    failed: int = 0
    waiting: int = 0


def record_due(
    *,
    kind: str,
    authority_id: int,
    subject_id: int,
    due_on: date,
    params: Mapping[str, Any] | None = None,
) -> int:
    """Write down that something is due, in the caller's transaction; gives the row's id.

    While work of the kind is open for the subject there is one row: the earliest day is kept, parameters are
    laid over those there, and work that was parked gets another chance.
    """
    with connection.cursor() as cursor:
        cursor.execute(_RECORD, [authority_id, kind, subject_id, due_on, json.dumps(dict(params or {}))])
        found: int = cursor.fetchone()[0]
    return found


def record_many_due(*, kind: str, rows: Iterable[tuple[int, int, date]]) -> int:
    """``record_due`` for many subjects in one pipeline; gives how many.

    Args:
        rows: authority id, subject id and the day it is due, in any order.
    """
    wanted = sorted(
        rows, key=lambda row: row[1]
    )  # one order of locks, so that two loads cannot block each other
    if wanted:
        with connection.cursor() as cursor:
            cursor.executemany(
                _RECORD, [(authority, kind, subject, day, "{}") for authority, subject, day in wanted]
            )
    return len(wanted)


def work_due(
    *,
    on: date,
    limit: int | None = None,
    kind: str = "",
    authority_id: int | None = None,
    enough: Callable[[], bool] = lambda: False,
) -> Worked:
    """Do the work that is due on a day, earliest first, each in a transaction of its own with its mark.

    Args:
        on: the business date; work due later is left, and handlers are given it.
        limit: at most so many rows.
        kind: only this kind; otherwise every kind that has a handler.
        authority_id: only this authority's; otherwise every authority's.
        enough: says when to stop, besides ``limit``.
    """
    handlers = due_handlers()
    wanted = [name for name in handlers if kind in ("", name)]
    worked, seen = Worked(), set[int]()
    while (limit is None or len(seen) < limit) and not enough():
        with DUE.claim(seen, on=on, kinds=wanted, authority=authority_id) as claim:
            if claim is None:
                break
            seen.add(claim.id)
            _work(claim, on, worked)
    return worked


def reopen_due(*, due_id: int, by: Actor) -> None:
    """Release due work from parking: the next worker does it again."""
    with transaction.atomic():
        work = DueWork.objects.everywhere("the permission is checked next")
        found = work.select_for_update(no_key=True).filter(pk=due_id, done_at=None, parked=True).first()
        if found is None:
            raise DomainError(f"There is no parked work {due_id}.", due_id=due_id)
        require(by, RELEASE_RUN, authority_id=found.authority_id)
        found.parked, found.attempts, found.error = False, 0, ""
        found.save(update_fields=["parked", "attempts", "error"])
        record(verb="due.reopen", subject=("duework", due_id), by=by, authority_id=found.authority_id)


def _work(claim: Claim, on: date, worked: Worked) -> None:
    if claim.hopeless:
        _failed(claim, LOST, parked=True)
        worked.failed += 1
        return
    try:
        if _do(claim.id, on):
            worked.done += 1
    except Exception as error:
        if connection_lost():
            raise
        if must_leave(error):
            DUE.forgive(claim)
            worked.waiting += 1
            return
        log.warning("due_work_failed", due_id=claim.id, error=type(error).__name__)
        _failed(claim, told(error), parked=claim.attempts + 1 >= MAX_ATTEMPTS)
        worked.failed += 1


def _do(due_id: int, on: date) -> bool:
    """Call the handler and mark the work done, in one transaction; False when somebody was quicker."""
    with transaction.atomic():
        give_way()
        rows = DueWork.objects.everywhere("workers serve every authority")
        # Waits a moment: another worker that only looks for its next row may hold this one while it does.
        row = rows.select_for_update(no_key=True).filter(pk=due_id, done_at=None).first()
        if row is None:
            return False
        due = Due(row.pk, row.kind, row.authority_id, row.subject_id, row.due_on, row.params)
        with acting(Actor("system", None, "Due work"), f"Due work {row.kind}"):
            due_handlers()[row.kind](due, on)
        row.done_at = AppNow()
        row.error = ""
        row.save(update_fields=["done_at", "error"])
    return True


def _failed(claim: Claim, error: str, *, parked: bool) -> None:
    with transaction.atomic():
        rows = DueWork.objects.everywhere("workers serve every authority")
        rows.filter(pk=claim.id, done_at=None).update(error=error, parked=parked)
