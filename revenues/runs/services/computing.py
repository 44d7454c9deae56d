"""Computing and writing a part of a run, bisected when it fails until the offender is alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import structlog

from revenues.kernel.errors import ensure
from revenues.runs.data import COMPUTED, PARKED, Batch, Outcome, RunKind
from revenues.runs.rules.failures import told
from revenues.runs.services.transactions import checked, must_leave, read_only, undone

log = structlog.get_logger(__name__)
LONGEST_LABEL, LONGEST_DIGEST = 40, 16


def compute(kind: RunKind, ids: Sequence[int], context: Any) -> list[Outcome]:
    """One outcome for each id, ascending; an id whose computation raises is parked with the error."""
    if not ids:
        return []
    try:
        with read_only():
            outcomes = sorted(kind.compute(ids, context).outcomes, key=lambda one: one.subject_id)
        _check(ids, outcomes)
    except Exception as error:
        if must_leave(error):
            raise
        if len(ids) == 1:
            return [_parked(Outcome(ids[0], PARKED), error, kind)]
        half = len(ids) // 2
        return compute(kind, ids[:half], context) + compute(kind, ids[half:], context)
    return outcomes


def write(kind: RunKind, outcomes: list[Outcome], context: Any) -> list[Outcome]:
    """Write what is given, constraints included; gives those that could not be written, parked."""
    if not outcomes:
        return []
    try:
        with checked():
            kind.write(Batch(outcomes), context)
    except Exception as error:
        if must_leave(error):
            raise
        if len(outcomes) == 1:
            return [_parked(outcomes[0], error, kind)]
        half = len(outcomes) // 2
        return write(kind, outcomes[:half], context) + write(kind, outcomes[half:], context)
    return []


def rehearse(kind: RunKind, outcomes: list[Outcome], context: Any) -> list[Outcome]:
    """Write a sample and undo it; gives those that could not be written, parked."""
    if not outcomes:
        return []
    with undone():
        kind.lock([one.subject_id for one in outcomes], context)
        return write(kind, outcomes, context)


def _check(ids: Sequence[int], outcomes: list[Outcome]) -> None:
    ensure(
        [one.subject_id for one in outcomes] == sorted(ids),
        "a run must give one outcome for each id",
        asked=len(ids),
        given=len(outcomes),
    )
    for one in outcomes:
        ensure(one.outcome in COMPUTED, "no such outcome", outcome=one.outcome)
        ensure(type(one.pence) is int, "pence must be whole", pence=one.pence)
        ensure(
            len(one.label) <= LONGEST_LABEL and len(one.digest) <= LONGEST_DIGEST,
            "a label or digest is too long",
            label=one.label,
        )
        ensure(one.outcome != PARKED or one.error, "a parked item needs its error")


def _parked(outcome: Outcome, error: Exception, kind: RunKind) -> Outcome:
    words = told(error)
    log.warning("item_parked", kind=kind.kind, subject_id=outcome.subject_id, error=type(error).__name__)
    return replace(outcome, outcome=PARKED, error=words, payload=None)
