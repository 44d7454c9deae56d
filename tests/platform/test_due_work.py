"""Due work: one open row a subject, the earliest day kept, done once, parked when it keeps failing."""

from datetime import timedelta
from threading import Barrier, Thread

import psycopg
import pytest
from django.db import connection, transaction

from revenues.audit.models import Event
from revenues.authority.data import Scope
from revenues.authority.models import Authority
from revenues.kernel.errors import DomainError, NotPermitted
from revenues.runs import selectors, services, tasks
from revenues.runs.data import Busy
from revenues.runs.models import DueWork, Finding
from tests.platform.fake import DAY

pytestmark = pytest.mark.django_db


def due(council, subject_id=12, *, on=DAY, kind="rebill", **params):
    return services.record_due(
        kind=kind, authority_id=council.pk, subject_id=subject_id, due_on=on, params=params
    )


def rows(council):
    return DueWork.objects.within(Scope.of(council.pk)).order_by("pk")


def mark(work, on):
    """A handler whose effect is a finding, unique while open."""
    Finding.objects.create(
        authority_id=work.authority_id,
        kind="done",
        subject_kind="subject",
        subject_id=str(work.subject_id),
        message=f"{work.kind} {on}",
        runbook="x.md",
        found_on=on,
    )


def marks(council):
    found = Finding.objects.within(Scope.of(council.pk)).filter(kind="done")
    return sorted(int(one) for one in found.values_list("subject_id", flat=True))


def test_the_same_work_is_one_row_with_the_earliest_day(council):
    first = due(council, on=DAY, year=2025)
    assert due(council, on=DAY - timedelta(days=9), reason="moved") == first
    assert due(council, on=DAY + timedelta(days=9), year=2026) == first
    row = rows(council).get()
    assert row.due_on == DAY - timedelta(days=9)
    assert row.params == {"year": 2026, "reason": "moved"}
    assert due(council, 13) != first
    assert due(council, kind="review") != first


def test_work_is_done_once_and_may_be_due_again_afterwards(council, handlers):
    handlers("rebill")(mark)
    due(council)
    worked = services.work_due(on=DAY)
    assert (worked.done, worked.failed, worked.waiting) == (1, 0, 0)
    assert rows(council).get().done_at is not None
    assert services.work_due(on=DAY).done == 0
    assert marks(council) == [12]
    assert due(council) != rows(council).first().pk
    assert rows(council).count() == 2


def test_the_handler_is_told_what_and_for_which_day(council, handlers):
    told = []
    handlers("rebill")(lambda work, on: told.append((work, on)))
    key = due(council, on=DAY - timedelta(days=1), year=2026)
    services.work_due(on=DAY)
    [(work, on)] = told
    assert (work.id, work.kind, work.authority_id, work.subject_id) == (key, "rebill", council.pk, 12)
    assert (work.due_on, dict(work.params), on) == (DAY - timedelta(days=1), {"year": 2026}, DAY)


def test_only_what_is_due_and_has_a_handler_is_done_earliest_first(council, handlers):
    order = []
    handlers("rebill")(lambda work, on: order.append(work.subject_id))
    due(council, 1, on=DAY)
    due(council, 2, on=DAY - timedelta(days=2))
    due(council, 3, on=DAY + timedelta(days=1))
    due(council, 4, kind="nobody_does_this")
    assert services.work_due(on=DAY).done == 2
    assert order == [2, 1]
    assert [one.subject_id for one in selectors.due_work_in(Scope.of(council.pk))] == [4, 3]


def test_a_limit_and_a_kind_bound_the_work(council, handlers):
    handlers("rebill")(mark)
    handlers("review")(mark)
    for one in range(1, 6):
        due(council, one)
    due(council, 9, kind="review")
    assert services.work_due(on=DAY, limit=2).done == 2
    assert services.work_due(on=DAY, kind="review").done == 1
    assert services.work_due(on=DAY, enough=lambda: True).done == 0
    assert marks(council) == [1, 2, 9]


def test_work_that_keeps_failing_is_parked_after_three_attempts(council, handlers, releaser, clerk):
    @handlers("rebill")
    def fails(work, on):
        mark(work, on)
        raise DomainError("The dwelling has no band.")

    key = due(council)
    for attempt in (1, 2, 3):
        assert services.work_due(on=DAY).failed == 1
        row = rows(council).get()
        assert (row.attempts, row.parked, row.error) == (attempt, attempt == 3, "The dwelling has no band.")
    assert services.work_due(on=DAY).failed == 0
    assert marks(council) == []
    assert [one.pk for one in selectors.due_work_in(Scope.of(council.pk), parked=True)] == [key]
    with pytest.raises(NotPermitted):
        services.reopen_due(due_id=key, by=clerk)
    handlers("rebill")(fails)
    services.reopen_due(due_id=key, by=releaser)
    assert services.work_due(on=DAY).failed == 1
    assert Event.objects.filter(verb="due.reopen").count() == 1


def test_a_new_reason_gives_parked_work_another_chance(council, handlers):
    handlers("rebill")(mark)
    key = due(council)
    rows(council).update(parked=True, attempts=3, error="Old")
    assert due(council) == key
    assert services.work_due(on=DAY).done == 1


def test_work_lost_with_its_worker_three_times_is_parked(council, handlers):
    handlers("rebill")(mark)
    due(council)
    rows(council).update(attempts=3)
    assert services.work_due(on=DAY).failed == 1
    assert rows(council).get().error.startswith("The worker was lost three times")
    with pytest.raises(DomainError, match="no parked work"):
        services.reopen_due(due_id=0, by=None)


def test_work_whose_account_is_held_waits_without_blame(council, handlers):
    @handlers("rebill")
    def held(work, on):
        raise Busy("Jo Officer is changing account 12.")

    due(council)
    assert services.work_due(on=DAY).waiting == 1
    assert (rows(council).get().attempts, rows(council).get().error) == (0, "")


@pytest.mark.django_db(transaction=True)
def test_a_worker_gives_way_to_a_row_that_an_officer_has_locked(council, handlers, database_url):
    @handlers("rebill")
    def locks(work, on):
        Authority.objects.select_for_update(no_key=True).get(pk=work.authority_id)

    due(council)
    with psycopg.connect(database_url) as officer:
        officer.execute("SELECT 1 FROM authority_authority FOR UPDATE")
        assert services.work_due(on=DAY).waiting == 1
    assert services.work_due(on=DAY).done == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_do_each_thing_once(council, handlers, database_url):
    handlers("rebill")(mark)
    for one in range(1, 41):
        due(council, one)
    together, done = Barrier(2), []

    def work():
        together.wait()
        done.append(services.work_due(on=DAY).done)
        connection.close()

    pair = [Thread(target=work) for _ in range(2)]
    for one in pair:
        one.start()
    for one in pair:
        one.join()
    assert sum(done) == 40
    assert marks(council) == list(range(1, 41))


def test_a_doubled_ping_does_nothing_twice(council, handlers, monkeypatch):
    monkeypatch.setattr(tasks.clock, "today", lambda: DAY)
    rung = []
    monkeypatch.setattr(tasks, "ring", lambda **_: rung.append(1))
    handlers("rebill")(mark)
    due(council)
    tasks.ping()
    tasks.ping(an_argument_of="another release")
    assert marks(council) == [12]
    assert rung == [1]  # the first did something and rings again; the second found nothing


def test_due_work_recorded_in_a_transaction_that_fails_is_not_there(council):
    with transaction.atomic():
        due(council)
        transaction.set_rollback(True)
    assert not rows(council).exists()
