"""What has happened to dwellings, for apps above to record the work that is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from revenues.kernel.events import Event


@dataclass(frozen=True, slots=True)
class BandChanged(Event):
    """A dwelling's band differs from what it was, from a day."""

    property_id: int
    authority_id: int
    from_day: date


@dataclass(frozen=True, slots=True)
class AreaChanged(Event):
    """A dwelling lies in another area than it did, from a day."""

    property_id: int
    authority_id: int
    from_day: date


@dataclass(frozen=True, slots=True)
class PropertiesLoaded(Event):
    """A file has been loaded: the dwellings whose band or area it changed, each with the first day that differs."""

    authority_id: int
    changed: tuple[tuple[int, date], ...]
