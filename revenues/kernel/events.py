"""Typed events, by which a low app lets a higher one record that work is due. Not Django signals.

Handlers run at once, in the publisher's transaction: all or nothing. A handler records due work,
and nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar


@dataclass(frozen=True, slots=True)
class Event:
    """Something that has happened, told in ids and days."""


H = TypeVar("H", bound=Callable[..., None])
_handlers: dict[type[Event], list[Callable[..., None]]] = defaultdict(list)


def subscribe(kind: type[Event]) -> Callable[[H], H]:
    """Have the decorated function called for every event of this kind."""

    def register(handler: H) -> H:
        if handler not in _handlers[kind]:
            _handlers[kind].append(handler)
        return handler

    return register


def publish(event: Event) -> None:
    """Call every subscriber now; an error in one undoes the transaction of the publisher."""
    for handler in _handlers[type(event)]:
        handler(event)


def subscribers() -> dict[type[Event], tuple[Callable[..., None], ...]]:
    """Who listens to what, for the page in docs/architecture.md."""
    return {kind: tuple(handlers) for kind, handlers in _handlers.items()}
