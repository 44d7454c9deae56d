"""A database of its own for a measure, made from the migrations and dropped afterwards."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection
from psycopg import sql


@contextmanager
def scratch_database() -> Iterator[str]:
    """Have Django's connection use a new, migrated database until the end. Gives its name."""
    usual, name = connection.settings_dict["NAME"], f"revenues_bench_{os.getpid()}"
    _execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    _execute("CREATE DATABASE {}", name)
    _use(name)
    try:
        call_command("migrate", verbosity=0, interactive=False)
        yield name
    finally:
        _use(usual)
        _execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _use(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def _execute(statement: str, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(sql.Identifier(name)))
