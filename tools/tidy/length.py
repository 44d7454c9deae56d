"""Nothing that nobody opens: files and functions keep to a size."""

from __future__ import annotations

import ast
from pathlib import Path

from tools.tidy.tree import sources

FILE_LINES = 400
FUNCTION_LINES = 70
RED_ZONE = 75


def check(root: Path) -> list[str]:
    """Modules of more than 400 lines and functions of more than 70; migrations, which are generated, are free."""
    problems = []
    for source in sources(root):
        if "migrations" in source.parts:
            continue
        if len(source.lines) > FILE_LINES:
            problems.append(
                f"{source.path}: {len(source.lines)} lines; a module has at most {FILE_LINES}: make it a package"
            )
        if source.broken:
            problems.append(source.broken)
        for node in ast.walk(source.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                problems += _function(source.at(node), node)
    return problems


def _function(place: str, node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    if lines <= FUNCTION_LINES:
        return []
    zone = "has crept into the red zone" if lines <= RED_ZONE else "is far too long"
    return [f"{place}: {node.name} of {lines} lines {zone}; at most {FUNCTION_LINES}: name its parts"]
