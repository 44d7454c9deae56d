"""Locking one row of facts for an act: a person waits two seconds and is told who holds it."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.utils import OperationalError

from revenues.audit.data import Actor
from revenues.kernel.errors import Conflict, ensure

WEB_WAIT = "2s"
RUN_WAIT = "20s"


def lock_row(rows: QuerySet[Any], pk: int, *, what: str, by: Actor) -> Any:
    """The row, locked for the rest of the transaction, without barring rows that only refer to it.

    Args:
        rows: where to look, joined to whatever the caller needs.
        what: how the row is called to people (``property``, ``account``, ``party``).

    Raises:
        Conflict: somebody holds it, or there is none.
    """
    ensure(connection.in_atomic_block, "a lock needs a transaction")
    wait = WEB_WAIT if by.kind == "user" else RUN_WAIT
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('lock_timeout', %s, true), set_config('application_name', %s, false)",
                [wait, f"{by.ref} {by.name}"[:60]],
            )
            found = rows.select_for_update(no_key=True, of=("self",)).filter(pk=pk).first()
    except OperationalError as error:
        holder = _holder(rows.model._meta.db_table)
        raise Conflict(f"{holder} is changing this {what}. Try again in a moment.", holder=holder) from error
    if found is None:
        raise Conflict(f"There is no {what} with id {pk}.", id=pk)
    return found


def _holder(table: str) -> str:
    """Who else holds row locks in the table now, as the sessions name themselves."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT a.application_name
            FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
            WHERE l.relation = to_regclass(%s) AND l.mode = 'RowShareLock' AND l.granted
              AND l.pid <> pg_backend_pid() AND a.application_name <> ''
            """,
            [table],
        )
        names = sorted(name.partition(" ")[2] or name for (name,) in cursor.fetchall())
    return " and ".join(names) or "Somebody else"
