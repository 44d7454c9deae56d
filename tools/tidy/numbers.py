"""No number of the law stands in code: it is a dated figure in ``law/*.yaml``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tools.tidy.tree import Source, apps, dotted

LAWFUL = frozenset({"accounts", "reduction", "ledger", "billing", "payments", "directdebit", "recovery"})
PLAIN = frozenset({0, 1})
FORM = frozenset({"combinations", "islice"})  # pairs and pieces


def check(root: Path) -> list[str]:
    """Whole numbers inside functions of rules. What the law says is a figure; what is mere form has a name above."""
    return [
        f"{source.at(node)}: {node.value!r} in a rule; numbers of the law are in law/*.yaml, others have a name"
        for source in apps(root)
        if source.room == "rules" and source.parts[0] in LAWFUL
        for node in _numbers(source)
    ]


def _numbers(source: Source) -> Iterator[ast.Constant]:
    functions = [node for node in ast.walk(source.tree) if isinstance(node, ast.FunctionDef)]
    inside = {id(part): part for function in functions for part in ast.walk(function)}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Slice) or (isinstance(node, ast.Call) and dotted(node.func) in FORM):
            for part in ast.walk(node):
                inside.pop(id(part), None)
    for part in inside.values():
        if isinstance(part, ast.Constant) and type(part.value) is int and part.value not in PLAIN:
            yield part
