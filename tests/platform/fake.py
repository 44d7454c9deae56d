"""A kind of run whose effect is a finding for each subject: unique while open, so that twice would show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import count

from revenues.authority.data import Scope
from revenues.kernel.errors import DomainError
from revenues.runs import bulk, services
from revenues.runs.data import Batch, Bounds, Outcome, RunKind
from revenues.runs.models import Finding, Run, RunItem

AT = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
DAY = date(2026, 3, 2)
COLUMNS = ["authority", "kind", "subject_kind", "subject_id", "message", "runbook", "found_on"]


def plain(subject_id: int) -> Outcome:
    """Issued, for a pound times its id, in three shapes."""
    return Outcome(
        subject_id,
        "issued",
        pence=subject_id * 100,
        label=f"shape {subject_id % 3}",
        digest=f"d{subject_id}",
        payload=f"for {subject_id}",
    )


class FakeKind(RunKind):
    """Picks 1 to ``params["count"]``; a test bends ``make`` (one outcome) and ``writing`` (before each write)."""

    kind = "fake"
    title = "Fake run"
    chunk_size = 10
    bounds = Bounds(smallest=1_000_000)

    def __init__(self) -> None:
        self.make: Callable[[int], Outcome] = plain
        self.writing: Callable[[Batch], None] = lambda _: None
        self.locking: Callable[[list[int]], None] = lambda _: None
        self.preparing: Callable[[], None] = lambda: None
        self.computed = count()
        self.written: list[list[int]] = []

    def scope(self, params):
        return params.get("scope", "all")

    def validate(self, *, authority_id, params, business_date):
        if params.get("count", 0) < 0:
            raise DomainError("count must not be negative.")

    def pick(self, *, authority_id, params, business_date):
        return range(1, params["count"] + 1)

    def prepare(self, *, authority_id, params, business_date, run_id):
        self.preparing()
        return {"authority_id": authority_id, "on": business_date, "run_id": run_id}

    def lock(self, ids, context):
        self.locking(ids)

    def compute(self, ids, context):
        next(self.computed)
        return Batch([self.make(one) for one in ids])

    def write(self, batch, context):
        self.writing(batch)
        self.written.append([one.subject_id for one in batch.outcomes])
        rows = (
            (
                context["authority_id"],
                "fake",
                f"of {context['authority_id']}",
                str(one.subject_id),
                one.payload,
                "x.md",
                context["on"],
            )
            for one in batch.outcomes
        )
        bulk.copy(Finding, COLUMNS, rows)


def start(council, by, *, count: int = 35, scope: str = "all", business_date: date = DAY) -> Run:
    return services.start_run(
        kind="fake",
        authority_id=council.pk,
        business_date=business_date,
        params={"count": count, "scope": scope},
        by=by,
    )


def tried(council, by, *, count: int = 35, scope: str = "all") -> Run:
    run = start(council, by, count=count, scope=scope)
    services.try_run(run_id=run.pk, by=by)
    services.work_run(run.pk)
    return again(run)


def released(run: Run, by, *, acknowledged: str = "") -> Run:
    services.release_run(run_id=run.pk, by=by, at=AT, acknowledged=acknowledged)
    services.work_run(run.pk)
    return again(run)


def again(run: Run) -> Run:
    """The run as the database has it now."""
    return Run.objects.everywhere("a test").get(pk=run.pk)


def effects(council) -> list[int]:
    """The subjects whose effect was written, ascending."""
    found = Finding.objects.within(Scope.of(council.pk)).filter(kind="fake")
    return sorted(int(one) for one in found.values_list("subject_id", flat=True))


def item(run: Run, subject_id: int) -> RunItem:
    return RunItem.objects.get(run_id=run.pk, subject_id=subject_id)
