"""How an error is told to the officer who finds an item parked by it."""

from __future__ import annotations

import traceback
from pathlib import Path

from revenues.kernel.errors import DomainError
from revenues.kernel.law import ROOT

LONGEST = 500


def told(error: BaseException) -> str:
    """The words to keep with a parked item: an error of ours as it speaks, any other by type, text and place.

    Only the first line of another's text: what follows in a database error may quote a row.
    """
    if isinstance(error, DomainError):
        return str(error)[:LONGEST]
    first = (str(error).strip() or "no text").splitlines()[0]
    return f"{type(error).__name__}: {first}{_place(error)}"[:LONGEST]


def _place(error: BaseException) -> str:
    """The innermost line of our own code, such as `` (billing/rules/charge.py:88)``."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(ROOT) and ".venv" not in path.parts:
            return f" ({path.relative_to(ROOT)}:{frame.lineno})"
    return ""
