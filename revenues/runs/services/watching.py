"""What the runs framework watches about itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import F, Func, Max
from django.db.models.functions import Greatest

from revenues.audit.models import AppNow
from revenues.runs.data import Found, watcher
from revenues.runs.models import DueWork, Run
from revenues.runs.selectors import sentence

QUIET = timedelta(hours=1)
LATE = timedelta(days=1)
WHY = "watchers serve every authority"


@watcher("run_stands_still", runbook="docs/runbooks/run-stands-still.md")
def runs_that_stand_still(on: date) -> Iterator[Found]:
    """Runs being tried or released of which no chunk has moved for an hour."""
    runs = Run.objects.everywhere(WHY).filter(state__in=("trying", "releasing")).select_related("started_by")
    moved = Greatest(F("started_at"), F("released_at"), Max("chunks__tried_at"), Max("chunks__written_at"))
    for run in runs.annotate(moved=moved).filter(moved__lt=_ago(QUIET)):
        yield Found(run.authority_id, ("run", run.pk), f"{sentence(run)} Nothing has moved for an hour.")


@watcher("due_work_parked", runbook="docs/runbooks/due-work-parked.md")
def due_work_that_is_parked(on: date) -> Iterator[Found]:
    """Due work that failed three times and waits for a person."""
    for work in DueWork.objects.everywhere(WHY).filter(done_at=None, parked=True):
        yield Found(work.authority_id, ("duework", work.pk), f"{work.kind} {work.subject_id}: {work.error}")


@watcher("due_work_late", runbook="docs/runbooks/due-work-late.md")
def due_work_that_is_late(on: date) -> Iterator[Found]:
    """Due work that nobody has done for more than a day."""
    for work in DueWork.objects.everywhere(WHY).filter(done_at=None, parked=False, due_on__lt=on - LATE):
        yield Found(work.authority_id, ("duework", work.pk), f"{work.kind} was due on {work.due_on}.")


def _ago(delta: timedelta) -> Func:
    seconds = delta // timedelta(seconds=1)
    return AppNow(template=f"(%(function)s() - interval '{seconds} seconds')")
