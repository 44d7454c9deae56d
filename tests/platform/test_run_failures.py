"""What goes wrong in a run is parked, held or tried again; never half done."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, connection

from revenues.audit.models import Event
from revenues.authority.data import Scope
from revenues.authority.models import Setting
from revenues.kernel.errors import Conflict, DomainError
from revenues.runs import selectors, services
from revenues.runs.data import Bounds, Busy, Controls, Outcome
from revenues.runs.models import Finding, RunChunk, RunItem
from tests.platform.fake import AT, DAY, again, effects, item, plain, released, start, tried

pytestmark = pytest.mark.django_db


def occupied(council, subject_id):
    """A finding that is in the way of the run's own: its write fails on the unique constraint."""
    return Finding.objects.create(
        authority=council,
        kind="fake",
        subject_kind=f"of {council.pk}",
        subject_id=str(subject_id),
        message="in the way",
        runbook="x.md",
        found_on=DAY,
    )


def failing(*bad, error=None):
    def make(subject_id):
        if subject_id in bad:
            raise error or KeyError("E")
        return plain(subject_id)

    return make


def test_an_error_in_compute_parks_that_item_alone(council, starter, releaser, fake):
    fake.make = failing(4, 17)
    run = tried(council, starter)
    assert run.state == "tried"
    controls = Controls.of(run.trial_controls)
    assert (controls.counts["parked"], controls.counts["issued"], controls.balanced) == (2, 33, True)
    assert item(run, 4).error == "KeyError: 'E' (tests/platform/test_run_failures.py:36)"
    run = released(run, releaser)
    assert run.state == "done"
    assert set(range(1, 36)) - set(effects(council)) == {4, 17}
    assert [one.subject_id for one in selectors.parked_in(Scope.of(council.pk))] == [4, 17]


def test_an_error_of_ours_is_told_in_its_own_words(council, starter, fake):
    fake.make = failing(4, error=DomainError("The dwelling has no band on 1 April 2026."))
    run = tried(council, starter)
    assert item(run, 4).error == "The dwelling has no band on 1 April 2026."


def test_an_item_that_the_kind_parks_itself_keeps_its_words(council, starter, fake):
    fake.make = lambda one: Outcome(one, "parked", error="No liable person") if one == 3 else plain(one)
    run = tried(council, starter)
    assert (item(run, 3).outcome, item(run, 3).error) == ("parked", "No liable person")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"outcome": "lost"}, "no such outcome"),
        ({"outcome": "parked"}, "needs its error"),
        ({"pence": 1.5}, "pence must be whole"),
        ({"digest": "x" * 17}, "too long"),
        ({"subject_id": 999}, "one outcome for each id"),
    ],
)
def test_a_kind_that_answers_wrongly_is_caught(council, starter, fake, wrong, words):
    fake.make = lambda one: replace(plain(one), **wrong) if one == 3 else plain(one)
    run = tried(council, starter)
    assert words in item(run, 3).error
    assert Controls.of(run.trial_controls).counts["parked"] == 1


def test_compute_cannot_write(council, starter, fake):
    def make(subject_id):
        Setting.objects.create(authority=council, name="a.b.c", applies_from=DAY, value=1)
        return plain(subject_id)

    fake.make = make
    run = tried(council, starter, count=2)
    assert "read-only transaction" in item(run, 1).error
    assert not Setting.objects.within(Scope.of(council.pk)).exists()


def test_a_failed_write_bisects_its_chunk_until_the_offender_is_alone(council, starter, releaser, fake):
    run = tried(council, starter)
    occupied(council, 23)
    run = released(run, releaser)
    assert run.state == "done"
    assert sorted(effects(council)) == list(range(1, 36))
    assert (item(run, 23).outcome, Controls.of(run.controls).counts["issued"]) == ("parked", 34)
    assert "one_open_finding_a_subject" in item(run, 23).error
    assert "in the way" not in item(run, 23).error
    assert [23] in fake.written
    assert fake.written.count(list(range(21, 31))) == 1


def test_deferred_constraints_are_seen_where_they_can_still_be_parked(council, starter, releaser, fake):
    run = tried(council, starter)
    nobody = 987_654_321

    def writing(batch):
        if any(one.subject_id == 5 for one in batch.outcomes):
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO authority_setting (authority_id, name, applies_from, value, reason)"
                    " VALUES (%s, 'a.b.c', '2026-04-01', '1', '')",
                    [nobody],
                )

    fake.writing = writing
    run = released(run, releaser)
    assert (run.state, item(run, 5).outcome) == ("done", "parked")
    assert "foreign key" in item(run, 5).error
    assert effects(council) == [one for one in range(1, 36) if one != 5]


