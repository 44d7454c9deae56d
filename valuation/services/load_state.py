"""What one load of dwellings works on, from the files to what is wanted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from revenues.authority.models import Authority
from revenues.kernel.columns import Layout, Table, read
from revenues.kernel.csvfile import cut
from revenues.kernel.errors import DomainError
from revenues.kernel.loading import Tally
from revenues.kernel.mapping import Mappings
from revenues.kernel.tracks import Entry
from valuation.formats.properties import AREAS, BAND_HISTORY, PROPERTIES
from valuation.services.tracks import Tracks

DEFAULTS = {"kind": "house", "status": "listed", "voa_reference": "", "postcode": ""}


@dataclass(frozen=True, slots=True)
class LoadFile:
    """A file as it was handed in."""

    name: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class PropertyFiles:
    """The files of one load: dwellings, and optionally their bands over time and areas."""

    properties: LoadFile
    bands: LoadFile | None = None
    areas: LoadFile | None = None


@dataclass(slots=True)
class Load:
    """What one load works on, from held to wanted."""

    authority: Authority
    properties: Table
    bands: Table
    areas: Table
    tallies: dict[str, Tally] = field(default_factory=dict)
    area_ids: dict[str, int] = field(default_factory=dict)
    held: dict[str, dict[str, Any]] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    band_tracks: Tracks = field(default_factory=dict)
    area_tracks: Tracks = field(default_factory=dict)
    said_bands: list[tuple[int, int, Entry[Any]]] = field(default_factory=list)
    said_areas: list[tuple[int, int, Entry[Any]]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    whole: bool = True


def ensure_distinct(files: Iterable[LoadFile | None]) -> None:
    """Raise DomainError when two files of a load have one name: problems are told by name and line."""
    names = [file.name for file in files if file]
    if len(set(names)) != len(names):
        raise DomainError(f"Two of the files have one name: {', '.join(sorted(names))}. Rename one.")


def parse(authority: Authority, files: PropertyFiles, mappings: Mappings) -> Load:
    def table(file: LoadFile | None, layout: Layout) -> Table:
        name = file.name if file else layout.kind
        cells = cut(file.raw, file=name) if file else cut(_empty(layout), file=name)
        read_table = read(cells, layout, mappings.of(layout.kind) if file else Mappings().of(layout.kind))
        return read_table if file else Table(name, "", (), read_table.problems)

    ensure_distinct((files.properties, files.bands, files.areas))
    load = Load(
        authority,
        table(files.properties, PROPERTIES),
        table(files.bands, BAND_HISTORY),
        table(files.areas, AREAS),
    )
    load.whole = not load.properties.problems
    for table_read in (load.areas, load.properties, load.bands):
        if table_read.sha256:
            load.tallies[table_read.file] = Tally(table_read.file, len(table_read.rows))
    return load


def _empty(layout: Layout) -> bytes:
    return (",".join(layout.names) + "\n").encode()
