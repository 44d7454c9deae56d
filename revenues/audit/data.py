"""Who acts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, a run or a loader. Services are given one; they never ask who is signed in."""

    kind: str
    id: int | None
    name: str

    @property
    def ref(self) -> str:
        """How history names the actor: ``user:12``, ``run:5``."""
        return f"{self.kind}:{self.id}" if self.id is not None else self.kind


SYSTEM = Actor("system", None, "The system")
