"""The files of a tree, as the checks see them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

APPS = ("revenues", "valuation", "notices", "accounts", "reduction", "ledger", "billing", "payments", "directdebit",
        "recovery", "casework", "reporting", "portal")  # fmt: skip
NEVER = frozenset({".git", ".venv", ".data", "node_modules", "__pycache__"})


@dataclass(frozen=True)
class Source:
    """One Python file: where it is, seen from the root, and what it says."""

    path: str
    text: str

    @property
    def parts(self) -> tuple[str, ...]:
        """The folders and the name, without the ending."""
        return tuple(self.path.removesuffix(".py").split("/"))

    @property
    def app(self) -> str:
        """The app a file belongs to: ``billing``, ``revenues.runs``; empty for tests and tools."""
        if self.parts[0] not in APPS:
            return ""
        return ".".join(self.parts[: 2 if self.parts[0] == "revenues" else 1])

    @property
    def room(self) -> str:
        """The room inside the app: ``rules``, ``services``, ``models`` ...; empty outside the apps."""
        depth = 2 if self.parts[0] == "revenues" else 1
        return self.parts[depth] if self.app and len(self.parts) > depth else ""

    @property
    def tree(self) -> ast.Module:
        """The parsed file; empty when it cannot be parsed, which ``broken`` tells."""
        return _parsed(self.path, self.text)[0]

    @property
    def broken(self) -> str:
        """Why the file cannot be parsed; empty when it can."""
        return _parsed(self.path, self.text)[1]

    @cached_property
    def lines(self) -> list[str]:
        """The lines as written."""
        return self.text.splitlines()

    def at(self, node: ast.expr | ast.stmt | ast.ExceptHandler) -> str:
        """The place of a node: ``billing/rules/rates.py:12``."""
        return f"{self.path}:{node.lineno}"

    def line_of(self, node: ast.expr | ast.stmt) -> str:
        """The first line of a node, trimmed."""
        return self.lines[node.lineno - 1].strip()


@lru_cache(maxsize=1024)
def _parsed(path: str, text: str) -> tuple[ast.Module, str]:
    try:
        return ast.parse(text, filename=path), ""
    except SyntaxError as error:
        return ast.Module([], []), f"{path}:{error.lineno}: {error.msg}"


def files(root: Path) -> list[str]:
    """Every file that is, or is about to be, in the repository; paths from the root, in order."""
    asked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=root, check=False, capture_output=True, text=True,
    )  # fmt: skip
    if asked.returncode == 0 and (root / ".git").exists():
        found = set(asked.stdout.splitlines())
    else:
        found = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    return sorted(name for name in found if (root / name).is_file() and not NEVER & set(name.split("/")))


def sources(root: Path) -> Iterator[Source]:
    """Every Python file of the tree."""
    for name in files(root):
        if name.endswith(".py"):
            yield Source(name, (root / name).read_text(encoding="utf-8"))


def apps(root: Path) -> Iterator[Source]:
    """Every Python file of the apps but migrations."""
    return (source for source in sources(root) if source.app and "migrations" not in source.parts)


def dotted(node: ast.AST) -> str:
    """``datetime.date.today`` of an attribute chain; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (front := dotted(node.value)):
        return f"{front}.{node.attr}"
    return ""


def imported(tree: ast.Module) -> Iterator[tuple[str, ast.stmt]]:
    """Every name imported anywhere in a file, dotted, with its statement: ``django.db.models``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield f"{node.module or ''}.{alias.name}", node
