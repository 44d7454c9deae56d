"""Bulk writes by ``COPY`` on Django's own connection: the only way in which batch work inserts rows.

``COPY`` goes round Django's cursor, so what that cursor would have done is done here: the history context is in
the transaction already (``audit.services.acting``), values are adapted by column, defaults that only Python
knows are filled in, and database errors come out as Django's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from typing import Any

from django.contrib.postgres.fields import RangeField
from django.db import connection, models
from psycopg import sql
from psycopg.types.range import Range

from revenues.kernel.errors import InvariantBroken, ensure
from revenues.kernel.periods import Period

Adapt = Callable[[Any], Any]
_SEPARATORS = (",", ":")


def copy(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert rows with one ``COPY``; gives how many.

    Args:
        model: the table's model.
        columns: field names or attribute names (``account`` or ``account_id``), in the order of each row.
            Columns left out take their default, the database's or the model's. The primary key may be left
            out; give it when children must refer to it, from ``reserve``.
        rows: plain values. Dicts and lists for JSON columns, lists for array columns, ``Period`` or a psycopg
            range for range columns. Read once, so a generator keeps memory flat.

    Raises:
        InvariantBroken: outside a transaction, for a column the table does not have or one named twice, or
            when a column without a default is left out.
        django.db.IntegrityError, django.db.DataError: as for any insert; the whole statement is undone.
    """
    ensure(connection.in_atomic_block, "bulk.copy needs a transaction", model=model.__name__)
    statement, adapters, filled = _plan(model, tuple(columns))
    count = 0
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as pipe:
        write = pipe.write_row
        for row in _adapted(rows, adapters, filled):
            write(row)
            count += 1
    return count


def reserve(model: type[models.Model], count: int) -> list[int]:
    """``count`` ids from the table's own sequence, ascending, for rows that ``copy`` will write.

    They need not be neighbours: other workers draw from the same sequence. Ids reserved and not used are lost,
    as with any sequence.
    """
    if count <= 0:
        return []
    table = model._meta
    ensure(table.pk is not None, "reserve needs a table with a key", model=model.__name__)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(nextval(pg_get_serial_sequence(%s, %s)::regclass)) FROM generate_series(1, %s)",
            [f'"{table.db_table}"', table.pk.column, count],
        )
        ids: list[int] = cursor.fetchone()[0]
    ids.sort()
    return ids


@lru_cache(maxsize=256)
def _plan(
    model: type[models.Model], columns: tuple[str, ...]
) -> tuple[sql.Composed, tuple[tuple[int, Adapt], ...], tuple[Any, ...]]:
    """The statement, what to adapt at which place, and the defaults to add at the end of each row."""
    table = model._meta
    known = {name: field for field in table.concrete_fields for name in (field.name, field.attname)}
    unknown = [name for name in columns if name not in known]
    ensure(not unknown, f"{model.__name__} has no such columns", columns=unknown)
    fields = [known[name] for name in columns]
    ensure(len(set(fields)) == len(fields), f"{model.__name__}: a column is named twice", columns=columns)
    rest = [field for field in table.concrete_fields if field not in fields]
    filled = [(field, _default(field)) for field in rest if _needs_default(field)]
    names = [str(field.column) for field in [*fields, *(field for field, _ in filled)]]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table.db_table), sql.SQL(", ").join([sql.Identifier(name) for name in names])
    )
    adapters = [(place, adapt) for place, field in enumerate(fields) if (adapt := _adapter(field))]
    return statement, tuple(adapters), tuple(value for _, value in filled)


def _needs_default(field: models.Field) -> bool:
    """Whether leaving the column out would write NULL where the model promises a value."""
    if field.primary_key or field.has_db_default():
        return False
    return field.has_default() or not field.null


def _default(field: models.Field) -> Any:
    if not field.has_default() and not (field.blank and field.empty_strings_allowed):
        raise InvariantBroken(f"{field.model.__name__}.{field.name} has no default: name it in columns")
    adapt = _adapter(field)
    value = field.get_default()
    return adapt(value) if adapt else value


def _adapter(field: models.Field) -> Adapt | None:
    if isinstance(field, models.JSONField):
        dump = json.JSONEncoder if field.encoder is None else field.encoder
        return partial(_json, dump(separators=_SEPARATORS, ensure_ascii=False).encode)
    if isinstance(field, RangeField):
        return _range
    return None


def _json(encode: Callable[[Any], str], value: Any) -> str | None:
    return None if value is None else encode(value)


def _range(value: Any) -> str | None:
    """A range as PostgreSQL reads it."""
    if value is None:
        return None
    if isinstance(value, Period):
        return f"[{value.start},{value.end or ''})"
    if isinstance(value, Range):
        if value.isempty:
            return "empty"
        lower, upper = ("" if edge is None else str(edge) for edge in (value.lower, value.upper))
        return f"{value.bounds[0]}{lower},{upper}{value.bounds[1]}"
    raise InvariantBroken(f"a range column was given {type(value).__name__}: give a Period or a range")


def _adapted(
    rows: Iterable[Sequence[Any]], adapters: Sequence[tuple[int, Adapt]], filled: tuple[Any, ...]
) -> Iterator[Sequence[Any]]:
    if not adapters:
        yield from ((*row, *filled) for row in rows) if filled else rows
        return
    for row in rows:
        values = [*row, *filled]
        for place, adapt in adapters:
            values[place] = adapt(values[place])
        yield values
