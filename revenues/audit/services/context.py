"""The context that history and ``app_now()`` read from the database session."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg.pq import TransactionStatus

from revenues.audit.data import Actor
from revenues.kernel.errors import ensure


@contextmanager
def acting(by: Actor, reason: str) -> Iterator[None]:
    """Stamp every fact changed in this transaction with the actor and the reason.

    Works for ``COPY`` too, which goes round Django's cursor: the settings live in the transaction. Nested use
    restores the outer context.
    """
    metadata = json.dumps({"user": by.id, "actor": by.ref, "reason": reason})
    with connection.cursor() as cursor:
        before = _set(
            cursor, {"pghistory.context_id": str(uuid.uuid4()), "pghistory.context_metadata": metadata}
        )
    try:
        yield
    finally:
        _restore(before)


@contextmanager
def business_time(at: datetime) -> Iterator[None]:
    """Have ``app_now()`` give this instant for the rest of the transaction: scenarios move it."""
    with connection.cursor() as cursor:
        before = _set(cursor, {"app.now": at.isoformat()})
    try:
        yield
    finally:
        _restore(before)


def _restore(before: dict[str, str]) -> None:
    """Put the settings back, unless the transaction has failed: its end undoes them, and it takes no statement."""
    session = connection.connection
    failed = session is None or session.closed or session.info.transaction_status == TransactionStatus.INERROR
    if not failed and not connection.needs_rollback:
        with connection.cursor() as cursor:
            _write(cursor, before)


def _set(cursor: CursorWrapper, values: Mapping[str, str]) -> dict[str, str]:
    """Set what the transaction carries; gives what it carried before. Two statements, however many names."""
    ensure(connection.in_atomic_block, "history context needs a transaction")
    names = list(values)
    cursor.execute("SELECT name, current_setting(name, true) FROM unnest(%s::text[]) AS name", [names])
    before = {name: value or "" for name, value in cursor.fetchall()}
    _write(cursor, values)
    return before


def _write(cursor: CursorWrapper, values: Mapping[str, str]) -> None:
    cursor.execute(
        "SELECT set_config(name, value, true) FROM unnest(%s::text[], %s::text[]) AS n(name, value)",
        [list(values), list(values.values())],
    )
