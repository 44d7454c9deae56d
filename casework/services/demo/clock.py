"""The demonstration's days: what it does in March is stamped as done in March."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time

from django.db import connection


def noon(day: date) -> datetime:
    """Noon of a day."""
    return datetime.combine(day, time(12, tzinfo=UTC))


@contextmanager
def on_day(day: date) -> Iterator[None]:
    """Have ``app_now()`` give noon of a day for every transaction of this session until the end."""
    _set(noon(day).isoformat())
    try:
        yield
    finally:
        _set("")


def _set(instant: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.now', %s, false)", [instant])
