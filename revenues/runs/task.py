"""How a Celery task is declared here, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from celery import shared_task  # noqa: TID251 - the one place


def task(*, queue: str, name: str) -> Callable[[Callable[..., None]], Any]:
    """Declare a task: ``name`` as the schedule has it, keyword arguments only, ids only, any result ignored.

    Take ``**_`` as well, so that a message of another release does not fail.
    """

    def declare(function: Callable[..., None]) -> Any:
        return shared_task(name=name, queue=queue, ignore_result=True)(function)

    return declare
