"""Findings: what should have happened and did not, once while open, with its runbook."""

from __future__ import annotations

from datetime import date

import structlog
from django.db import transaction

from revenues.audit.data import SYSTEM, Actor
from revenues.audit.services import record
from revenues.authority.rules.roles import VIEW_RUN
from revenues.authority.selectors import require
from revenues.kernel.errors import DomainError
from revenues.runs.data import Watcher, watchers
from revenues.runs.models import Finding

log = structlog.get_logger(__name__)
GONE = "The watcher no longer sees it."


def find(
    *, kind: str, authority_id: int, subject: tuple[str, object], message: str, runbook: str, on: date
) -> Finding:
    """Record a finding about a subject (kind, id), once while it is open; its words are brought up to date."""
    rows = Finding.objects.everywhere("watchers serve every authority")
    with transaction.atomic():
        Finding.objects.bulk_create(
            [
                Finding(
                    authority_id=authority_id,
                    kind=kind,
                    subject_kind=subject[0],
                    subject_id=str(subject[1]),
                    message=message,
                    runbook=runbook,
                    found_on=on,
                )
            ],
            ignore_conflicts=True,
        )
        found: Finding = rows.select_for_update().get(
            kind=kind, subject_kind=subject[0], subject_id=str(subject[1]), closed_on=None
        )
        if found.message != message:
            found.message = message
            found.save(update_fields=["message"])
    return found


def close_finding(*, finding_id: int, because: str, by: Actor, on: date) -> None:
    """Close a finding with the reason. Raises DomainError when it is not open."""
    if not because.strip():
        raise DomainError("Say how the finding was dealt with.", finding_id=finding_id)
    with transaction.atomic():
        rows = Finding.objects.everywhere("the permission is checked next").select_for_update()
        found: Finding | None = rows.filter(pk=finding_id, closed_on=None).first()
        if found is None:
            raise DomainError(f"There is no open finding {finding_id}.", finding_id=finding_id)
        require(by, VIEW_RUN, authority_id=found.authority_id)
        found.closed_on, found.closed_because = on, because
        found.save(update_fields=["closed_on", "closed_because"])
        record(
            verb="finding.close",
            subject=("finding", finding_id),
            by=by,
            authority_id=found.authority_id,
            reason=because,
        )


def watch(*, on: date) -> int:
    """Have every watcher look; gives how many findings are open afterwards. One that fails is itself logged."""
    for watcher in watchers().values():
        try:
            with transaction.atomic():
                _watch(watcher, on)
        except Exception:
            log.exception("watcher_failed", kind=watcher.kind)
    return Finding.objects.everywhere("watchers serve every authority").filter(closed_on=None).count()


def _watch(watcher: Watcher, on: date) -> None:
    seen = {
        find(
            kind=watcher.kind,
            authority_id=one.authority_id,
            subject=one.subject,
            message=one.message,
            runbook=watcher.runbook,
            on=on,
        ).pk
        for one in watcher.look(on)
    }
    rows = Finding.objects.everywhere("watchers serve every authority")
    for gone in rows.filter(kind=watcher.kind, closed_on=None).exclude(pk__in=seen):
        close_finding(finding_id=gone.pk, because=GONE, by=SYSTEM, on=on)
