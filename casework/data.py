"""A scenario as it is read, and what came of it: frozen, pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class StoryEvent:
    """One thing that happens on one day. ``refused`` are the words in which it must be refused, if it must."""

    line: int
    on: date
    verb: str
    args: Mapping[str, Any]
    because: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """What must hold of one account and year at one point of the story; ``wanted`` by name, as it was written."""

    line: int
    account: str
    year: int | None
    wanted: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """One scenario, read and checked: amounts in pence, days as dates, labels that all lead somewhere."""

    file: str
    name: str
    about: str
    settings: Mapping[str, Mapping[date, Any]]
    areas: tuple[str, ...]
    tax: Mapping[int, Mapping[str, Any]]
    properties: Mapping[str, Mapping[str, Any]]
    people: Mapping[str, Mapping[str, Any]]
    story: tuple[StoryEvent, ...]
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Where what was expected and what came of it part, line by line."""

    file: str
    line: int
    what: str
    expected: tuple[str, ...]
    got: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a scenario: its events with their refusals, its accounts year by year, its differences.

    ``events`` and ``accounts`` are plain dicts and lists, the same for print and ``--json``.
    """

    case: Case
    events: tuple[Mapping[str, Any], ...]
    accounts: tuple[Mapping[str, Any], ...]
    differences: tuple[Difference, ...] = field(default=())

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected."""
        return not self.differences
