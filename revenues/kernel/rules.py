"""Rules of law: each has an id, a provision, a certainty, and a sentence for people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: where it stands in law, and what it says in plain words."""

    id: str
    provision: str
    certainty: str
    summary: str
    module: str
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What a rule decided on a day, with its reason in words and in law.

    ``value`` is what was asked for (per cent, class, the ids of those liable). ``reasons`` are plain
    sentences in the order in which they were reached; ``facts`` the references relied on.
    """

    value: Any
    rule: str
    provision: str
    reasons: tuple[str, ...] = ()
    facts: tuple[str, ...] = field(default=())

    def __bool__(self) -> bool:
        return bool(self.value)


_rules: dict[str, Rule] = {}


def rule(
    id: str, *, provision: str, certainty: str = "S", parameters: tuple[str, ...] = ()
) -> Callable[[F], F]:
    """Name the decorated function as a rule. Its docstring's first line is the summary shown to people."""

    def register(function: F) -> F:
        if id in _rules and _rules[id].module != function.__module__:
            raise ValueError(f"two rules are called {id}")
        summary = (function.__doc__ or "").strip().split("\n")[0]
        _rules[id] = Rule(id, provision, certainty, summary, function.__module__, parameters)
        function.rule = _rules[id]  # type: ignore[attr-defined]
        return function

    return register


def find(id: str) -> Rule | None:
    """The rule of an id, among the modules loaded so far."""
    return _rules.get(id)


def all_rules() -> tuple[Rule, ...]:
    """Every rule of the modules loaded so far, by id."""
    return tuple(_rules[key] for key in sorted(_rules))
