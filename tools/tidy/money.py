"""Money is whole pence and is divided in one place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tools.tidy.tree import Source, apps, dotted, imported

WHOLE = ("accounts.rules", "billing", "ledger", "revenues.kernel")
DIVIDER = "revenues/kernel/money.py"
DIVIDED = frozenset({"rules", "services"})
PATHS = frozenset({"root", "folder", "path", "place", "directory"})
# Chances of a story, in which no amount is made: floats are what ``random()`` is compared with.
CHANCES = ("casework/rules/population/",)
# Divisions that are not of money: file, the line as it stands, why. A line that is gone must go from here.
NOT_MONEY: dict[tuple[str, str], str] = {
    ("billing/rules/instalments.py", "fits = amount // least"): "counts how many instalments fit; no amount",
    (
        "notices/services/fingerprint.py",
        'return f"{number // 10_000}.{number // 100 % 100}.{number % 100}"',
    ): "takes the version of a library apart",
}


def check(root: Path) -> list[str]:
    """Floats, ``round`` and ``Decimal`` where money is; division of anything in rules and services."""
    problems: list[str] = []
    used: set[tuple[str, str]] = set()
    for source in apps(root):
        if _whole(source) and not source.path.startswith(CHANCES):
            problems += [
                f"{place}: {what}; money is whole pence (revenues.kernel.money)"
                for place, what in _inexact(source)
            ]
        if source.room in DIVIDED or _of_kernel(source):
            for node in _divisions(source):
                key = (source.path, source.line_of(node))
                if key in NOT_MONEY:
                    used.add(key)
                else:
                    problems.append(
                        f"{source.at(node)}: a division; money is divided in revenues.kernel.money only"
                    )
    stale = [key for key in NOT_MONEY if key not in used and (root / key[0]).exists()]
    problems += [
        f"tools/tidy/money.py: {path} no longer holds `{line}`: strike it from the list"
        for path, line in stale
    ]
    return problems


def _whole(source: Source) -> bool:
    place = ".".join(source.parts)
    return source.room in {"rules", "data"} or any(
        place == name or place.startswith(f"{name}.") for name in WHOLE
    )


def _of_kernel(source: Source) -> bool:
    """Months and years are counted in twelves in two modules of the kernel; the rest divides nothing."""
    return source.app.startswith("revenues.kernel") and source.parts[-1] not in {
        "money",
        "periods",
        "calendar",
    }


def _inexact(source: Source) -> Iterator[tuple[str, str]]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield source.at(node), f"the float {node.value}"
        elif isinstance(node, ast.Name) and node.id in {"float", "round", "Decimal"}:
            yield source.at(node), node.id
        elif isinstance(node, ast.Attribute) and node.attr in {"FloatField", "DecimalField", "Decimal"}:
            yield source.at(node), dotted(node) or node.attr
    for name, statement in imported(source.tree):
        if name.split(".")[0] == "decimal":
            yield source.at(statement), "decimal"


def _divisions(source: Source) -> Iterator[ast.expr | ast.stmt]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.BinOp | ast.AugAssign):
            if isinstance(node.op, ast.Div | ast.FloorDiv) and not _harmless(node):
                yield node
        elif isinstance(node, ast.Call) and dotted(node.func) == "divmod":
            yield node


def _harmless(node: ast.BinOp | ast.AugAssign) -> bool:
    """``folder / "name"`` joins a path, ``len(ids) // 2`` halves a list, spans of time are counted: none divides an amount."""
    sides = (node.left, node.right) if isinstance(node, ast.BinOp) else (node.value,)
    return any(
        isinstance(side, ast.JoinedStr)
        or (isinstance(side, ast.Constant) and isinstance(side.value, str))
        or dotted(side).rpartition(".")[2].lower() in PATHS
        or (isinstance(side, ast.Call) and dotted(side.func) in {"len", "timedelta"})
        for side in sides
    )
