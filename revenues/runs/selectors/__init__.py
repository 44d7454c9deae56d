"""Reads: runs, their items and controls, due work and findings."""

from revenues.runs.selectors.controls import chunk_controls, item_controls, last_comparable
from revenues.runs.selectors.runs import (
    Group,
    Progress,
    groups,
    items_of,
    parked_in,
    progress,
    run_in,
    runs_in,
    sentence,
)
from revenues.runs.selectors.work import due_work_in, findings_in

__all__ = [
    "Group",
    "Progress",
    "chunk_controls",
    "due_work_in",
    "findings_in",
    "groups",
    "item_controls",
    "items_of",
    "last_comparable",
    "parked_in",
    "progress",
    "run_in",
    "runs_in",
    "sentence",
]
