"""What a proposal is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Proposed:
    """Something that one person proposes and another must decide.

    Args:
        kind: what it is: ``write_off``, ``payee_change``. Limits are set by kind.
        subject: what it is about, as kind and id: ``("account", 12)``. One open proposal of a kind a subject.
        reason: why, in the proposer's words.
        pence: how much money leaves or is given up, never negative; nought where no money is concerned.
        payload: what must be known to carry it out; plain JSON.
    """

    kind: str
    subject: tuple[str, object]
    reason: str
    pence: int = 0
    payload: Mapping[str, Any] = field(default_factory=dict)
