"""Fences that no ready-made tool has: each a small function over a tree of source, ``check(root) -> problems``.

``python -m tools.tidy`` runs them over this tree; ``tests/tidy`` plants a violation of each and sees it bite. A
problem is one line: place, what is wrong, what to do instead.
"""

from collections.abc import Callable
from pathlib import Path

from tools.tidy import clock, docs, fronts, hygiene, law, length, migrations, money, numbers, proof, writes

Check = Callable[[Path], list[str]]

CHECKS: dict[str, Check] = {
    "length": length.check,
    "money": money.check,
    "clock": clock.check,
    "writes": writes.check,
    "fronts": fronts.check,
    "law": law.check,
    "numbers": numbers.check,
    "migrations": migrations.check,
    "proof": proof.check,
    "hygiene": hygiene.check,
    "docs": docs.check,
}
