"""The clock is read in ``revenues.kernel.clock`` and nowhere else. ruff (TID251) says so too, by imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tools.tidy.tree import Source, dotted, imported, sources

CLOCK = "revenues/kernel/clock.py"
READS = frozenset(
    {
        "datetime.now", "datetime.today", "datetime.utcnow", "date.today", "time.time", "time.time_ns",
        "time.localtime", "time.gmtime", "timezone.now", "timezone.localdate", "timezone.localtime",
    }
)  # fmt: skip
IMPORTS = frozenset(
    {"time.time", "time.time_ns", "django.utils.timezone.now", "django.db.models.functions.Now"}
)
FREE = ("tools/",)  # they time themselves and stamp what they build


def check(root: Path) -> list[str]:
    """Calls that read the clock, by whatever name it was imported."""
    return [
        f"{source.at(node)}: {name} reads the clock; {_instead(source.app)}"
        for source in sources(root)
        if source.path != CLOCK and not source.path.startswith(FREE)
        for name, node in _reads(source)
    ]


def _reads(source: Source) -> Iterator[tuple[str, ast.expr | ast.stmt]]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and ".".join(dotted(node.func).split(".")[-2:]) in READS:
            yield f"{dotted(node.func)}()", node
    for name, statement in imported(source.tree):
        if name in IMPORTS:
            yield name, statement


def _instead(app: str) -> str:
    return "edges ask revenues.kernel.clock, all else is given its dates" if app else "tests name their days"
