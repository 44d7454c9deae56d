"""Tests prove something: none is skipped, expected to fail, empty or true by definition."""

from __future__ import annotations

import ast
from pathlib import Path

from tools.tidy.tree import Source, dotted, sources

DODGES = frozenset(
    {"pytest.skip", "pytest.xfail", "pytest.importorskip", "pytest.mark.skip", "pytest.mark.skipif", "pytest.mark.xfail",
     "unittest.skip", "unittest.skipIf", "unittest.expectedFailure"}
)  # fmt: skip
RAISERS = frozenset({"raises", "fail", "warns"})


def check(root: Path) -> list[str]:
    """Skipped and expected failures, assertions of constants, empty tests, and test files that assert nothing."""
    problems = []
    for source in sources(root):
        if source.parts[0] != "tests" and source.path != "conftest.py":
            continue
        problems += _dodges(source)
        if source.parts[-1].startswith("test_"):
            problems += _empty(source)
            if not _proves(source.tree):
                problems.append(f"{source.path}: asserts nothing")
    return problems


def _dodges(source: Source) -> list[str]:
    problems = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and dotted(node) in DODGES:
            problems.append(f"{source.at(node)}: {dotted(node)}; a test runs, or is not there")
        elif isinstance(node, ast.Assert) and isinstance(node.test, ast.Constant) and node.test.value:
            problems.append(f"{source.at(node)}: `{source.line_of(node)}` is always true")
    return problems


def _empty(source: Source) -> list[str]:
    return [
        f"{source.at(node)}: {node.name} does nothing"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef)
        and node.name.startswith("test_")
        and all(_idle(item) for item in node.body)
    ]


def _idle(node: ast.stmt) -> bool:
    return isinstance(node, ast.Pass) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))


def _proves(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.Assert)
        or (isinstance(node, ast.Call) and dotted(node.func).split(".")[-1] in RAISERS)
        for node in ast.walk(tree)
    )
