"""Bulk writes by COPY: what Django's cursor would have done must be done all the same."""

from datetime import date

import pghistory.models
import pytest
from django.db import IntegrityError, connection, transaction
from psycopg.types.range import DateRange

from revenues.audit.data import Actor
from revenues.audit.services import acting
from revenues.authority.data import Scope
from revenues.authority.models import Authority, Setting
from revenues.kernel.errors import InvariantBroken
from revenues.kernel.periods import Period
from revenues.runs import bulk
from revenues.runs.models import Finding, Run

pytestmark = pytest.mark.django_db


@pytest.fixture
def council():
    return Authority.objects.create(slug="overford", name="Overford")


def findings(council, names):
    return ((council.pk, "k", "s", name, "words", "page.md", date(2026, 4, 1)) for name in names)


COLUMNS = ["authority_id", "kind", "subject_kind", "subject_id", "message", "runbook", "found_on"]


def test_rows_arrive_whatever_is_in_their_text(council):
    awkward = ["tab\there", "line\nbreak", "back\\slash", "\\N", 'quote\'s "two"', "Siân £", ""]
    assert bulk.copy(Finding, COLUMNS, findings(council, awkward)) == len(awkward)
    held = Finding.objects.within(Scope.of(council.pk)).order_by("id").values_list("subject_id", flat=True)
    assert list(held) == awkward


def test_columns_left_out_take_the_models_or_the_databases_default(council):
    rows = [(council.pk, "kind", "scope", date(2026, 4, 1))]
    bulk.copy(Run, ["authority", "kind", "scope", "business_date"], rows)
    run = Run.objects.within(Scope.of(council.pk)).get()
    assert (run.state, run.params, run.held_because, run.picked) == ("new", {}, [], 0)
    assert run.started_at is not None
    assert run.started_by_id is None


def test_json_is_kept_as_it_was_given(council):
    value = {"text": 'back\\slash "quoted"\n£', "list": [1, None, True], "deep": {"4": 10}}
    rows = [(council.pk, "a.b.c", date(2026, 4, 1), value), (council.pk, "a.b.d", date(2026, 4, 1), "text")]
    bulk.copy(Setting, ["authority_id", "name", "applies_from", "value"], rows)
    held = dict(Setting.objects.within(Scope.of(council.pk)).values_list("name", "value"))
    assert held == {"a.b.c": value, "a.b.d": "text"}


@pytest.mark.parametrize(
    ("given", "held"),
    [
        (Period(date(2026, 4, 1)), DateRange(date(2026, 4, 1), None)),
        (Period(date(2026, 4, 1), date(2026, 5, 1)), DateRange(date(2026, 4, 1), date(2026, 5, 1))),
        (DateRange(date(2026, 4, 1), date(2026, 5, 1)), DateRange(date(2026, 4, 1), date(2026, 5, 1))),
        (DateRange(empty=True), DateRange(empty=True)),
        (None, None),
    ],
)
def test_ranges_are_written_as_postgresql_reads_them(given, held):
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::daterange", [bulk._range(given)])
        assert cursor.fetchone()[0] == held


def test_history_knows_who_copied_and_why(council):
    rows = [(council.pk, f"a.b.{n}", date(2026, 4, 1), n) for n in range(3)]
    with acting(Actor("run", 7, "Run 7"), "A trial of the context"):
        bulk.copy(Setting, ["authority_id", "name", "applies_from", "value"], rows)
    contexts = pghistory.models.Context.objects.filter(metadata__actor="run:7")
    assert contexts.count() == 1
    assert contexts.get().metadata["reason"] == "A trial of the context"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM authority_settingevent WHERE pgh_context_id = %s", [contexts.get().pk]
        )
        assert cursor.fetchone()[0] == 3


def test_reserved_ids_leave_the_sequence_ahead(council):
    ids = bulk.reserve(Finding, 50)
    assert ids == sorted(set(ids))
    assert len(ids) == 50
    rows = [(key, *row) for key, row in zip(ids, findings(council, map(str, ids)), strict=True)]
    bulk.copy(Finding, ["id", *COLUMNS], rows)
    later = Finding.objects.create(
        authority=council,
        kind="later",
        subject_kind="s",
        subject_id="1",
        message="",
        runbook="",
        found_on=date.min,
    )
    assert later.pk > ids[-1]
    assert bulk.reserve(Finding, 0) == []


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ([*COLUMNS, "colour"], "no such columns"),
        ([*COLUMNS, "authority"], "named twice"),
        (COLUMNS[1:], "has no default"),
    ],
)
def test_a_wrong_list_of_columns_is_refused(council, columns, words):
    with pytest.raises(InvariantBroken, match=words):
        bulk.copy(Finding, columns, [])


def test_a_breach_of_a_constraint_is_djangos_error_and_writes_nothing(council):
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.copy(Finding, COLUMNS, findings(council, ["1", "2", "1"]))
    assert not Finding.objects.within(Scope.of(council.pk)).exists()


def test_an_error_in_the_rows_themselves_writes_nothing(council):
    def failing():
        yield from findings(council, ["1", "2"])
        raise ValueError("the third row cannot be made")

    with pytest.raises(ValueError, match="third row"), transaction.atomic():
        bulk.copy(Finding, COLUMNS, failing())
    assert not Finding.objects.within(Scope.of(council.pk)).exists()


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_refuses():
    with pytest.raises(InvariantBroken, match="transaction"):
        bulk.copy(Finding, COLUMNS, [])
