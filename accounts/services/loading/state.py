"""What one load of accounts works on, from the files to what is wanted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from accounts.formats.accounts import LAYOUTS
from revenues.authority.models import Authority
from revenues.kernel.columns import Row, Table, read
from revenues.kernel.csvfile import cut
from revenues.kernel.loading import Problems, Tally
from revenues.kernel.mapping import Mappings
from revenues.kernel.periods import Period
from revenues.kernel.tracks import Clash, Entry, Track
from valuation.services.load import LoadFile, ensure_distinct
from valuation.services.tracks import Tracks

NO_SYSTEM = "file"


@dataclass(frozen=True, slots=True)
class AccountFiles:
    """The files of one load; all but the first may be left out."""

    accounts: LoadFile
    people: LoadFile | None = None
    entitlements: LoadFile | None = None
    balances: LoadFile | None = None


@dataclass(slots=True)
class Person:
    """Somebody named by the files: the row that says most, and the ids once they are known."""

    reference: str
    party_id: int
    held: bool
    file: str
    row: Row
    values: dict[str, Any]


@dataclass(slots=True)
class Wanted:
    """An account as the files have it."""

    reference: str
    row: Row
    account_id: int
    number: str
    property_id: int
    period: Period
    held: bool
    liable: list[tuple[int, str]] = field(default_factory=list)


@dataclass(slots=True)
class Load:
    """Everything between reading the files and writing the rows."""

    authority: Authority
    system: str
    accounts: Table
    people: Table
    entitlements: Table
    balances: Table
    tallies: dict[str, Tally] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    property_ids: dict[str, int] = field(default_factory=dict)
    account_ids: dict[str, int] = field(default_factory=dict)
    held_accounts: dict[int, dict[str, Any]] = field(default_factory=dict)
    held_liable: dict[int, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    wanted: dict[str, Wanted] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)
    tracks: dict[str, Tracks] = field(default_factory=dict)
    said: dict[str, list[tuple[Any, Entry[Any]]]] = field(default_factory=lambda: defaultdict(list))
    whole: bool = True

    @property
    def problems(self) -> tuple[Problems, ...]:
        """What is wrong, file by file, in the order in which it is told."""
        tables = (self.accounts, self.people, self.entitlements, self.balances)
        return tuple(table.problems for table in tables)

    def say(
        self,
        kind: str,
        key: Any,
        table: Table,
        row: Row,
        column: str,
        statement: Callable[[Track[Any]], Entry[Any]],
    ) -> None:
        """Make a statement about a timeline; a clash becomes a problem, a difference a changed row."""
        track = self.tracks[kind][key]
        before = _shape(track)
        try:
            entry = statement(track)
        except Clash as clash:
            table.problems.add(row.line, column, str(clash))
            return
        self.said[kind].append((key, entry))
        if _shape(track) != before:
            self.tallies[table.file].change(row.line)


def parse(authority: Authority, files: AccountFiles, mappings: Mappings) -> Load:
    """Read every file; nothing is asked of the database."""
    given = (files.accounts, files.people, files.entitlements, files.balances)
    ensure_distinct(given)
    tables = {
        layout.kind: read(cut(file.raw, file=file.name), layout, mappings.of(layout.kind))
        if file
        else Table(layout.kind, "", (), Problems(layout.kind))
        for layout, file in zip(LAYOUTS, given, strict=True)
    }
    load = Load(
        authority=authority,
        system=mappings.system or NO_SYSTEM,
        accounts=tables["accounts"],
        people=tables["people"],
        entitlements=tables["entitlements"],
        balances=tables["balances"],
    )
    load.whole = not (load.accounts.problems or load.people.problems)
    load.tallies = {
        table.file: Tally(table.file, len(table.rows)) for table in tables.values() if table.sha256
    }
    return load


def first_day(load: Load) -> dict[int, date]:
    """The first day on which anything about each dwelling differs from what was held."""
    found: dict[int, date] = {}
    for kind in ("occupancy", "household", "resident", "entitlement"):
        for key, track in load.tracks.get(kind, {}).items():
            pk = key[0] if isinstance(key, tuple) else key
            if track.first_day is not None:
                found[pk] = min(track.first_day, found.get(pk, track.first_day))
    return found


def _shape(track: Track[Any]) -> list[Any]:
    return [(entry.start, entry.end, entry.value) for entry in track.entries]
