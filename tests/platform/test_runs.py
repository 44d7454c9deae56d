"""A run from start to end: tried without a trace, released by another, written once."""

import pytest

from revenues.audit.models import Event
from revenues.kernel.errors import Conflict, DomainError, NotPermitted
from revenues.runs import services
from revenues.runs.data import AlreadyRunning, Controls
from tests.platform.fake import AT, DAY, again, effects, item, released, start, tried

pytestmark = pytest.mark.django_db


def verbs(run):
    return list(
        Event.objects.filter(subject_kind="run", subject_id=run.pk)
        .order_by("pk")
        .values_list("verb", flat=True)
    )


def test_a_run_goes_from_start_to_done(council, starter, releaser, fake):
    run = tried(council, starter)
    assert run.state == "tried"
    assert effects(council) == []
    total = sum(range(1, 36)) * 100
    assert Controls.of(run.trial_controls).counts["issued"] == 35
    assert Controls.of(run.trial_controls).pence["issued"] == total
    run = released(run, releaser)
    assert run.state == "done"
    assert run.controls == run.trial_controls
    assert effects(council) == list(range(1, 36))
    assert (run.released_by_id, run.released_at) == (releaser.id, AT)
    assert run.finished_at is not None
    assert verbs(run) == ["run.start", "run.try", "run.tried", "run.release", "run.done"]


def test_working_it_again_does_nothing(council, starter, releaser, fake):
    run = released(tried(council, starter), releaser)
    before = len(fake.written)
    services.work_run(run.pk)
    services.work_run(run.pk)
    assert len(fake.written) == before
    assert effects(council) == list(range(1, 36))


def test_a_second_start_is_told_who_runs_it_since_when(council, starter, releaser, fake):
    run = start(council, starter)
    with pytest.raises(AlreadyRunning) as refused:
        start(council, releaser)
    assert f"run {run.pk}, started by Sam Officer on" in str(refused.value)
    assert "Nothing was started." in str(refused.value)
    assert start(council, releaser, scope="other").pk != run.pk


def test_a_run_that_picks_nothing_ends_like_any_other(council, starter, releaser, fake):
    run = released(tried(council, starter, count=0), releaser)
    assert run.state == "done"
    assert Controls.of(run.controls) == Controls.of({})


def test_only_ascending_single_ids_may_be_picked(council, starter, fake):
    fake.pick = lambda **_: [1, 3, 3]
    with pytest.raises(DomainError, match="ascending"):
        start(council, starter)
    fake.pick = lambda **_: [1, 2]
    assert start(council, starter).picked == 2


def test_parameters_that_make_no_sense_start_nothing(council, starter, fake):
    with pytest.raises(DomainError, match="negative"):
        start(council, starter, count=-1)
    with pytest.raises(DomainError, match="no kind of run called nothing"):
        services.start_run(kind="nothing", authority_id=council.pk, business_date=DAY, params={}, by=starter)


def test_the_starter_may_not_release(council, starter, releaser, fake):
    run = tried(council, starter)
    with pytest.raises(NotPermitted, match="another person"):
        services.release_run(run_id=run.pk, by=starter, at=AT)
    assert again(run).state == "tried"


def test_roles_decide_who_may_do_what(council, starter, clerk, leader, fake):
    with pytest.raises(NotPermitted, match="start run"):
        start(council, clerk)
    run = tried(council, starter)
    for refused in (
        lambda: services.release_run(run_id=run.pk, by=clerk, at=AT),
        lambda: services.exclude_item(run_id=run.pk, subject_id=1, reason="no", by=clerk),
        lambda: services.cancel_run(run_id=run.pk, by=clerk),
        lambda: services.try_run(run_id=run.pk, by=leader),
    ):
        with pytest.raises(NotPermitted):
            refused()
    assert released(run, leader).state == "done"


def test_an_untried_run_is_not_released(council, starter, releaser, fake):
    run = start(council, starter)
    with pytest.raises(Conflict, match="not waiting for a release"):
        services.release_run(run_id=run.pk, by=releaser, at=AT)


def test_an_excluded_item_is_counted_and_not_written(council, starter, releaser, fake):
    run = tried(council, starter)
    services.exclude_item(run_id=run.pk, subject_id=7, reason="Executor has asked us to wait", by=releaser)
    controls = Controls.of(again(run).trial_controls)
    assert (controls.counts["excluded"], controls.pence["excluded"], controls.balanced) == (1, 700, True)
    run = released(run, releaser)
    assert run.state == "done"
    assert 7 not in effects(council)
    assert Controls.of(run.controls).counts == Controls.of(again(run).trial_controls).counts
    assert (item(run, 7).reason, item(run, 7).excluded_by_id) == (
        "Executor has asked us to wait",
        releaser.id,
    )
    assert "run.exclude" in verbs(run)


def test_an_exclusion_needs_a_reason_and_an_item(council, starter, releaser, fake):
    run = tried(council, starter)
    with pytest.raises(DomainError, match="reason"):
        services.exclude_item(run_id=run.pk, subject_id=7, reason=" ", by=releaser)
    with pytest.raises(DomainError, match="did not pick 99"):
        services.exclude_item(run_id=run.pk, subject_id=99, reason="no", by=releaser)
    run = released(run, releaser)
    with pytest.raises(Conflict, match="can no longer be changed"):
        services.exclude_item(run_id=run.pk, subject_id=7, reason="too late", by=releaser)


def test_an_excluded_item_stays_excluded_when_tried_again_until_taken_back(council, starter, releaser, fake):
    run = tried(council, starter)
    services.exclude_item(run_id=run.pk, subject_id=7, reason="Wait", by=releaser)
    services.try_run(run_id=run.pk, by=starter)
    services.work_run(run.pk)
    assert item(run, 7).outcome == "excluded"
    services.retry_item(run_id=run.pk, subject_id=7, reason="No need to wait", by=releaser)
    with pytest.raises(Conflict, match="not whole"):
        services.release_run(run_id=run.pk, by=releaser, at=AT)
    services.try_run(run_id=run.pk, by=starter)
    services.work_run(run.pk)
    assert released(again(run), releaser).state == "done"
    assert 7 in effects(council)


def test_cancelling_leaves_nothing_but_the_record(council, starter, releaser, fake):
    run = tried(council, starter)
    services.cancel_run(run_id=run.pk, by=starter)
    run = again(run)
    assert run.state == "cancelled"
    assert Controls.of(run.controls).counts["excluded"] == 35
    assert effects(council) == []
    services.work_run(run.pk)
    assert effects(council) == []
    with pytest.raises(Conflict, match="cancelled"):
        services.try_run(run_id=run.pk, by=starter)
    assert released(tried(council, starter), releaser).state == "done"


def test_a_run_is_cancelled_before_it_is_tried(council, starter, fake):
    run = start(council, starter)
    services.cancel_run(run_id=run.pk, by=starter)
    assert again(run).state == "cancelled"


def test_a_run_under_release_is_not_cancelled(council, starter, releaser, fake):
    run = tried(council, starter)
    services.release_run(run_id=run.pk, by=releaser, at=AT)
    with pytest.raises(Conflict, match="cannot become cancelled"):
        services.cancel_run(run_id=run.pk, by=starter)
    services.work_run(run.pk)
    assert again(run).state == "done"
