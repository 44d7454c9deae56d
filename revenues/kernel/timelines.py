"""Changing a timeline: what must be cut, changed, taken away and added so that a value holds for a period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

from revenues.kernel.periods import Period

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Held(Generic[K]):
    """A row of a timeline as it stands: its key and its period."""

    key: K
    period: Period


@dataclass(frozen=True, slots=True)
class Edits(Generic[K]):
    """What to do, in this order: take away, cut, split, then write the new value.

    ``cut`` gives rows a shorter period; ``split`` copies a row's value to a second period behind the new one;
    ``replace`` is the row that begins on the same day and takes the new value in place; None for a new row.
    """

    period: Period
    replace: K | None = None
    take: tuple[K, ...] = ()
    cut: tuple[tuple[K, Period], ...] = ()
    split: tuple[tuple[K, Period], ...] = ()


@dataclass(slots=True)
class _Building(Generic[K]):
    replace: K | None = None
    take: list[K] = field(default_factory=list)
    cut: list[tuple[K, Period]] = field(default_factory=list)
    split: list[tuple[K, Period]] = field(default_factory=list)


def overlay(held: Sequence[Held[K]], *, starts: date, ends: date | None = None) -> Edits[K]:
    """The edits after which one value holds from ``starts``.

    Args:
        held: the rows of the timeline, in any order, without overlaps.
        ends: the first day on which it no longer holds; None: until the next row that is held begins, or for
            good. A period given in full stands above all that it covers.

    Raises:
        ValueError: a period that ends before it begins.
    """
    later = [row.period.start for row in held if row.period.start > starts]
    until = ends if ends is not None else min(later, default=None)
    period = Period(starts, until)
    found: _Building[K] = _Building()
    for row in held:
        if row.period.overlaps(period):
            _settle(row, period, found)
    return Edits(period, found.replace, tuple(found.take), tuple(found.cut), tuple(found.split))


def _settle(row: Held[K], period: Period, found: _Building[K]) -> None:
    """What becomes of one row that the new period overlaps."""
    runs_on = period.end is not None and (row.period.end is None or row.period.end > period.end)
    rest = Period(period.end, row.period.end) if runs_on and period.end is not None else None
    if rest:
        found.split.append((row.key, rest))
    if row.period.start < period.start:
        found.cut.append((row.key, Period(row.period.start, period.start)))
    elif row.period.start == period.start:
        found.replace = row.key
    else:
        found.take.append(row.key)
