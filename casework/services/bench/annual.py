"""Annual billing measured against a bare COPY of exactly the rows that it wrote."""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any

from django.db import connection, models, transaction
from psycopg import sql

from billing.models import AssessmentRecord, Demand, Instalment, InstalmentPlan
from casework.services.bench.stock import lay_in
from casework.services.demo.clock import noon
from casework.services.demo.councils import YEAR
from casework.services.demo.year import ISSUE_ON, KIND, RUN_ON
from ledger.models import ChargeYear, DebtItem, Entry, Posting
from notices.models import Notice, NoticeService
from revenues.audit.data import SYSTEM, Actor
from revenues.kernel.errors import ensure
from revenues.runs.models import Run
from revenues.runs.services import release_run, start_run, try_run, work_run

# What a run writes, parents before children. Day totals are written by the ledger's trigger, here as there;
# totals of charge years too, so they are nought when they are copied in.
TABLES: tuple[type[models.Model], ...] = (
    ChargeYear, Entry, Posting, AssessmentRecord, Notice, NoticeService, DebtItem, Demand, InstalmentPlan, Instalment,
)  # fmt: skip
KEPT_BY_TRIGGER = frozenset({"charged", "received", "brought", "balance"})
BLOCK = 1 << 20
TIMES = 3
WHY = "the measure's only run"


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of the release and of each bare COPY, rows written, and the most memory in kibibytes."""

    size: int
    release: float
    copies: tuple[float, ...]
    rows: int
    peak_kib: int
    issued: int


def measure_annual_billing(size: int, releaser: Actor = SYSTEM) -> Measured:
    """Lay in so many accounts, try annual billing, time its release, and time COPY of its rows back.

    One connection does everything, in this process: facts to ledger, plan and notice payload.
    """
    authority = lay_in(size)
    run = start_run(
        kind=KIND,
        authority_id=authority.pk,
        business_date=RUN_ON,
        params={"year": YEAR, "issue_on": ISSUE_ON.isoformat()},
        by=SYSTEM,
    )
    try_run(run_id=run.pk, by=SYSTEM)
    work_run(run.pk)
    words = "A measure is compared with nothing" if _state(run).state == "held" else ""
    release_run(run_id=run.pk, by=releaser, at=noon(RUN_ON), acknowledged=words)
    begun = time.perf_counter()
    work_run(run.pk)
    release = time.perf_counter() - begun
    done = _state(run)
    ensure(done.state == "done", "the measured run did not end", state=done.state)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rows, copies = _copy_back()
    return Measured(size, release, copies, rows, peak, done.controls["counts"]["issued"])


def _state(run: Run) -> Run:
    found: Run = Run.objects.everywhere(WHY).get(pk=run.pk)
    return found


def _copy_back() -> tuple[int, tuple[float, ...]]:
    """Dump what was written, then load it into the emptied tables, several times, each undone."""
    with tempfile.TemporaryDirectory() as folder:
        dumps = [(model, f"{folder}/{model._meta.db_table}") for model in TABLES]
        rows = sum(_dump(model, path) for model, path in dumps)
        return rows, tuple(_load_all(dumps) for _ in range(TIMES))


def _dump(model: type[models.Model], path: str) -> int:
    columns = [_shown(field) for field in model._meta.concrete_fields]
    query = sql.SQL("COPY (SELECT {} FROM {} ORDER BY {}) TO STDOUT").format(
        sql.SQL(", ").join(columns), sql.Identifier(model._meta.db_table), _key(model)
    )
    with connection.cursor() as cursor, open(path, "wb") as out, cursor.copy(query) as pipe:
        out.writelines(pipe)
        return int(cursor.rowcount)


def _shown(field: Any) -> sql.Composable:
    if field.name in KEPT_BY_TRIGGER and field.model is ChargeYear:
        return sql.SQL("0")
    return sql.Identifier(str(field.column))


def _key(model: type[models.Model]) -> sql.Composable:
    return sql.Identifier(str(model._meta.pk.column) if model._meta.pk else "id")


def _load_all(dumps: Sequence[tuple[type[models.Model], str]]) -> float:
    """Seconds for one COPY a table, keys, constraints and triggers in place, deferred checks included."""
    tables = sql.SQL(", ").join(sql.Identifier(model._meta.db_table) for model, _ in dumps)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.SQL("TRUNCATE {}, ledger_daytotal CASCADE").format(tables))
        begun = time.perf_counter()
        for model, path in dumps:
            with open(path, "rb") as stream:
                _load(model, stream, cursor)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        seconds = time.perf_counter() - begun
        transaction.set_rollback(True)
    return seconds


def _load(model: type[models.Model], stream: IO[bytes], cursor: Any) -> None:
    columns = sql.SQL(", ").join([sql.Identifier(str(field.column)) for field in model._meta.concrete_fields])
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(model._meta.db_table), columns)
    with cursor.copy(statement) as pipe:
        while block := stream.read(BLOCK):
            pipe.write(block)
