"""What people do to a run: have it tried, take items out, release it as a second person, cancel it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from revenues.audit.data import Actor
from revenues.audit.services import record
from revenues.authority.rules.roles import RELEASE_RUN, START_RUN
from revenues.authority.selectors import require
from revenues.kernel.errors import Conflict, DomainError, NotPermitted
from revenues.runs.data import EXCLUDED, PARKED
from revenues.runs.models import Run, RunChunk, RunItem
from revenues.runs.selectors import item_controls, sentence
from revenues.runs.services.finishing import lock_run

REVIEWED = ("tried", "held")
CANCELLED = "The run was cancelled."


def try_run(*, run_id: int, by: Actor) -> None:
    """Have a run tried, or tried again: everything not written yet is computed by ``work_run`` or a worker.

    Items excluded stay excluded. Raises Conflict when the run is not at a point where it can be tried.
    """
    with transaction.atomic():
        run = _locked(run_id, by, START_RUN)
        before = run.state
        _move(run, "trying")
        run.held_because = []
        run.trials += 1
        run.save(update_fields=["state", "held_because", "trials"])
        _open_chunks(run).update(tried_at=None, attempts=0, error="")
        _told(run, "run.try", by, before=before)


def release_run(*, run_id: int, by: Actor, at: datetime, acknowledged: str = "") -> None:
    """Let a tried run be written, as another person than the one who started it.

    Args:
        at: the instant of the release, aware.
        acknowledged: for a held run, why it may go on all the same; required there.

    Raises:
        NotPermitted: the releaser started it, or may not release runs here.
        Conflict: the trial is not whole, or the run is not waiting for a release.
        DomainError: a held run without words of acknowledgement.
    """
    with transaction.atomic():
        run = _locked(run_id, by, RELEASE_RUN)
        _second_person(run, by)
        _whole_trial(run)
        if run.state == "held" and not acknowledged.strip():
            raise DomainError(
                f"This run is held: {' '.join(run.held_because)} Say why it may be released all the same.",
                run_id=run.pk,
            )
        before = run.state
        _move(run, "releasing")
        run.released_by_id = by.id if by.kind == "user" else None
        run.released_at = at
        run.save(update_fields=["state", "released_by", "released_at"])
        _open_chunks(run).update(attempts=0, error="")
        _told(run, "run.release", by, reason=acknowledged, before=before, held_because=run.held_because)


def exclude_item(*, run_id: int, subject_id: int, reason: str, by: Actor) -> None:
    """Take one item out of a run that is under review; the controls count it as excluded."""

    def exclude(item: RunItem) -> None:
        item.outcome, item.excluded_by_id = EXCLUDED, by.id if by.kind == "user" else None

    _change_item(run_id, subject_id, reason, by, "run.exclude", exclude)


def retry_item(*, run_id: int, subject_id: int, reason: str, by: Actor) -> None:
    """Release an item from parking, or take an exclusion back: the next trial computes it again."""

    def reopen(item: RunItem) -> None:
        if item.outcome not in (PARKED, EXCLUDED):
            raise Conflict(
                f"Item {subject_id} is {item.outcome}; only what is parked or excluded is retried."
            )
        item.outcome, item.excluded_by_id, item.error, item.pence = "picked", None, "", 0
        RunChunk.objects.filter(run_id=run_id, number=item.chunk).update(tried_at=None)

    _change_item(run_id, subject_id, reason, by, "run.retry", reopen)


def settle_item(*, run_id: int, subject_id: int, reason: str, by: Actor) -> None:
    """Say how an item that a finished run left parked was dealt with, so that it leaves the officers' list."""
    _need_reason(reason)
    with transaction.atomic():
        run = _locked(run_id, by, RELEASE_RUN)
        item = _item(run, subject_id)
        if run.state != "done" or item.outcome != PARKED:
            raise Conflict(f"Item {subject_id} was not left parked by a finished run.", run_id=run_id)
        item.reason = reason
        item.save(update_fields=["reason"])
        _told(run, "run.settle", by, reason=reason, subject_id=subject_id)


