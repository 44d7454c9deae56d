"""The trail that is never changed, and facts as they were known."""

from datetime import UTC, date, datetime

import pytest
from django.db import ProgrammingError, connection, transaction

from revenues.audit import selectors
from revenues.audit.data import SYSTEM, Actor
from revenues.audit.models import Event
from revenues.audit.services import acting, business_time, record
from revenues.authority.models import Setting
from revenues.kernel.errors import InvariantBroken

pytestmark = pytest.mark.django_db
JO = Actor("user", 12, "Jo Officer")


def happen(verb, subject_id=1, *, authority_id=1, by=JO):
    return record(verb=verb, subject=("run", subject_id), by=by, authority_id=authority_id)


def context():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('pghistory.context_metadata', true)")
        return cursor.fetchone()[0]


def test_the_trail_is_read_by_subject_and_by_authority():
    first, second = happen("run.start"), happen("run.try")
    happen("run.start", 2)
    happen("run.start", authority_id=2)
    assert selectors.events_about(("run", 1), authority_ids={1}) == [second, first]
    assert selectors.events_about(("run", 1), authority_ids=set()) == []
    assert len(selectors.events_in(authority_ids={1, 2})) == 4
    assert selectors.events_in(authority_ids={1}, verb="run.try") == [second]
    assert selectors.events_in(authority_ids={1}, actor_id=12, before=second.pk) == [first]
    assert selectors.events_in(authority_ids={1}, actor_id=13) == []


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_event SET verb = 'x'", "DELETE FROM audit_event", "UPDATE audit_event SET at = at"],
)
def test_the_trail_is_never_changed(statement):
    happen("run.start")
    with (
        pytest.raises(ProgrammingError, match="Cannot update or delete"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Event.objects.count() == 1


def test_facts_are_read_as_they_were_known(council):
    def at(day):
        return datetime(2026, 3, day, 12, tzinfo=UTC)

    with acting(JO, "Minute 14"):
        with business_time(at(1)):
            kept = Setting.objects.create(
                authority=council, name="a.b.c", applies_from=date(2026, 4, 1), value=1
            )
            gone = Setting.objects.create(
                authority=council, name="a.b.d", applies_from=date(2026, 4, 1), value=5
            )
        with business_time(at(5)):
            kept.value = 2
            kept.save()
            gone.delete()

    def known(day):
        rows = selectors.as_known(Setting, at(day), authority_id=council.pk)
        return {row.name: row.value for row in rows}

    assert known(1) == known(4) == {"a.b.c": 1, "a.b.d": 5}
    assert known(5) == {"a.b.c": 2}
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_now() = now()")
        assert cursor.fetchone() == (True,)


def test_an_inner_actor_gives_way_to_the_outer_again():
    assert not context()
    with acting(JO, "Outer"):
        with acting(SYSTEM, "Inner"):
            assert '"Inner"' in context()
        assert '"actor": "user:12"' in context()
    assert not context()


def test_an_error_restores_the_outer_context_and_keeps_its_cause():
    with acting(JO, "Outer"):
        with pytest.raises(ValueError, match="inside"), acting(SYSTEM, "Inner"):
            raise ValueError("inside")
        assert '"Outer"' in context()
    with (
        pytest.raises(ProgrammingError, match="no_such_table"),
        transaction.atomic(),
        acting(JO, "Fails"),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT * FROM no_such_table")
    assert not context()


@pytest.mark.django_db(transaction=True)
def test_without_a_transaction_nobody_acts():
    with pytest.raises(InvariantBroken, match="needs a transaction"), acting(JO, "Nowhere"):
        pass
