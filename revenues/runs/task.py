"""How a Celery task is declared here, and how its bell is rung."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog
from celery import shared_task  # noqa: TID251 - the one place
from django.db import transaction

log = structlog.get_logger(__name__)


def task(*, queue: str, name: str) -> Callable[[Callable[..., None]], Any]:
    """Declare a task: ``name`` as the schedule has it, keyword arguments only, ids only, any result ignored.

    Take ``**_`` as well, so that a message of another release does not fail.
    """

    def declare(function: Callable[..., None]) -> Any:
        return shared_task(name=name, queue=queue, ignore_result=True)(function)

    return declare


def ring(bell: Any, *, times: int = 1) -> None:
    """Send the task's message once the transaction commits. Without a broker nothing is lost but time.

    The schedule rings every thirty seconds anyway.
    """

    def send() -> None:
        try:
            for _ in range(times):
                bell.apply_async(retry=False)
        except Exception as error:
            log.warning("bell_not_rung", task=bell.name, error=type(error).__name__)

    transaction.on_commit(send)