def test_a_trial_writes_a_sample_and_undoes_it(council, starter, fake):
    occupied(council, 2)
    run = tried(council, starter)
    assert sorted({one for part in fake.written for one in part}) == [1, 2, 3]  # the first of each shape
    assert (item(run, 2).outcome, item(run, 5).outcome) == ("parked", "issued")
    assert effects(council) == [2]


def tables():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        names = [row[0] for row in cursor.fetchall()]
        counts = {}
        for name in names:
            cursor.execute(f'SELECT count(*) FROM "{name}"')
            counts[name] = cursor.fetchone()[0]
    return counts


def test_a_trial_leaves_every_table_as_it_was(council, starter, fake):
    run = start(council, starter)
    services.try_run(run_id=run.pk, by=starter)
    before = tables()
    services.work_run(run.pk)
    after = tables()
    grown = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    assert grown == {"audit_event": 1}  # that the trial was finished


def test_an_item_that_changed_since_the_trial_is_held(council, starter, releaser, fake):
    run = tried(council, starter)
    fake.make = lambda one: replace(plain(one), pence=1, digest="new") if one == 8 else plain(one)
    run = released(run, releaser)
    assert run.state == "done"
    assert item(run, 8).error == (
        "Changed since the trial: it was issued with £8.00 and would now be issued with £0.01."
        " Nothing was written."
    )
    controls = Controls.of(run.controls)
    assert (controls.counts["parked"], controls.pence["parked"], controls.balanced) == (1, 800, True)
    assert 8 not in effects(council)


def test_an_item_whose_digest_alone_changed_is_held_too(council, starter, releaser, fake):
    run = tried(council, starter)
    fake.make = lambda one: replace(plain(one), digest="new") if one == 8 else plain(one)
    assert 8 not in effects(council)
    released(run, releaser)
    assert 8 not in effects(council)


def test_suppressed_and_nil_are_counted_apart(council, starter, releaser, fake):
    def make(one):
        if one % 5 == 0:
            return Outcome(one, "suppressed", pence=50, digest="s")
        return replace(plain(one), outcome="nil", pence=0) if one % 7 == 0 else plain(one)

    fake.make = make
    run = released(tried(council, starter), releaser)
    counts = Controls.of(run.controls).counts
    assert (counts["suppressed"], counts["nil"], counts["issued"]) == (7, 4, 24)
    assert effects(council) == [one for one in range(1, 36) if one % 5]


def test_a_parked_item_is_released_from_parking(council, starter, releaser, fake):
    fake.make = failing(4)
    run = tried(council, starter)
    fake.make = plain
    services.retry_item(run_id=run.pk, subject_id=4, reason="Band entered", by=releaser)
    with pytest.raises(Conflict, match="not whole"):
        services.release_run(run_id=run.pk, by=releaser, at=AT)
    services.try_run(run_id=run.pk, by=starter)
    services.work_run(run.pk)
    assert again(run).trials == 2
    assert released(again(run), releaser).state == "done"
    assert effects(council) == list(range(1, 36))
    assert Event.objects.filter(verb="run.retry", reason="Band entered").count() == 1


def test_only_what_is_parked_or_excluded_is_retried(council, starter, releaser, fake):
    run = tried(council, starter)
    with pytest.raises(Conflict, match="only what is parked"):
        services.retry_item(run_id=run.pk, subject_id=4, reason="Why not", by=releaser)


def test_what_a_finished_run_left_parked_is_settled_with_words(council, starter, releaser, fake):
    fake.make = failing(4)
    run = tried(council, starter)
    with pytest.raises(Conflict, match="finished run"):
        services.settle_item(run_id=run.pk, subject_id=4, reason="Billed by hand", by=releaser)
    run = released(run, releaser)
    services.settle_item(run_id=run.pk, subject_id=4, reason="Billed by hand", by=releaser)
    assert selectors.parked_in(Scope.of(council.pk)) == []
    assert Controls.of(again(run).controls).counts["parked"] == 1


def test_a_run_that_cannot_be_prepared_is_held(council, starter, releaser, fake):
    def preparing():
        raise DomainError("No tax is set for 2026/27.")

    fake.preparing = preparing
    run = tried(council, starter)
    assert (run.state, run.held_because) == (
        "held",
        ["The run could not be prepared. No tax is set for 2026/27."],
    )
    with pytest.raises(Conflict, match="not whole"):
        services.release_run(run_id=run.pk, by=releaser, at=AT, acknowledged="Go")
    fake.preparing = lambda: None
    services.try_run(run_id=run.pk, by=starter)
    services.work_run(run.pk)
    assert (again(run).state, again(run).held_because) == ("tried", [])


def test_a_chunk_that_is_lost_three_times_is_parked_whole(council, starter, releaser, fake):
    run = tried(council, starter)
    services.release_run(run_id=run.pk, by=releaser, at=AT)
    RunChunk.objects.filter(run=run, number=2).update(attempts=3)
    services.work_run(run.pk)
    run = again(run)
    assert run.state == "done"
    assert set(range(1, 36)) - set(effects(council)) == set(range(11, 21))
    assert Controls.of(run.controls).counts["parked"] == 10
    assert "three times" in item(run, 11).error
    assert "three times" in RunChunk.objects.get(run=run, number=2).error


