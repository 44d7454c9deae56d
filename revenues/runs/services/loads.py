"""Loading a file: one at a time for each authority and kind, all or nothing, and dry runs of the same code."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from zlib import crc32

from django.db import IntegrityError, OperationalError, connection, models, transaction
from django.db.models import BooleanField, F, Func, Value
from psycopg import sql

from revenues.audit.data import Actor
from revenues.audit.services import acting, record
from revenues.kernel.errors import Conflict, ensure
from revenues.kernel.loading import Loaded
from revenues.kernel.periods import Period

MOST_AT_ONCE = 10_000
_SPACE = crc32(b"revenues load") & 0x7FFFFFFF


@contextmanager
def loading(*, authority_id: int, kind: str, by: Actor, reason: str, dry_run: bool = False) -> Iterator[None]:
    """One transaction around a load, with its lock and its history context.

    A dry run does the same, has every deferred constraint checked, and undoes it.

    Args:
        kind: ``properties``, ``accounts``, ``tax``: two loads of one kind and authority never run together.

    Raises:
        Conflict: another load holds the lock (it says whose, and since when), or somebody changed the same facts
            while this one ran. Nothing is written then.
    """
    try:
        with transaction.atomic():
            _take_lock(authority_id, kind, by)
            with acting(by, reason):
                yield
            if dry_run:
                _check_deferred()
                transaction.set_rollback(True)
    except (IntegrityError, OperationalError) as error:
        raise Conflict(
            "The database refused the load, so nothing was written. Somebody may have changed the same facts while "
            f"it ran: load again. It says: {_first_line(error)}"
        ) from error


def record_load(loaded: Loaded, *, authority_id: int, sha256: Sequence[str], by: Actor) -> None:
    """One audit event for a load that changed something; none for one that changed nothing."""
    if loaded.moved:
        record(
            verb=f"load_{loaded.kind}", subject=("file", sha256[0][:64]), by=by, authority_id=authority_id,
            after=loaded.as_json() | {"sha256": list(sha256), "warnings": len(loaded.warnings)},
        )  # fmt: skip


class Among(Func):
    """Whether a column holds one of many values: one array in place of a parameter each."""

    arg_joiner = " = ANY("
    template = "%(expressions)s)"
    output_field = BooleanField()

    def __init__(self, column: str, values: Iterable[Any]) -> None:
        super().__init__(F(column), Value(list(values)))


def change(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> int:
    """Set columns of many rows that exist, in one statement for ten thousand of them.

    Args:
        columns: ``id`` first, then what is set.
        rows: a value for each column: plain values, lists for JSON columns, ``Period`` for range columns. Inside
            the caller's transaction and history context.
    """
    ensure(connection.in_atomic_block, "a change of many rows needs a transaction", model=model.__name__)
    table = model._meta
    known = {name: field for field in table.concrete_fields for name in (field.name, field.attname)}
    names = [str(known[name].column) for name in columns]
    sets = sql.SQL(", ").join([sql.SQL("{0} = n.{0}").format(sql.Identifier(name)) for name in names[1:]])
    statement = sql.SQL(
        "UPDATE {table} t SET {sets} FROM json_populate_recordset(NULL::{table}, %s::json) n WHERE t.{key} = n.{key}"
    ).format(table=sql.Identifier(table.db_table), sets=sets, key=sql.Identifier(names[0]))
    for first in range(0, len(rows), MOST_AT_ONCE):
        part = [dict(zip(names, row, strict=True)) for row in rows[first : first + MOST_AT_ONCE]]
        with connection.cursor() as cursor:
            cursor.execute(statement, [json.dumps(part, default=_plain)])
            ensure(cursor.rowcount == len(part), "some rows to change are gone", model=model.__name__)
    return len(rows)


def _plain(value: Any) -> str:
    """A day or a period as PostgreSQL reads it."""
    if isinstance(value, Period):
        return f"[{value.start},{value.end or ''})"
    return str(value)


def _take_lock(authority_id: int, kind: str, by: Actor) -> None:
    key = crc32(f"{kind} of {authority_id}".encode()) & 0x7FFFFFFF
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_SPACE, key])
        if not cursor.fetchone()[0]:
            holder = _holder(cursor, key)
            raise Conflict(
                f"{holder} is loading {kind} for this authority. Nothing was done: try again when that has ended.",
                holder=holder,
            )
        cursor.execute("SELECT set_config('application_name', %s, true)", [f"{by.ref} {by.name}"[:60]])


def _holder(cursor: Any, key: int) -> str:
    """Who holds the lock, as the session names itself, and since when."""
    cursor.execute(
        """
        SELECT a.application_name, to_char(a.xact_start AT TIME ZONE 'Europe/London', 'HH24:MI:SS'), a.pid
        FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
        WHERE l.locktype = 'advisory' AND l.granted AND l.classid = %s AND l.objid = %s
          AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """,
        [_SPACE, key],
    )
    found = cursor.fetchone()
    if found is None:
        return "Somebody else"
    name = found[0].partition(" ")[2] or found[0] or "Somebody"
    return f"{name} (process {found[2]}, since {found[1]})"


def _check_deferred() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _first_line(error: Exception) -> str:
    """The constraint that was hit; never the values of the row, which may name a person."""
    return str(error).strip().split("\n")[0]
