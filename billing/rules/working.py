"""The working of an assessment as it is stored: lists by position, small and without loss.

``[as_at, year, engine, law digest, total, [line, ...]]``; a line is ``[kind, detail, first day, end, annual,
percent, base, amount, rule, [fact, ...]]`` with the kind as its place in ``KINDS`` and days counted from
1 April of the year. New kinds are added at the end, so that what is stored stays readable.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from billing.data import Assessment, Line
from revenues.kernel.periods import Period
from revenues.kernel.years import year_period

KINDS = ("charge", "disabled", "discount", "reduction", "exempt", "premium", "support")
_PLACE = {kind: place for place, kind in enumerate(KINDS)}


def to_json(assessment: Assessment) -> list[Any]:
    """An assessment as lists of numbers and texts, ready for a ``json`` column.

    Raises:
        ValueError: a line that is still running, or of a kind that has no place.
    """
    first = year_period(assessment.year).start
    return [
        assessment.as_at.isoformat(),
        assessment.year,
        assessment.engine,
        assessment.law_digest,
        assessment.total,
        [_packed(line, first) for line in assessment.lines],
    ]


def from_json(working: Sequence[Any]) -> Assessment:
    """The assessment that ``to_json`` stored. Raises ValueError when it is something else."""
    try:
        as_at, year, engine, digest, total, lines = working
        first = year_period(year).start
        return Assessment(
            year=year,
            as_at=date.fromisoformat(as_at),
            lines=tuple(_unpacked(line, first) for line in lines),
            total=total,
            law_digest=digest,
            engine=engine,
        )
    except (TypeError, IndexError, AttributeError) as error:
        raise ValueError(f"this is no stored working: {error}") from error


def _packed(line: Line, first: date) -> list[Any]:
    if line.period.end is None or line.kind not in _PLACE:
        raise ValueError(f"a {line.kind} line {line.period} cannot be stored")
    return [
        _PLACE[line.kind],
        line.detail,
        (line.period.start - first).days,
        (line.period.end - first).days,
        line.annual,
        line.percent,
        line.base,
        line.amount,
        line.rule,
        list(line.facts),
    ]


def _unpacked(line: Sequence[Any], first: date) -> Line:
    kind, detail, start, end, annual, percent, base, amount, rule, facts = line
    period = Period(first + timedelta(days=start), first + timedelta(days=end))
    return Line(KINDS[kind], detail, period, annual, percent, base, amount, rule, tuple(facts))
