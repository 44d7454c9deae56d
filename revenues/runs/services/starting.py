"""Starting a run: what it will work on is picked and written down before anything else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from django.db import IntegrityError, transaction

from revenues.audit.data import Actor
from revenues.audit.services import record
from revenues.authority.rules.roles import START_RUN
from revenues.authority.selectors import require
from revenues.kernel.errors import ensure
from revenues.runs import bulk
from revenues.runs.data import AlreadyRunning, RunKind, kind_called
from revenues.runs.models import Run, RunChunk, RunItem
from revenues.runs.models.run import LIVE
from revenues.runs.selectors import sentence


def start_run(
    *, kind: str, authority_id: int, business_date: date, params: Mapping[str, Any], by: Actor
) -> Run:
    """Pick what a run will work on and write it down; nothing is tried yet.

    Args:
        kind: the name of a registered kind of run.
        business_date: the day for which the run is done; the clock is not asked.
        params: plain JSON values that the kind understands.

    Raises:
        AlreadyRunning: a run of the kind and scope is live; the message says which, by whom and since when.
        NotPermitted: the actor may not start runs here.
        DomainError: the kind is unknown or refuses the parameters.
    """
    require(by, START_RUN, authority_id=authority_id)
    declared = kind_called(kind)
    declared.validate(authority_id=authority_id, params=params, business_date=business_date)
    scope = declared.scope(params)
    with transaction.atomic():
        run = _insert(declared, authority_id, scope, business_date, params, by)
        ids = declared.pick(authority_id=authority_id, params=params, business_date=business_date)
        _write_down(run, declared, ids)
        record(
            verb="run.start",
            subject=("run", run.pk),
            by=by,
            authority_id=authority_id,
            after={"kind": kind, "scope": scope, "business_date": str(business_date), "picked": len(ids)},
        )
    return run


def _insert(
    kind: RunKind, authority_id: int, scope: str, business_date: date, params: Mapping[str, Any], by: Actor
) -> Run:
    try:
        with transaction.atomic():
            run: Run = Run.objects.create(
                authority_id=authority_id,
                kind=kind.kind,
                scope=scope,
                business_date=business_date,
                params=dict(params),
                started_by_id=by.id if by.kind == "user" else None,
            )
            return run
    except IntegrityError as refused:
        live = _live(authority_id, kind.kind, scope)
        if live is None:
            raise
        raise AlreadyRunning(f"{sentence(live)} Nothing was started.", run_id=live.pk) from refused


def _live(authority_id: int, kind: str, scope: str) -> Run | None:
    runs = Run.objects.everywhere("the authority is named").select_related("started_by")
    found: Run | None = runs.filter(authority_id=authority_id, kind=kind, scope=scope, state__in=LIVE).first()
    return found


def _write_down(run: Run, kind: RunKind, ids: Sequence[int]) -> None:
    ensure(all(a < b for a, b in pairwise(ids)), "a run must pick ascending ids, each once", kind=kind.kind)
    parts = [ids[start : start + kind.chunk_size] for start in range(0, len(ids), kind.chunk_size)]
    bulk.copy(
        RunChunk,
        ["run", "number", "first_id", "last_id"],
        [(run.pk, number, part[0], part[-1]) for number, part in enumerate(parts, start=1)],
    )
    bulk.copy(RunItem, ["run", "subject_id", "chunk"], _items(run.pk, parts))
    run.picked = len(ids)
    run.save(update_fields=["picked"])


def _items(run_id: int, parts: Sequence[Sequence[int]]) -> Iterator[tuple[int, int, int]]:
    for number, part in enumerate(parts, start=1):
        for subject_id in part:
            yield run_id, subject_id, number
