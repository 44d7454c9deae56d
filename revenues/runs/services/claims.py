"""Claims: one row of work for one worker, counted before it is worked, given up when the worker dies.

Work is done in a second transaction, so that the attempt is counted even when the worker is killed in it.
Between the two a session lock keeps the row ours; it ends with the session.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from revenues.runs.services.transactions import connection_lost, execute

MAX_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Claim:
    """A row of work that is ours for now.

    ``attempts`` counts those made before, of which each was lost with its worker or failed as a whole.
    """

    id: int
    attempts: int

    @property
    def hopeless(self) -> bool:
        """Whether it has been tried often enough."""
        return self.attempts >= MAX_ATTEMPTS


@dataclass(frozen=True, slots=True)
class Queue:
    """A table of work.

    Args:
        key: keeps its session locks apart from those of other tables.
        pick: selects ``id, attempts`` of the next row, skipping locked rows and those in ``%(skip)s``.
        count: sets the attempts of row ``%(id)s`` to ``%(attempts)s``.
    """

    key: int
    pick: str
    count: str

    @contextmanager
    def claim(self, skip: Collection[int], **values: Any) -> Iterator[Claim | None]:
        """The next row, ours until the block ends; None when no row is free."""
        found = self._next({**values, "skip": list(skip)})
        try:
            yield found
        finally:
            if found is not None and not connection_lost():
                _ask("SELECT pg_advisory_unlock(%(key)s)", {"key": self.key + found.id})

    def forgive(self, claim: Claim) -> None:
        """Take the attempt back: it was no fault of the work."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(self.count, {"id": claim.id, "attempts": claim.attempts})

    def _next(self, values: dict[str, Any]) -> Claim | None:
        with transaction.atomic():
            execute("SET LOCAL synchronous_commit = off")  # the count must outlive the worker, not the server
            while row := _ask(self.pick, values):
                identifier, attempts = row
                if _ask("SELECT pg_try_advisory_lock(%(key)s)", {"key": self.key + identifier}) == (True,):
                    with connection.cursor() as cursor:
                        cursor.execute(self.count, {"id": identifier, "attempts": attempts + 1})
                    return Claim(identifier, attempts)
                values["skip"].append(identifier)
        return None


def _ask(query: str, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchone()
