"""Runs as people look at them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet, Sum

from revenues.authority.data import Scope
from revenues.kernel.errors import DomainError
from revenues.runs.data import PARKED, kinds
from revenues.runs.models import Run, RunChunk, RunItem

LONDON = ZoneInfo("Europe/London")
DOING = {
    "new": "has been started but not tried",
    "trying": "is being tried",
    "tried": "waits for its release",
    "held": "is held",
    "releasing": "is being released",
    "done": "is done",
    "cancelled": "was cancelled",
}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a trial or a release is, in chunks."""

    chunks: int
    tried: int
    written: int


@dataclass(frozen=True, slots=True)
class Group:
    """Items of one outcome and label: how many, and how many pence."""

    outcome: str
    label: str
    count: int
    pence: int


def run_in(scope: Scope, run_id: int) -> Run:
    """One run. Raises DomainError when there is none in the scope."""
    runs = Run.objects.within(scope).select_related("authority", "started_by", "released_by")
    found: Run | None = runs.filter(pk=run_id).first()
    if found is None:
        raise DomainError(f"There is no run {run_id}.", run_id=run_id)
    return found


def runs_in(scope: Scope, *, kind: str = "", limit: int = 50) -> list[Run]:
    """The latest runs, newest first."""
    runs = Run.objects.within(scope).select_related("authority", "started_by", "released_by")
    if kind:
        runs = runs.filter(kind=kind)
    return list(runs.order_by("-started_at", "-pk")[:limit])


def progress(run_id: int) -> Progress:
    """How many chunks a run has, and how many are tried and written."""
    row = RunChunk.objects.filter(run_id=run_id).aggregate(
        chunks=Count("pk"),
        tried=Count("pk", filter=Q(tried_at__isnull=False)),
        written=Count("pk", filter=Q(written_at__isnull=False)),
    )
    return Progress(**row)


def groups(run_id: int) -> list[Group]:
    """What the items came to by outcome and label, for the person who reviews a trial."""
    rows: Any = RunItem.objects.filter(run_id=run_id).values_list("outcome", "label")
    rows = rows.annotate(n=Count("pk"), p=Sum("pence")).order_by("outcome", "label")
    return [Group(outcome, label, count, pence) for outcome, label, count, pence in rows]


def items_of(
    run_id: int, *, outcome: str = "", label: str = "", after: int = 0, limit: int = 100
) -> list[RunItem]:
    """Items in the order of their subjects, those after one subject; a page at a time."""
    items = RunItem.objects.filter(run_id=run_id, subject_id__gt=after).select_related("excluded_by")
    if outcome:
        items = items.filter(outcome=outcome)
    if label:
        items = items.filter(label=label)
    return list(items.order_by("subject_id")[:limit])


def parked_in(scope: Scope, *, limit: int = 200) -> list[RunItem]:
    """Items that a run left parked and nobody has dealt with, newest run first: an officer's work."""
    runs = Run.objects.within(scope).filter(state__in=("tried", "held", "releasing", "done"))
    return list(_unresolved(runs).select_related("run").order_by("-run_id", "subject_id")[:limit])


def _unresolved(runs: QuerySet[Run]) -> QuerySet[RunItem]:
    return RunItem.objects.filter(run__in=runs, outcome=PARKED, reason="")


def sentence(run: Run) -> str:
    """A run in one sentence: which, who started it, when, and how it stands."""
    kind = kinds().get(run.kind)
    title = kind.title if kind else run.kind
    who = (run.started_by.get_full_name() or run.started_by.username) if run.started_by else "the system"
    when = run.started_at.astimezone(LONDON)
    return (
        f"{title} {run.scope}, run {run.pk}, started by {who} on {when.day} {when:%B %Y at %H:%M},"
        f" {DOING[run.state]}."
    )
