"""Errors that mean something to the person who reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn


class DomainError(Exception):
    """Something an officer asked for that cannot be done, said in words she can act on.

    ``facts`` are the values that explain it; never names, addresses or bank details, since
    they may reach a log.
    """

    def __init__(self, message: str, **facts: object) -> None:
        super().__init__(message)
        self.message = message
        self.facts = facts

    def __str__(self) -> str:
        return self.message


class InvariantBroken(DomainError):
    """The system found itself in a state that must not exist. Nothing is written."""


class NotPermitted(DomainError):
    """The actor may not do this, here, or alone."""


class Conflict(DomainError):
    """Somebody else changed or holds what was asked for."""


def ensure(truth: object, message: str, **facts: object) -> None:
    """Check an invariant. Unlike ``assert`` it stays under ``python -O``. Raises InvariantBroken."""
    if not truth:
        _broken(message, facts)


def _broken(message: str, facts: dict[str, object]) -> NoReturn:
    told = ", ".join(f"{name}={value!r}" for name, value in facts.items())
    raise InvariantBroken(f"{message} ({told})" if told else message, **facts)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one place of a file that somebody handed us."""

    file: str
    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.column}: {self.reason}" if self.column else f"{place}: {self.reason}"
