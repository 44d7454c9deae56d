"""One chunk of a run, in one transaction: tried, or released and written exactly once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from django.db import connection, transaction

from revenues.audit.data import Actor
from revenues.audit.models import AppNow
from revenues.audit.services import acting
from revenues.kernel.money import pounds
from revenues.runs.data import EXCLUDED, PARKED, Batch, Controls, Outcome, RunKind
from revenues.runs.models import Run, RunChunk, RunItem
from revenues.runs.services import computing
from revenues.runs.services.transactions import give_way

TRYING, RELEASING = "trying", "releasing"
SAMPLES_A_CHUNK = 20
SAMPLES_A_WORKER = 60
LOST = "The work on this part of the run failed or was lost with its worker three times, so nothing was done."

_UPDATE_ITEMS = """
    UPDATE runs_runitem AS item
    SET outcome = new.outcome, label = new.label, pence = new.pence, digest = new.digest,
        error = new.error, tried = CASE WHEN %s THEN new.outcome ELSE item.tried END
    FROM json_to_recordset(%s::json)
        AS new(subject_id bigint, outcome text, label text, pence bigint, digest text, error text)
    WHERE item.run_id = %s AND item.subject_id = new.subject_id
"""
_COLUMNS = ("subject_id", "outcome", "label", "pence", "digest", "error")


class Item(NamedTuple):
    """An item as a chunk needs it: columns, not a model."""

    subject_id: int
    outcome: str
    label: str
    pence: int
    digest: str


@dataclass(slots=True)
class Worker:
    """One process at work on one run, with what its chunks share."""

    run: Run
    kind: RunKind
    context: Any
    sampled: set[str] = field(default_factory=set)

    @property
    def actor(self) -> Actor:
        return actor_of(self.run)

    @property
    def reason(self) -> str:
        return f"{self.kind.title}, run {self.run.pk}"


def actor_of(run: Run) -> Actor:
    """Who acts when a run does."""
    return Actor("run", run.pk, f"Run {run.pk}")


def work_chunk(worker: Worker, chunk_id: int, *, hopeless: bool) -> None:
    """Try or write one chunk, if that is still to be done. The whole of it commits, or nothing."""
    with transaction.atomic():
        chunk = _take(worker.run, chunk_id)
        if chunk is None:
            return
        give_way()
        items = _items(worker.run, chunk)
        with acting(worker.actor, worker.reason):
            step = _lost if hopeless else _try if worker.run.state == TRYING else _release
            changed = step(worker, items)
        _record(worker.run, chunk, items, changed, error=LOST if hopeless else "")


def _take(run: Run, chunk_id: int) -> RunChunk | None:
    """The chunk, locked, if its run is still in the state we know and the chunk still to be worked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM runs_run WHERE id = %s FOR SHARE", [run.pk])
        if cursor.fetchone() != (run.state,):
            return None
    todo = RunChunk.objects.filter(written_at=None)
    if run.state == TRYING:
        todo = todo.filter(tried_at=None)
    # Waits: whoever else holds the row is only finding out that it is claimed. Skipping it would lose the attempt.
    return todo.select_for_update(no_key=True).filter(pk=chunk_id).first()


def _items(run: Run, chunk: RunChunk) -> list[Item]:
    rows = RunItem.objects.filter(run_id=run.pk, subject_id__range=(chunk.first_id, chunk.last_id))
    return [Item._make(row) for row in rows.order_by("subject_id").values_list(*Item._fields)]


def _try(worker: Worker, items: list[Item]) -> list[Outcome]:
    ids = [item.subject_id for item in items if item.outcome != EXCLUDED]
    outcomes = computing.compute(worker.kind, ids, worker.context)
    failed = computing.rehearse(worker.kind, _sample(worker, outcomes), worker.context)
    return _with(outcomes, failed)


def _sample(worker: Worker, outcomes: list[Outcome]) -> list[Outcome]:
    """The first of each label that this worker has not written and undone yet."""
    sample: list[Outcome] = []
    room = min(SAMPLES_A_CHUNK, SAMPLES_A_WORKER - len(worker.sampled))
    for one in Batch(outcomes).writable().outcomes:
        if len(sample) < room and one.label not in worker.sampled:
            worker.sampled.add(one.label)
            sample.append(one)
    return sample


def _release(worker: Worker, items: list[Item]) -> list[Outcome]:
    """Compute again, hold what changed, write the rest. Gives only the items that end otherwise than tried."""
    tried = {item.subject_id: item for item in items if item.outcome not in (EXCLUDED, PARKED)}
    worker.kind.lock(list(tried), worker.context)
    now = computing.compute(worker.kind, list(tried), worker.context)
    held = [_changed(one, tried[one.subject_id]) for one in now if not _same(one, tried[one.subject_id])]
    gone = {one.subject_id for one in held}
    ready = Batch([one for one in now if one.subject_id not in gone]).writable()
    return held + computing.write(worker.kind, ready.outcomes, worker.context)


def _same(now: Outcome, tried: Item) -> bool:
    return (now.outcome, now.pence, now.digest) == (tried.outcome, tried.pence, tried.digest)


def _changed(now: Outcome, tried: Item) -> Outcome:
    if now.outcome == PARKED:
        return now
    error = (
        f"Changed since the trial: it was {tried.outcome} with {pounds(tried.pence)}"
        f" and would now be {now.outcome} with {pounds(now.pence)}. Nothing was written."
    )
    return replace(now, outcome=PARKED, pence=tried.pence, digest=tried.digest, error=error, payload=None)


def _lost(worker: Worker, items: list[Item]) -> list[Outcome]:
    return [
        Outcome(item.subject_id, PARKED, item.pence, item.label, item.digest, LOST)
        for item in items
        if item.outcome not in (EXCLUDED, PARKED)
    ]


def _with(outcomes: list[Outcome], replaced: Iterable[Outcome]) -> list[Outcome]:
    instead = {one.subject_id: one for one in replaced}
    return [instead.get(one.subject_id, one) for one in outcomes]


def _record(run: Run, chunk: RunChunk, items: Sequence[Item], changed: list[Outcome], *, error: str) -> None:
    """The items' outcomes and the chunk's own record, in the transaction that wrote what they tell."""
    trial = run.state == TRYING
    if changed:
        _update_items(run.pk, changed, trial=trial)
    chunk.controls = _controls(items, changed).stored()
    chunk.error = error
    if trial:
        chunk.tried_at = AppNow()
    else:
        chunk.written_at = AppNow()
    chunk.save(update_fields=["controls", "error", "tried_at" if trial else "written_at"])


def _update_items(run_id: int, changed: list[Outcome], *, trial: bool) -> None:
    rows = [{name: getattr(one, name) for name in _COLUMNS} for one in changed]
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE_ITEMS, [trial, json.dumps(rows), run_id])


def _controls(items: Sequence[Item], changed: Iterable[Outcome]) -> Controls:
    now = {item.subject_id: (item.outcome, item.pence) for item in items}
    now.update({one.subject_id: (one.outcome, one.pence) for one in changed})
    counts: Counter[str] = Counter()
    pence: Counter[str] = Counter()
    for outcome, amount in now.values():
        counts[outcome] += 1
        pence[outcome] += amount
    return Controls(len(now), counts, pence)
