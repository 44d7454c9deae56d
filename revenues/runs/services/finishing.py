"""The end of a trial or a release: controls added up, checked from two sides, and judged."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from revenues.audit.models import AppNow
from revenues.audit.services import record
from revenues.kernel.errors import InvariantBroken, ensure
from revenues.runs.data import OUTCOMES, Controls, RunKind, kinds
from revenues.runs.models import Run
from revenues.runs.rules.bounds import breaches
from revenues.runs.selectors import chunk_controls, item_controls, last_comparable
from revenues.runs.services.chunks import RELEASING, TRYING, actor_of


def finish(run_id: int) -> None:
    """End the trial or the release if every chunk is through; otherwise somebody else will."""
    with transaction.atomic():
        run = lock_run(run_id)
        if run.state == TRYING and not run.chunks.filter(tried_at=None, written_at=None).exists():
            _finish_trial(run, kinds()[run.kind])
        elif run.state == RELEASING and not run.chunks.filter(written_at=None).exists():
            _finish_release(run)


def hold(run: Run, because: Iterable[str]) -> None:
    """Stop a run until a person has looked. ``run`` is locked and trying or releasing."""
    run.held_because = list(because)
    run.to("held")
    run.save(update_fields=["state", "held_because", "trial_controls", "controls"])
    record(
        verb="run.hold",
        subject=("run", run.pk),
        by=actor_of(run),
        authority_id=run.authority_id,
        reason=" ".join(run.held_because),
    )


def hold_after_error(run_id: int, because: str) -> None:
    """Hold a run that cannot go on as a whole: its preparation failed."""
    with transaction.atomic():
        run = lock_run(run_id)
        if run.state in (TRYING, RELEASING):
            hold(run, [because])


def lock_run(run_id: int) -> Run:
    """The run, locked against every other change of its state."""
    runs = Run.objects.everywhere("a run is worked whatever its authority; people come through a scope")
    found: Run = runs.select_for_update(of=("self",)).get(pk=run_id)
    return found


def add_up(run: Run) -> Controls:
    """The controls from the items, checked against those of the chunks. Raises InvariantBroken."""
    controls = item_controls(run.pk)
    ensure(controls.picked == run.picked, "items were lost", picked=run.picked, items=controls.picked)
    ensure(controls.balanced, "the controls do not balance", picked=run.picked, counts=dict(controls.counts))
    chunks = chunk_controls(run.pk)
    for outcome in OUTCOMES:
        ensure(
            (controls.counts[outcome], controls.pence[outcome])
            == (chunks.counts[outcome], chunks.pence[outcome]),
            f"items and chunks do not agree on what was {outcome}",
            items=controls.counts[outcome],
            chunks=chunks.counts[outcome],
        )
    return controls


def _finish_trial(run: Run, kind: RunKind) -> None:
    try:
        controls = add_up(run)
    except InvariantBroken as broken:
        hold(run, [f"The controls do not add up: {broken}"])
        return
    run.trial_controls = controls.stored()
    last = last_comparable(run, kind)
    if because := breaches(controls, last, kind.bounds):
        hold(run, because)
        return
    run.to("tried")
    run.save(update_fields=["state", "trial_controls"])
    record(
        verb="run.tried",
        subject=("run", run.pk),
        by=actor_of(run),
        authority_id=run.authority_id,
        after=run.trial_controls,
    )


def _finish_release(run: Run) -> None:
    try:
        controls = add_up(run)
    except InvariantBroken as broken:
        hold(run, [f"Everything is written, but the controls do not add up: {broken}"])
        return
    run.controls = controls.stored()
    run.finished_at = AppNow()
    run.to("done")
    run.save(update_fields=["state", "controls", "finished_at"])
    record(
        verb="run.done",
        subject=("run", run.pk),
        by=actor_of(run),
        authority_id=run.authority_id,
        after=run.controls,
    )
