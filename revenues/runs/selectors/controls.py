"""The totals of a run, from its items and from its chunks, and the run to measure it by."""

from __future__ import annotations

from collections import Counter

from django.db.models import Count, Sum

from revenues.runs.data import Controls, RunKind
from revenues.runs.models import Run, RunChunk, RunItem

LOOK_BACK = 20


def item_controls(run_id: int) -> Controls:
    """Counts and pence by outcome as the items have them; one not tried yet counts as ``picked``."""
    rows = list(
        RunItem.objects.filter(run_id=run_id).values_list("outcome").annotate(n=Count("pk"), p=Sum("pence"))
    )
    counts = Counter({outcome: count for outcome, count, _ in rows})
    pence = Counter({outcome: amount for outcome, _, amount in rows})
    return Controls(counts.total(), counts, pence)


def chunk_controls(run_id: int) -> Controls:
    """Counts and pence by outcome as each chunk recorded them when it was worked."""
    counts: Counter[str] = Counter()
    pence: Counter[str] = Counter()
    for stored in RunChunk.objects.filter(run_id=run_id).values_list("controls", flat=True):
        part = Controls.of(stored)
        counts.update(part.counts)
        pence.update(part.pence)
    return Controls(counts.total(), counts, pence)


def last_comparable(run: Run, kind: RunKind) -> Controls | None:
    """The controls of the last run of the kind and authority that was done and that the kind finds comparable."""
    done = Run.objects.everywhere("the authority is the run's own").filter(
        authority_id=run.authority_id, kind=run.kind, state="done"
    )
    for params, controls in done.order_by("-finished_at").values_list("params", "controls")[:LOOK_BACK]:
        if kind.comparable(run.params, params):
            return Controls.of(controls)
    return None
