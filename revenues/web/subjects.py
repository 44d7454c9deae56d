"""What the things that runs pick are called on screen: higher apps say so, since the platform does not know them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing as people call it, and the address of its page."""

    name: str
    url: str


Namer = Callable[[Iterable[int]], Mapping[int, Subject]]
_namers: dict[str, Namer] = {}


def names_subjects(kind: str) -> Callable[[Namer], Namer]:
    """Have the decorated function name what runs of a kind pick, all ids in one query."""

    def register(namer: Namer) -> Namer:
        _namers[kind] = namer
        return namer

    return register


def subjects(kind: str, ids: Iterable[int]) -> Mapping[int, Subject]:
    """The subjects of a kind of run by id; nothing for a kind that nobody has named."""
    namer = _namers.get(kind)
    return namer(ids) if namer else {}
