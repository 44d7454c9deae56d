"""Due work and findings as people look at them."""

from __future__ import annotations

from revenues.authority.data import Scope
from revenues.runs.models import DueWork, Finding


def due_work_in(scope: Scope, *, parked: bool | None = None, limit: int = 200) -> list[DueWork]:
    """Open due work, earliest first; only what is parked, or only what is not, when asked."""
    work = DueWork.objects.within(scope).filter(done_at=None)
    if parked is not None:
        work = work.filter(parked=parked)
    return list(work.order_by("due_on", "pk")[:limit])


def findings_in(scope: Scope, *, kind: str = "", limit: int = 200) -> list[Finding]:
    """Open findings, oldest first."""
    found = Finding.objects.within(scope).filter(closed_on=None)
    if kind:
        found = found.filter(kind=kind)
    return list(found.order_by("found_on", "pk")[:limit])