def test_a_chunk_whose_own_record_fails_is_tried_again_and_then_given_up(
    council, starter, releaser, fake, monkeypatch
):
    run = tried(council, starter, count=10)
    services.release_run(run_id=run.pk, by=releaser, at=AT)
    calls = []

    def broken(*_, **__):
        calls.append(1)
        raise IntegrityError("the record cannot be written")

    with monkeypatch.context() as patch:
        patch.setattr("revenues.runs.services.chunks._controls", broken)
        services.work_run(run.pk)
    assert len(calls) == 4  # three attempts, and the parking of the whole, which failed as well
    assert again(run).state == "releasing"
    assert effects(council) == []
    services.work_run(run.pk)
    assert again(run).state == "done"
    assert Controls.of(again(run).controls).counts["parked"] == 10


def test_accounts_that_an_officer_holds_come_back_later(council, starter, releaser, fake):
    run = tried(council, starter)

    def locking(ids):
        if 11 in ids:
            raise Busy("Jo Officer is changing account 11.")

    fake.locking = locking
    services.release_run(run_id=run.pk, by=releaser, at=AT)
    services.work_run(run.pk)
    assert again(run).state == "releasing"
    waiting = RunChunk.objects.get(run=run, written_at=None)
    assert (waiting.number, waiting.attempts) == (2, 0)
    assert not RunItem.objects.filter(run=run, outcome="parked").exists()
    fake.locking = lambda ids: None
    services.work_run(run.pk)
    assert again(run).state == "done"
    assert effects(council) == list(range(1, 36))


def test_a_run_far_from_the_last_one_holds_itself(council, starter, releaser, fake):
    fake.bounds = Bounds(drift_percent=20, smallest=10)
    assert released(tried(council, starter, count=30), releaser).state == "done"
    Finding.objects.within(Scope.of(council.pk)).update(closed_on=DAY)
    run = tried(council, starter, count=40)
    assert run.state == "held"
    assert run.held_because == [
        "40 would be issued; the last run issued 30. That is more than 20% apart.",
        "They come to £820.00; the last run came to £465.00. That is more than 20% apart.",
    ]
    assert Event.objects.filter(verb="run.hold", subject_id=run.pk).count() == 1
    with pytest.raises(DomainError, match="This run is held: 40 would be issued"):
        services.release_run(run_id=run.pk, by=releaser, at=AT)
    assert again(run).state == "held"
    run = released(run, releaser, acknowledged="Ten new flats in Mill Lane")
    assert run.state == "done"
    told = Event.objects.get(verb="run.release", subject_id=run.pk)
    assert told.reason == "Ten new flats in Mill Lane"
    assert told.after["held_because"] == run.held_because


def test_the_measure_is_a_comparable_run_of_the_same_council(council, other_council, starter, releaser, fake):
    fake.bounds = Bounds(drift_percent=20, smallest=10)
    released(tried(council, starter, count=30), releaser)
    Finding.objects.within(Scope.of(council.pk)).update(closed_on=DAY)
    fake.comparable = lambda now, then: now["scope"] == then["scope"]
    assert tried(council, starter, count=99, scope="other").state == "tried"
    assert tried(council, starter, count=99).state == "held"


def test_a_run_with_many_parked_holds_itself(council, starter, releaser, fake):
    fake.bounds = Bounds(parked_percent=5, smallest=10)
    fake.make = failing(1, 2)
    run = tried(council, starter)
    assert run.held_because == ["2 of the 35 picked are parked with an error, more than 5%."]
    services.exclude_item(run_id=run.pk, subject_id=1, reason="Known", by=releaser)
    fake.make = failing(2)
    services.try_run(run_id=run.pk, by=starter)
    services.work_run(run.pk)
    assert again(run).state == "tried"


def test_controls_that_do_not_add_up_hold_the_run(council, starter, releaser, fake):
    run = start(council, starter)
    services.try_run(run_id=run.pk, by=starter)
    RunItem.objects.filter(run=run, subject_id=9).delete()
    services.work_run(run.pk)
    run = again(run)
    assert run.state == "held"
    assert "items were lost (picked=35, items=34)" in run.held_because[0]


def test_a_release_whose_items_were_tampered_with_is_held(council, starter, releaser, fake):
    run = tried(council, starter)
    services.release_run(run_id=run.pk, by=releaser, at=AT)

    def writing(batch):
        RunItem.objects.filter(run=run, subject_id=1).update(pence=77)

    fake.writing = writing
    services.work_run(run.pk)
    assert again(run).state == "held"
    assert "do not agree on what was issued" in again(run).held_because[0]
