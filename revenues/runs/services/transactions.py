"""Savepoints that guard: one that cannot write, one that looks at every deferred constraint, one that undoes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from psycopg import errors

from revenues.runs.data import Busy

LOCK_WAIT = "500ms"  # shorter than the server's deadlock_timeout, so that a run gives way to an officer
_HELD = (errors.LockNotAvailable, errors.DeadlockDetected, errors.SerializationFailure)


@contextmanager
def read_only() -> Iterator[None]:
    """What runs inside may only read: the database refuses a write, and the savepoint is undone."""
    with transaction.atomic():
        execute("SET LOCAL transaction_read_only = on")
        yield
        transaction.set_rollback(True)


@contextmanager
def undone() -> Iterator[None]:
    """What runs inside is written, seen by every constraint, and undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def checked() -> Iterator[None]:
    """What runs inside must satisfy deferred constraints now, not at commit, where no savepoint is left."""
    with transaction.atomic():
        yield
        execute("SET CONSTRAINTS ALL IMMEDIATE")
        execute("SET CONSTRAINTS ALL DEFERRED")


def give_way() -> None:
    """For the rest of this transaction wait only a moment for a lock."""
    execute(f"SET LOCAL lock_timeout = '{LOCK_WAIT}'")


def connection_lost() -> bool:
    """Whether the session with the database has ended: nothing more can be said over it."""
    return connection.connection is None or connection.connection.closed


def must_leave(error: Exception) -> bool:
    """Whether an error is no fault of the item: its locks are held by another, or the database has gone."""
    return isinstance(error, Busy) or held_elsewhere(error) or connection_lost()


def held_elsewhere(error: BaseException | None) -> bool:
    """Whether the cause, however wrapped, is that another transaction holds what was asked for."""
    while error is not None:
        if isinstance(error, _HELD):
            return True
        error = error.__cause__
    return False


def execute(statement: str) -> None:
    """Run one statement that takes no parameters."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
