"""The reach of a question: which billing authorities it may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """The ids of the authorities that may be seen. Every selector takes one; there is no default."""

    authority_ids: frozenset[int]

    @classmethod
    def of(cls, *authority_ids: int) -> Scope:
        """The scope of these authorities."""
        return cls(frozenset(authority_ids))

    @classmethod
    def among(cls, authority_ids: Iterable[int]) -> Scope:
        """The scope of any number of authorities; none sees nothing."""
        return cls(frozenset(authority_ids))

    def __contains__(self, authority_id: int) -> bool:
        return authority_id in self.authority_ids
