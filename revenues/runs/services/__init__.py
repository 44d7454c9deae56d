"""Writes: runs from start to end, due work, findings."""

from revenues.runs.services import watching as watching  # registers its watchers
from revenues.runs.services.bell import ring
from revenues.runs.services.due import Worked, record_due, record_many_due, reopen_due, work_due
from revenues.runs.services.findings import close_finding, find, watch
from revenues.runs.services.reviewing import (
    cancel_run,
    exclude_item,
    release_run,
    retry_item,
    settle_item,
    try_run,
)
from revenues.runs.services.starting import start_run
from revenues.runs.services.working import runs_to_work, work_run, work_until

__all__ = [
    "Worked",
    "cancel_run",
    "close_finding",
    "exclude_item",
    "find",
    "record_due",
    "record_many_due",
    "release_run",
    "reopen_due",
    "retry_item",
    "ring",
    "runs_to_work",
    "settle_item",
    "start_run",
    "try_run",
    "watch",
    "work_due",
    "work_run",
    "work_until",
]
