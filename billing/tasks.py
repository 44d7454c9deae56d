"""Celery's entry points of billing: a bell and nothing more; what there is to do stands in the database."""

from __future__ import annotations

from billing import services
from revenues.kernel import clock
from revenues.runs.services.bell import QUEUE
from revenues.runs.task import task


@task(queue=QUEUE, name="billing.clocks")
def clocks(**_: object) -> None:
    """Record, once a night, what anniversaries, limits and ages have made due; the next ping bills it."""
    services.clocks_due(on=clock.today())
