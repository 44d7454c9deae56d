"""Half-open periods of days, and timelines of dated values that never overlap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Generic, TypeVar

T = TypeVar("T")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from ``start`` up to but not including ``end``; ``end`` None means still running."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end <= self.start:
            raise ValueError(f"a period must end after it starts: {self.start} to {self.end}")

    @classmethod
    def inclusive(cls, first: date, last: date | None) -> Period:
        """From the first day to the last day inclusive, as people say it."""
        return cls(first, None if last is None else last + ONE_DAY)

    @property
    def last(self) -> date | None:
        """The last day inclusive, as screens and notices show it."""
        return None if self.end is None else self.end - ONE_DAY

    @property
    def days(self) -> int:
        """How many days. Raises ValueError for a period that is still running."""
        if self.end is None:
            raise ValueError("an open period has no number of days")
        return (self.end - self.start).days

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)

    def overlaps(self, other: Period) -> bool:
        """Whether any day is in both."""
        return self.intersect(other) is not None

    def intersect(self, other: Period) -> Period | None:
        """The days in both, or None."""
        start = max(self.start, other.start)
        end = _earlier(self.end, other.end)
        return Period(start, end) if end is None or start < end else None

    def __str__(self) -> str:
        return f"{self.start:%d %b %Y} to {self.last:%d %b %Y}" if self.end else f"from {self.start:%d %b %Y}"


def _earlier(a: date | None, b: date | None) -> date | None:
    if a is None or b is None:
        return a if b is None else b
    return min(a, b)


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """A value that holds for a period, and the reference of the fact that says so."""

    period: Period
    value: T
    fact: str = ""


def after_months(day: date, months: int) -> date:
    """The day after a run of whole months that begins with ``day``: six from 20 March end with 19 September.

    Where the last month has no such day the run lasts until its end: six from 31 August end with February.
    """
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    try:
        return date(year, month, day.day)
    except ValueError:
        return date(year + month // 12, month % 12 + 1, 1)


def on(day: date, timeline: Iterable[Dated[T]]) -> Dated[T] | None:
    """The entry of a timeline that holds on a day, or None."""
    for entry in timeline:
        if day in entry.period:
            return entry
    return None


def all_on(day: date, timeline: Iterable[Dated[T]]) -> tuple[Dated[T], ...]:
    """Every entry that holds on a day, where entries may overlap (residents, reductions)."""
    return tuple(entry for entry in timeline if day in entry.period)


def boundaries(within: Period, *timelines: Iterable[Dated[Any]]) -> list[date]:
    """The days inside a closed period on which something begins or ends, first and end included."""
    if within.end is None:
        raise ValueError("boundaries need a closed period")
    found = {within.start, within.end}
    for timeline in timelines:
        for entry in timeline:
            for day in (entry.period.start, entry.period.end):
                if day is not None and within.start < day < within.end:
                    found.add(day)
    return sorted(found)


def segments(within: Period, *timelines: Iterable[Dated[Any]]) -> Iterator[Period]:
    """The closed period cut wherever something begins or ends: nothing changes inside a piece."""
    days = boundaries(within, *timelines)
    for start, end in pairwise(days):
        yield Period(start, end)


def merge_equal(pieces: Sequence[Dated[T]]) -> list[Dated[T]]:
    """Join neighbours that touch and hold the same value: a fact which changes nothing moves nothing."""
    merged: list[Dated[T]] = []
    for piece in pieces:
        last = merged[-1] if merged else None
        if last and last.period.end == piece.period.start and last.value == piece.value:
            merged[-1] = Dated(Period(last.period.start, piece.period.end), last.value, last.fact)
        else:
            merged.append(piece)
    return merged
