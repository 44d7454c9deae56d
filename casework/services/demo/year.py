"""Annual billing of a demonstration council: started, tried, released by another officer."""

from __future__ import annotations

from datetime import date
from typing import Any

from casework.services.demo.clock import noon
from casework.services.demo.councils import YEAR
from revenues.audit.data import Actor
from revenues.authority.models import Authority
from revenues.kernel.errors import ensure
from revenues.runs.models import Run
from revenues.runs.services import release_run, start_run, try_run, work_run

KIND = "annual_billing"
RUN_ON = date(2026, 3, 2)
ISSUE_ON = date(2026, 3, 10)
WHY = "the demonstration's run, of one authority"


def bill_the_year(authority: Authority, *, starter: Actor, releaser: Actor) -> tuple[Run, bool]:
    """The finished run, and whether it was run now. A run that was left half way goes on where it stopped."""
    run = _run(authority, starter)
    if run.state == "done":
        return run, False
    if run.state == "new":
        try_run(run_id=run.pk, by=starter)
    work_run(run.pk)
    run = _again(run)
    if run.state in ("tried", "held"):
        words = (
            "Reviewed: the first run of this council, nothing to compare it with"
            if run.state == "held"
            else ""
        )
        release_run(run_id=run.pk, by=releaser, at=noon(RUN_ON), acknowledged=words)
        work_run(run.pk)
        run = _again(run)
    ensure(run.state == "done", "the demonstration's annual billing did not end", state=run.state)
    return run, True


def _run(authority: Authority, starter: Actor) -> Run:
    rows = Run.objects.everywhere(WHY).filter(authority=authority, kind=KIND, scope=str(YEAR))
    found = rows.exclude(state="cancelled").order_by("-pk").first()
    if found is not None:
        return found
    params: dict[str, Any] = {"year": YEAR, "issue_on": ISSUE_ON.isoformat()}
    return start_run(kind=KIND, authority_id=authority.pk, business_date=RUN_ON, params=params, by=starter)


def _again(run: Run) -> Run:
    found: Run = Run.objects.everywhere(WHY).get(pk=run.pk)
    return found
