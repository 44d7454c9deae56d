"""Findings: once while open, closed and not deleted; and what the runs framework watches about itself."""

from datetime import timedelta

import pytest
from django.db import connection

from revenues.audit.data import SYSTEM
from revenues.audit.models import Event
from revenues.authority.data import Scope
from revenues.config.embedded.places import ROOT
from revenues.kernel.errors import DomainError, NotPermitted
from revenues.runs import data, selectors, services
from revenues.runs.data import Found
from revenues.runs.models import DueWork, Finding, Run
from tests import factories
from tests.platform.conftest import as_actor
from tests.platform.fake import AT, DAY, start, tried

pytestmark = pytest.mark.django_db


def find(council, subject_id=1, message="The change of 1 March is not billed."):
    return services.find(
        kind="unbilled",
        authority_id=council.pk,
        subject=("account", subject_id),
        message=message,
        runbook="docs/runbooks/unbilled.md",
        on=DAY,
    )


def test_a_finding_is_recorded_once_while_it_is_open(council, leader):
    first = find(council)
    assert find(council, message="Still not billed.").pk == first.pk
    assert selectors.findings_in(Scope.of(council.pk))[0].message == "Still not billed."
    services.close_finding(finding_id=first.pk, because="Billed today", by=leader, on=DAY)
    assert selectors.findings_in(Scope.of(council.pk)) == []
    assert find(council).pk != first.pk
    assert Event.objects.get(verb="finding.close").reason == "Billed today"


def test_closing_takes_a_reason_a_role_and_an_open_finding(council, leader):
    found = find(council)
    with pytest.raises(DomainError, match="how"):
        services.close_finding(finding_id=found.pk, because=" ", by=leader, on=DAY)
    with pytest.raises(NotPermitted):
        services.close_finding(
            finding_id=found.pk, because="x", by=as_actor(factories.user("nobody")), on=DAY
        )
    services.close_finding(finding_id=found.pk, because="Done", by=leader, on=DAY)
    with pytest.raises(DomainError, match="no open finding"):
        services.close_finding(finding_id=found.pk, because="Done", by=leader, on=DAY)


def test_a_watcher_opens_what_it_sees_and_closes_what_it_sees_no_more(council, monkeypatch):
    monkeypatch.setattr(data, "_watchers", {})
    seen = [1, 2]

    @data.watcher("unbilled", runbook="docs/runbooks/unbilled.md")
    def look(on):
        return [Found(council.pk, ("account", one), f"Account {one} as of {on}") for one in seen]

    @data.watcher("broken", runbook="docs/runbooks/unbilled.md")
    def broken(on):
        raise RuntimeError("cannot look")

    assert services.watch(on=DAY) == 2
    assert services.watch(on=DAY) == 2
    seen.remove(1)
    assert services.watch(on=DAY + timedelta(days=1)) == 1
    closed = Finding.objects.within(Scope.of(council.pk)).get(closed_on__isnull=False)
    assert (closed.subject_id, closed.closed_because) == ("1", "The watcher no longer sees it.")


def later(hours):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.now', (now() + %s * interval '1 hour')::text, true)", [hours])


def kinds_found(council):
    services.watch(on=DAY)
    return [one.kind for one in selectors.findings_in(Scope.of(council.pk)) if one.kind != "fake"]


def test_a_run_that_stands_still_is_found(council, starter, releaser, fake):
    run = start(council, starter)
    services.try_run(run_id=run.pk, by=starter)
    assert kinds_found(council) == []
    later(2)
    assert kinds_found(council) == ["run_stands_still"]
    assert (
        "is being tried. Nothing has moved for an hour."
        in selectors.findings_in(Scope.of(council.pk))[0].message
    )
    services.work_run(run.pk)
    assert kinds_found(council) == []


def test_a_run_that_waits_for_its_release_does_not_stand_still(council, starter, fake):
    tried(council, starter)
    later(50)
    assert kinds_found(council) == []


def test_parked_and_late_due_work_is_found(council):
    for one in (1, 2, 3):
        services.record_due(kind="rebill", authority_id=council.pk, subject_id=one, due_on=DAY)
    rows = DueWork.objects.within(Scope.of(council.pk))
    rows.filter(subject_id=1).update(parked=True, error="No band")
    rows.filter(subject_id=2).update(due_on=DAY - timedelta(days=2))
    assert sorted(kinds_found(council)) == ["due_work_late", "due_work_parked"]
    assert (
        selectors.findings_in(Scope.of(council.pk), kind="due_work_parked")[0].message == "rebill 1: No band"
    )


def test_every_watcher_has_its_runbook():
    assert data.watchers()
    for watcher in data.watchers().values():
        assert (ROOT / watcher.runbook).is_file(), watcher.runbook


def test_released_runs_that_stand_still_are_measured_from_the_release(council, starter, releaser, fake):
    run = tried(council, starter)
    services.release_run(run_id=run.pk, by=releaser, at=AT)
    Run.objects.within(Scope.of(council.pk)).update(started_at=AT - timedelta(days=3))
    run.chunks.update(tried_at=AT - timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.now', %s, true)", [(AT + timedelta(minutes=30)).isoformat()])
    assert kinds_found(council) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.now', %s, true)", [(AT + timedelta(minutes=90)).isoformat()])
    assert kinds_found(council) == ["run_stands_still"]
    assert (
        services.find(
            kind="run_stands_still",
            authority_id=council.pk,
            subject=("run", run.pk),
            message="x",
            runbook="docs/runbooks/run-stands-still.md",
            on=DAY,
        ).found_on
        == DAY
    )
    assert SYSTEM.ref == "system"
