"""What the first page tells: what waits, what is amiss, how much there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from accounts.models import Account
from revenues.authority.data import Scope
from revenues.authority.models import Authority
from revenues.runs.models import Finding, Run
from revenues.runs.models.run import LIVE
from valuation.models import Property

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Council:
    """One council's stock: dwellings, accounts that run, and those held back from billing."""

    authority: Authority
    dwellings: int
    running: int
    suppressed: int


@dataclass(frozen=True, slots=True)
class Home:
    """The first page of an officer."""

    councils: tuple[Council, ...]
    runs: tuple[Run, ...]
    findings: tuple[Finding, ...]
    findings_count: int


def home_of(authorities: Sequence[Authority], *, scope: Scope, runs: Scope, on: date) -> Home:
    """The first page. Six queries.

    Args:
        scope: where she may see accounts.
        runs: where she may see runs.
    """
    dwellings = _counts(Property.objects.within(scope).exclude(status="deleted"))
    live = Account.objects.within(scope).filter(period__contains=on)
    running = _counts(live)
    held = _counts(live.exclude(suppressed_because=""))
    waiting = Run.objects.within(runs).filter(state__in=LIVE).select_related("authority")
    open_findings = Finding.objects.within(runs).filter(closed_on=None).order_by("-found_on", "-pk")
    return Home(
        councils=tuple(
            Council(
                council, dwellings.get(council.pk, 0), running.get(council.pk, 0), held.get(council.pk, 0)
            )
            for council in authorities
            if council.pk in scope
        ),
        runs=tuple(waiting.order_by("-started_at")[:SHOWN]),
        findings=tuple(open_findings[:SHOWN]),
        findings_count=open_findings.count(),
    )


def _counts(rows: QuerySet[Any]) -> dict[int, int]:
    """How many rows each authority has."""
    return dict(rows.values_list("authority_id").annotate(n=Count("pk")).order_by())
