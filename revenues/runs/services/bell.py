"""The bell of the workers. What there is to do stands in the database; a message only says "look"."""

from __future__ import annotations

import structlog
from celery import current_app
from django.db import transaction

log = structlog.get_logger(__name__)
PING, QUEUE = "runs.ping", "default"


def ring(*, times: int = 2) -> None:
    """Tell the workers, once the transaction commits, that there is work; twice, so that two may share a run.

    Without a broker nothing is lost but time: the schedule rings every thirty seconds anyway.
    """

    def send() -> None:
        try:
            for _ in range(times):
                current_app.send_task(PING, queue=QUEUE, retry=False)
        except Exception as error:
            log.warning("bell_not_rung", error=type(error).__name__)

    transaction.on_commit(send)
