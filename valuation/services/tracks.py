"""Timelines of many owners at once: read in one query, written in three statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from revenues.kernel.periods import Period
from revenues.kernel.tracks import Entry, Track
from revenues.runs import bulk
from revenues.runs.services.loads import Among, change

Tracks = dict[Any, Track[Any]]


def held_tracks(
    model: type[Any], *, owner: Sequence[str], values: Sequence[str], among: Collection[int], **only: Any
) -> Tracks:
    """The timelines of a model's owners, empty where nothing is held.

    Args:
        owner: columns that name a timeline; the first is filtered by ``among``.
        values: columns of what is said.
    """
    rows = model.objects.filter(Among(owner[0], among), **only).values_list(
        "pk", "period__startswith", "period__endswith", *owner, *values
    )
    found: dict[Any, list[tuple[int, Period, Any]]] = defaultdict(list)
    for pk, start, end, *columns in rows.order_by("pk"):
        key, value = tuple(columns[: len(owner)]), tuple(columns[len(owner) :])
        found[key if len(key) > 1 else key[0]].append((pk, Period(start, end), value))
    return defaultdict(Track, {key: Track(entries) for key, entries in found.items()})


def write_tracks(
    model: type[Any],
    tracks: Tracks,
    *,
    owner: Sequence[str],
    values: Sequence[str],
    common: Mapping[str, Any],
) -> None:
    """Write what statements changed: shorter periods first, then longer ones, then new rows."""
    touched = [(key, entry) for key, track in tracks.items() for entry in track.entries if entry.touched]
    held = [entry for _, entry in touched if entry.key is not None]
    columns = ("id", "period", *values)
    change(model, columns, [_row(entry) for entry in held if not entry.grows])
    change(model, columns, [_row(entry) for entry in held if entry.grows])
    bulk.copy(
        model,
        ("period", *owner, *values, *common),
        (
            (entry.period, *(key if isinstance(key, tuple) else (key,)), *entry.value, *common.values())
            for key, entry in touched
            if entry.key is None
        ),
    )


def _row(entry: Entry[Any]) -> tuple[Any, ...]:
    return (entry.key, entry.period, *entry.value)
