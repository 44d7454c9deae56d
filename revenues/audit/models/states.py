"""States as one table of moves: the field, the method and the database's own guard come from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import pgtrigger
from django_fsm import RETURN_VALUE, FSMField, FSMModelMixin, transition

from revenues.kernel.errors import Conflict

Moves = Mapping[str, tuple[str, ...]]


def state_field(initial: str) -> FSMField:
    """A protected state field that only ``to()`` may change."""
    return FSMField(default=initial, protected=True, max_length=20)


def guard(moves: Moves, *, field: str = "state") -> pgtrigger.FSM:
    """The database's guard over the same table of moves; staying put is always allowed."""
    return pgtrigger.FSM(
        name=f"{field}_moves",
        field=field,
        transitions=[(source, target) for source, targets in moves.items() for target in targets],
        separator="|",
    )


class Stateful(FSMModelMixin):
    """A model whose ``state`` moves only along ``MOVES``; a move has no other effect."""

    MOVES: ClassVar[Moves]
    state: Any

    def can_move(self, target: str) -> bool:
        """Whether the table allows the move from where it stands."""
        return target in self.MOVES.get(self.state, ())

    def to(self, target: str) -> None:
        """Move to another state, unsaved. Raises Conflict for a move that the table does not hold."""
        if not self.can_move(target):
            raise Conflict(
                f"This is {self.state} and cannot become {target}.", state=self.state, target=target
            )
        _assign(self, target)


def _assign(instance: Any, target: str) -> None:
    def chosen(_instance: Any) -> str:
        return target

    # A transition remembers its function, so each move gets a function of its own.
    mover = transition(field=type(instance)._meta.get_field("state"), source="*", target=RETURN_VALUE())
    mover(chosen).__get__(instance)()
