"""Migrations: one line of numbers, named by intent, importing nothing from the apps, and reversible."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tools.tidy.tree import APPS, Source, dotted, imported, sources

NAME = re.compile(r"^(?P<number>\d{4})_(?P<words>[a-z][a-z0-9_]*)$")
NAMELESS = re.compile(r"^(initial|auto_.*|merge.*|.*_and_more|\d.*|alter_.*_.*_and_.*)$")
BASES = frozenset(
    {"revenues.audit.models.history", "revenues.audit.models.states", "revenues.authority.models.scoped"}
)
REVERSED = {"RunPython": "reverse_code", "RunSQL": "reverse_sql"}


def check(root: Path) -> list[str]:
    """Migrations that say nothing by their name, fork, miss max_migration.txt, import the apps or cannot go back."""
    problems: list[str] = []
    folders: dict[str, list[str]] = {}
    for source in sources(root):
        if source.app and source.parts[-2] == "migrations" and source.parts[-1] != "__init__":
            folders.setdefault("/".join(source.parts[:-1]), []).append(source.parts[-1])
            problems += _name(source) + _imports(source) + _reverses(source)
    for folder, names in sorted(folders.items()):
        problems += _line(root / folder, folder, sorted(names))
    return problems


def _name(source: Source) -> list[str]:
    match = NAME.match(source.parts[-1])
    if match is None:
        return [f"{source.path}: a migration is called 0007_what_it_does"]
    if NAMELESS.match(match["words"]):
        return [
            f"{source.path}: `{match['words']}` does not say what it is for: makemigrations --name words_of_intent"
        ]
    return []


def _line(folder: Path, path: str, names: list[str]) -> list[str]:
    numbers = [name[:4] for name in names]
    problems = []
    if numbers != [f"{number:04d}" for number in range(1, len(names) + 1)]:
        problems.append(f"{path}: the numbers {', '.join(numbers)} are not one line from 0001")
    last = folder / "max_migration.txt"
    said = last.read_text(encoding="utf-8").strip() if last.exists() else ""
    if said != names[-1]:
        problems.append(
            f"{path}/max_migration.txt: says {said or 'nothing'}; the last migration is {names[-1]}"
        )
    return problems


def _imports(source: Source) -> list[str]:
    """Kernel and the field classes that a table was made with may be named; verbs and tables of today may not."""
    problems = []
    for name, statement in imported(source.tree):
        parts = name.split(".")
        if parts[0] in APPS and not _frozen(parts):
            problems.append(
                f"{source.at(statement)}: imports {name}; a migration imports no model, service or rule of the apps"
            )
    return problems


def _frozen(parts: list[str]) -> bool:
    """Modules that makemigrations itself must name: field types, bases without columns, managers."""
    return ".".join(parts[:2]) == "revenues.kernel" or ".".join(parts) in BASES


def _reverses(source: Source) -> list[str]:
    problems = []
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call):
            continue
        kind = dotted(node.func).split(".")[-1]
        if (
            kind in REVERSED
            and len(node.args) < 2
            and REVERSED[kind] not in {word.arg for word in node.keywords}
        ):
            problems.append(f"{source.at(node)}: {kind} cannot go back: give it {REVERSED[kind]}")
    return problems