def cancel_run(*, run_id: int, by: Actor) -> None:
    """End a run that is not to be released. What was written stays; nothing else is left of it but its record."""
    with transaction.atomic():
        run = _locked(run_id, by, START_RUN, RELEASE_RUN)
        before = run.state
        _move(run, "cancelled")
        numbers = _open_chunks(run).values("number")
        RunItem.objects.filter(run=run, chunk__in=numbers).exclude(outcome=EXCLUDED).update(
            outcome=EXCLUDED, reason=CANCELLED
        )
        run.controls = item_controls(run.pk).stored()
        run.save(update_fields=["state", "controls"])
        _told(run, "run.cancel", by, before=before)


def _change_item(
    run_id: int, subject_id: int, reason: str, by: Actor, verb: str, change: Callable[[RunItem], None]
) -> None:
    _need_reason(reason)
    with transaction.atomic():
        run = _locked(run_id, by, RELEASE_RUN)
        item = _item(run, subject_id)
        written = RunChunk.objects.filter(run=run, number=item.chunk, written_at__isnull=False)
        if run.state not in REVIEWED or written.exists():
            raise Conflict(f"{sentence(run)} Item {subject_id} can no longer be changed in it.")
        was = item.outcome
        change(item)
        item.reason = reason
        item.save(update_fields=["outcome", "excluded_by", "error", "pence", "reason"])
        controls = item_controls(run.pk)
        run.trial_controls = controls.stored()
        run.save(update_fields=["trial_controls"])
        _told(run, verb, by, reason=reason, subject_id=subject_id, was=was)


def _locked(run_id: int, by: Actor, *permissions: str) -> Run:
    """The run, locked, if the actor holds one of the permissions at its authority."""
    found = Run.objects.everywhere("the permission is checked next").filter(pk=run_id)
    authority_id = found.values_list("authority_id", flat=True).first()
    if authority_id is None:
        raise DomainError(f"There is no run {run_id}.", run_id=run_id)
    *others, last = permissions
    for permission in others:
        try:
            require(by, permission, authority_id=authority_id)
        except NotPermitted:
            continue
        return lock_run(run_id)
    require(by, last, authority_id=authority_id)
    return lock_run(run_id)


def _move(run: Run, target: str) -> None:
    if not run.can_move(target):
        raise Conflict(f"{sentence(run)} It cannot become {target} from there.", state=run.state)
    run.to(target)


def _second_person(run: Run, by: Actor) -> None:
    if run.started_by_id is None:
        return
    if by.kind != "user":
        raise NotPermitted("A run that a person started is released by another person.", run_id=run.pk)
    if by.id == run.started_by_id:
        raise NotPermitted("You started this run: another person must release it.", run_id=run.pk)


def _whole_trial(run: Run) -> None:
    if run.state not in REVIEWED:
        raise Conflict(f"{sentence(run)} It is not waiting for a release.", state=run.state)
    untried = _open_chunks(run).filter(tried_at=None).count()
    if untried or RunItem.objects.filter(run=run, outcome="picked").exists():
        raise Conflict(
            f"The trial of run {run.pk} is not whole: {untried} parts are untried. Try it again first.",
            run_id=run.pk,
        )


def _open_chunks(run: Run) -> Any:
    return RunChunk.objects.filter(run=run, written_at=None)


def _item(run: Run, subject_id: int) -> RunItem:
    found = RunItem.objects.filter(run=run, subject_id=subject_id).first()
    if found is None:
        raise DomainError(f"Run {run.pk} did not pick {subject_id}.", run_id=run.pk, subject_id=subject_id)
    return found


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise DomainError("Give a reason: whoever looks at this run later must understand it.")


def _told(run: Run, verb: str, by: Actor, *, reason: str = "", **facts: Any) -> None:
    record(
        verb=verb,
        subject=("run", run.pk),
        by=by,
        authority_id=run.authority_id,
        reason=reason,
        after={"state": run.state, **facts},
    )
