"""Writing one dated fact into a timeline that never overlaps."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from datetime import date
from typing import Any

from django.db.models import QuerySet
from psycopg.types.range import DateRange

from revenues.authority.models.facts import Fact
from revenues.kernel.errors import DomainError
from revenues.kernel.periods import Period
from revenues.kernel.timelines import Edits, Held, overlay
from valuation.data import Told


def put(
    rows: QuerySet[Any],
    *,
    owner: Mapping[str, Any],
    values: Mapping[str, Any],
    starts: date,
    ends: date | None,
    told: Told,
) -> tuple[Any, bool]:
    """Have ``values`` hold from ``starts``: end the old, begin the new. Inside the caller's transaction and lock.

    Args:
        rows: the model's rows, unfiltered.
        owner: what the timeline is of (``property_id=12``); kept on a new row.
        values: the fact itself.
        ends: the first day on which it no longer holds; None: until the next row begins, or for good.

    Returns:
        The row that holds on ``starts``, and whether anything was changed.

    Raises:
        DomainError: a period that ends before it begins.
    """
    if ends is not None and ends <= starts:
        raise DomainError(f"A period must end after it begins: {starts} to {ends}.", starts=starts, ends=ends)
    held = {row.pk: row for row in rows.filter(**owner).order_by("period")}
    for row in held.values():
        if _says(row, values, starts, ends):
            return row, False
    edits = overlay([Held(pk, row.days) for pk, row in held.items()], starts=starts, ends=ends)
    return _write(rows.model, held, edits, dict(owner) | dict(values), told), True


def _says(row: Fact, values: Mapping[str, Any], starts: date, ends: date | None) -> bool:
    """Whether a row that is held already says this from this very day."""
    same_days = row.days.start == starts and (ends is None or row.days.end == ends)
    return same_days and all(getattr(row, name) == value for name, value in values.items())


def _write(
    model: type[Any], held: Mapping[int, Any], edits: Edits[int], values: dict[str, Any], told: Told
) -> Any:
    copies = [(copy(held[key]), period) for key, period in edits.split]
    for key in edits.take:
        held[key].delete()
    for key, period in edits.cut:
        _save(held[key], period)
    fact = held[edits.replace] if edits.replace is not None else model()
    for name, value in (values | provenance(told)).items():
        setattr(fact, name, value)
    _save(fact, edits.period)
    for rest, period in copies:
        rest.pk = None
        rest._state.adding = True  # noqa: SLF001 - Django's own way to copy a row
        _save(rest, period)
    return fact


def _save(fact: Fact, period: Period) -> None:
    fact.period = DateRange(period.start, period.end)
    fact.save()


def provenance(told: Told) -> dict[str, Any]:
    """The columns that every dated fact carries, from how the council came to know it."""
    return {
        "told_on": told.told_on or told.on,
        "decided_on": told.on,
        "source": told.source[:60],
        "evidence": told.evidence[:200],
    }
