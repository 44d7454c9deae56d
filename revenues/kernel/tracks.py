"""A timeline in memory that files make statements about: what is new, what differs, what cannot be."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from revenues.kernel.periods import Period

V = TypeVar("V", bound=Hashable)


class Clash(ValueError):
    """A statement that what is held contradicts; its text says how."""


@dataclass(slots=True)
class Entry(Generic[V]):
    """One value from a day. ``key`` is the row that is held, None for a new one; ``was`` its period before."""

    start: date
    end: date | None
    value: V
    key: int | None = None
    was: Period | None = None
    touched: bool = False

    @property
    def period(self) -> Period:
        """The days for which it holds."""
        return Period(self.start, self.end)

    @property
    def grows(self) -> bool:
        """Whether its period covers days that it did not cover before, so that it must be written last."""
        if self.was is None or self.was == self.period:
            return False
        later = self.was.end is not None and (self.end is None or self.end > self.was.end)
        return later or self.start < self.was.start


class Track(Generic[V]):
    """The entries of one timeline, as held and as statements change them. Nothing that is held is ever removed."""

    __slots__ = ("entries", "first_day")

    def __init__(self, held: Iterable[tuple[int, Period, V]] = ()) -> None:
        self.entries: list[Entry[V]] = sorted(
            (Entry(period.start, period.end, value, key, period) for key, period, value in held),
            key=lambda entry: entry.start,
        )
        self.first_day: date | None = None

    def state(self, value: V, start: date) -> Entry[V]:
        """Something is so from a day, until something else is said: nothing new when it is so already.

        Raises Clash when the day lies inside what is held otherwise, and more is held after it.
        """
        covering = self.on(start)
        if covering is not None and covering.value == value:
            return covering
        later = [held.start for held in self.entries if held.start > start]
        return self.entry(value, start, min(later) if later and covering is None else None)

    def entry(self, value: V, start: date, end: date | None = None) -> Entry[V]:
        """There is an entry that begins on a day; without an end nothing is said about its end.

        An entry that begins that day takes the value and the end. Else the last entry is ended and a new one
        begins. Raises Clash when an entry is held that begins later and overlaps.
        """
        for held in self.entries:
            if held.start == start:
                self._correct(held, value, end)
                return held
        later = [held for held in self.entries if held.start > start]
        covering = self.on(start)
        if later and (covering is not None or end is None or end > later[0].start):
            raise Clash(f"an entry from {later[0].start} is held, and this one from {start} is not")
        if covering is not None:
            covering.end, covering.touched = start, True
        made = Entry(start, end, value, touched=True)
        self.entries.append(made)
        self.entries.sort(key=lambda entry: entry.start)
        self._differs(start)
        return made

    def on(self, day: date) -> Entry[V] | None:
        """The entry that holds on a day."""
        for entry in reversed(self.entries):
            if entry.start <= day:
                return entry if entry.end is None or day < entry.end else None
        return None

    def covers(self, period: Period) -> date | None:
        """The first day of a period on which nothing holds; None when every day is covered."""
        day = period.start
        for entry in self.entries:
            if entry.end is not None and entry.end <= day:
                continue
            if entry.start > day:
                break
            if entry.end is None or (period.end is not None and entry.end >= period.end):
                return None
            day = entry.end
        return day

    def _correct(self, held: Entry[V], value: V, end: date | None) -> None:
        if held.value != value:
            held.value, held.touched = value, True
            self._differs(held.start)
        if end is None or held.end == end:
            return
        if any(held.start < other.start < end for other in self.entries):
            raise Clash(f"it would end on {end}, and another entry begins before that day")
        self._differs(end if held.end is None else min(end, held.end))
        held.end, held.touched = end, True

    def _differs(self, day: date) -> None:
        self.first_day = day if self.first_day is None else min(day, self.first_day)
