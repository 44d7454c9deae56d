"""How a Celery task is declared here, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from celery import shared_task  # noqa: TID251 - the one place

_queues: dict[str, str] = {}


def task(*, queue: str, name: str) -> Callable[[Callable[..., None]], Any]:
    """Declare a task: ``name`` as the schedule has it, keyword arguments only, ids only, any result ignored.

    Take ``**_`` as well, so that a message of another release does not fail.
    """

    def declare(function: Callable[..., None]) -> Any:
        _queues[name] = queue
        return shared_task(name=name, ignore_result=True)(function)

    return declare


def route(name: str, *_: object, **__: object) -> dict[str, str] | None:
    """Celery's router: the queue that a task declares."""
    return {"queue": _queues[name]} if name in _queues else None


def queues() -> dict[str, str]:
    """Each declared task and its queue."""
    return dict(sorted(_queues.items()))
