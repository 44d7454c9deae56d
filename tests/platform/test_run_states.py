"""Every pair of a run's states: allowed in Python exactly where the database allows it."""

import itertools

import pytest
from django.db import ProgrammingError, connection, transaction
from django_fsm import TransitionNotAllowed

from revenues.kernel.errors import Conflict
from revenues.runs.models import Run
from revenues.runs.models.run import LIVE, RUN_MOVES
from revenues.runs.selectors.runs import DOING
from tests.platform.fake import DAY

pytestmark = pytest.mark.django_db
STATES = sorted(set(RUN_MOVES) | set(itertools.chain(*RUN_MOVES.values())))
PATHS = {
    "new": [],
    "trying": ["trying"],
    "tried": ["trying", "tried"],
    "held": ["trying", "held"],
    "releasing": ["trying", "tried", "releasing"],
    "done": ["trying", "tried", "releasing", "done"],
    "cancelled": ["cancelled"],
}


@pytest.fixture
def run(council):
    return Run.objects.create(authority=council, kind="fake", scope="all", business_date=DAY)


def placed(run, state):
    for step in PATHS[state]:
        run.to(step)
        run.save()
    return run


@pytest.mark.parametrize(("now", "then"), list(itertools.product(STATES, STATES)))
def test_every_pair(run, now, then):
    placed(run, now)
    allowed = then in RUN_MOVES.get(now, ())
    assert run.can_move(then) is allowed
    assert raw(run, then) is (allowed or now == then)
    if not allowed:
        with pytest.raises(Conflict, match=f"is {now} and cannot become {then}|is {then}"):
            Run.objects.everywhere("a test").get(pk=run.pk).to(then)


def raw(run, state):
    """Whether the database lets the state be written past all Python."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE runs_run SET state = %s WHERE id = %s", [state, run.pk])
    except ProgrammingError:  # how Django tells a trigger's exception
        return False
    return True


def test_the_state_is_not_assigned_by_hand(run):
    with pytest.raises((AttributeError, TransitionNotAllowed)):
        run.state = "done"


def test_ends_are_derived_and_only_what_is_live_is_unique(council, run):
    assert frozenset(STATES) - frozenset(RUN_MOVES) == {"done", "cancelled"}
    assert set(LIVE) == set(RUN_MOVES)
    assert set(DOING) == set(STATES)
    placed(run, "cancelled")
    assert Run.objects.create(authority=council, kind="fake", scope="all", business_date=DAY).pk != run.pk
