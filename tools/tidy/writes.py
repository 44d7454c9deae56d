"""Rows are written by services; postings by the ledger's services; events, not signals, carry news upwards."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tools.tidy.tree import Source, apps, dotted, imported

VERBS = frozenset(
    {"create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "update", "delete", "save"}
)
MANY = frozenset({"bulk_create", "bulk_update", "get_or_create", "update_or_create"})
LOOKS = (".objects", ".filter(", ".exclude(", ".within(", ".everywhere(", ".all()", ".select_for_update(")
# Platform code through which services write: the manager that refuses unscoped reads, and COPY.
WRITERS = frozenset({"revenues/authority/models/scoped.py", "revenues/runs/bulk.py"})
LEDGER = frozenset({"Allocation", "DayTotal", "DebtItem", "Entry", "Posting"})
# Who may write the ledger's rows besides ledger/services: none but the bulk writer of demands.
POSTERS = ("ledger/services", "billing/services/write.py")
COPY = "revenues.runs.bulk"


def check(root: Path) -> list[str]:
    """Writes outside services, writes of ledger rows outside the ledger, and signals anywhere."""
    problems = []
    for source in apps(root):
        if source.room != "services" and source.path not in WRITERS:
            problems += [
                f"{source.at(call)}: `{source.line_of(call)}` writes rows; only services write"
                for call in _writes(source)
            ]
        if not source.path.startswith(POSTERS):
            problems += [
                f"{source.at(call)}: {table} rows are written by ledger.services only"
                for call, table in _posts(source)
            ]
        problems += [
            f"{source.at(statement)}: {name} is a signal; use revenues.kernel.events"
            for name, statement in imported(source.tree)
            if name.startswith("django.")
            and ("signals" in name.split(".") or name.startswith("django.dispatch"))
        ]
    return problems


def _writes(source: Source) -> Iterator[ast.Call]:
    copies = _copies(source)
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and (dotted(node.func) in copies or _changes_rows(node)):
            yield node


def _changes_rows(call: ast.Call) -> bool:
    """``row.save()``, ``Table.objects.create(...)``, ``rows.filter(...).update(...)``; not ``found.update(...)``."""
    function = call.func
    if not isinstance(function, ast.Attribute):
        return False
    if function.attr in {"save", "delete"} and isinstance(function.value, ast.Name):
        return not call.args
    receiver = ast.unparse(function.value)
    return function.attr in MANY or (function.attr in VERBS and any(look in receiver for look in LOOKS))


def _copies(source: Source) -> set[str]:
    """The names under which a file may call ``bulk.copy``."""
    names = set()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                if whole == COPY:
                    names.add(f"{alias.asname or alias.name}.copy")
                elif whole == f"{COPY}.copy":
                    names.add(alias.asname or alias.name)
    return names


def _posts(source: Source) -> Iterator[tuple[ast.Call, str]]:
    """Writes whose table is one of the ledger's own, by its name in the call."""
    tables = {
        name.split(".")[-1] for name, _ in imported(source.tree) if name.startswith("ledger.models")
    } & LEDGER
    if not tables:
        return
    copies = _copies(source)
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call):
            continue
        name = dotted(node.func)
        first = ast.unparse(node.args[0]) if node.args else ""
        if name in copies and first in tables:
            yield node, first
        elif isinstance(node.func, ast.Attribute) and node.func.attr in VERBS:
            table = ast.unparse(node.func.value).split(".")[0]
            if table in tables:
                yield node, table
