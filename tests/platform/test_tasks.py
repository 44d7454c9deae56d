"""Celery's entry points: a message is only a bell."""

import pytest
from django.db import transaction

from revenues.config import schedule
from revenues.config.celery import app
from revenues.runs import services, tasks
from revenues.runs.services import bell
from revenues.runs.task import queues, route
from tests.platform.fake import AT, DAY, again, effects, start

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(monkeypatch):
    monkeypatch.setattr(tasks.clock, "today", lambda: DAY)
    monkeypatch.setattr(tasks, "ring", lambda **_: None)


def test_a_ping_works_whatever_run_is_there(council, starter, releaser, fake, today):
    run, other = start(council, starter), start(council, starter, scope="other")
    services.try_run(run_id=run.pk, by=starter)
    tasks.ping()
    assert (again(run).state, again(other).state) == ("tried", "new")
    services.release_run(run_id=run.pk, by=releaser, at=AT)
    tasks.ping()
    tasks.ping()
    assert again(run).state == "done"
    assert effects(council) == list(range(1, 36))


def test_a_run_that_fails_as_a_whole_does_not_stop_the_next(council, starter, fake, today, monkeypatch):
    broken, sound = start(council, starter), start(council, starter, scope="other")
    for run in (broken, sound):
        services.try_run(run_id=run.pk, by=starter)
    work = services.work_until

    def fails_once(run_id, enough):
        if run_id == broken.pk:
            raise RuntimeError("no reason")
        return work(run_id, enough)

    monkeypatch.setattr(tasks.services, "work_until", fails_once)
    tasks.ping()
    assert (again(broken).state, again(sound).state) == ("trying", "tried")


def test_a_run_whose_kind_is_gone_is_held_not_lost(council, starter, fake, today, monkeypatch):
    run = start(council, starter)
    services.try_run(run_id=run.pk, by=starter)
    monkeypatch.setattr("revenues.runs.data._kinds", {})
    tasks.ping()
    assert again(run).state == "held"
    assert "no kind of run called fake" in again(run).held_because[0]


def test_work_stops_when_its_time_is_over_and_goes_on_at_the_next_ping(council, starter, fake):
    run = start(council, starter)
    services.try_run(run_id=run.pk, by=starter)
    answers = iter([False, False, True])
    assert tasks.work_all(on=DAY, enough=lambda: next(answers, True)) == 1
    assert again(run).state == "trying"
    assert tasks.work_all(on=DAY) == 3
    assert again(run).state == "tried"


def test_the_watch_looks(council, today, monkeypatch):
    looked = []
    monkeypatch.setattr(tasks.services, "watch", lambda *, on: looked.append(on))
    tasks.watch()
    assert looked == [DAY]


def test_the_bell_rings_after_the_commit_only(monkeypatch, django_capture_on_commit_callbacks):
    sent = []
    monkeypatch.setattr(bell.current_app, "send_task", lambda name, **how: sent.append((name, how["queue"])))
    with django_capture_on_commit_callbacks(execute=True):
        services.ring()
        assert sent == []
    assert sent == [("runs.ping", "default")] * 2
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        services.ring()
        transaction.set_rollback(True)
    assert len(sent) == 2


def test_without_a_broker_the_bell_is_only_missed(monkeypatch, django_capture_on_commit_callbacks):
    def refused(*_, **__):
        raise ConnectionError("no broker")

    monkeypatch.setattr(bell.current_app, "send_task", refused)
    with django_capture_on_commit_callbacks(execute=True):
        services.ring()


def test_every_task_is_served_by_a_queue_and_every_bell_has_a_task():
    app.loader.import_default_modules()
    assert set(queues().values()) <= set(schedule.QUEUES)
    assert {entry["task"] for entry in schedule.BEAT_SCHEDULE.values()} <= set(queues()) <= set(app.tasks)
    assert route("runs.ping") == {"queue": "default"}
    assert route("celery.something") is None
