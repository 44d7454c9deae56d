"""Celery's entry points. A message says only "look": what there is to do stands in the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from time import monotonic

import structlog

from revenues.kernel import clock
from revenues.runs import services
from revenues.runs.services.bell import PING, QUEUE, ring
from revenues.runs.services.transactions import connection_lost
from revenues.runs.task import task

log = structlog.get_logger(__name__)
LONGEST_SECONDS = 300


@task(queue=QUEUE, name=PING)
def ping(**_: object) -> None:
    """Work whatever is there, for five minutes at most; then ring again if anything was done."""
    worked = work_all(on=clock.today(), enough=_for_seconds(LONGEST_SECONDS))
    if worked:
        ring(times=1)


@task(queue=QUEUE, name="runs.watch")
def watch(**_: object) -> None:
    """Have every watcher look, once a morning."""
    services.watch(on=clock.today())


def work_all(*, on: date, enough: Callable[[], bool] = lambda: False) -> int:
    """Work every live run, then due work; gives how many chunks and rows were worked. Also without a broker."""
    worked = 0
    for run_id in services.runs_to_work():
        if enough():
            break
        try:
            worked += services.work_until(run_id, enough)
        except Exception:
            log.exception("run_not_worked", run_id=run_id)
            if connection_lost():
                raise
    return worked + services.work_due(on=on, enough=enough).done


def _for_seconds(seconds: int) -> Callable[[], bool]:
    ends = monotonic() + seconds
    return lambda: monotonic() > ends
