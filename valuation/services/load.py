"""Loading dwellings with their bands and areas: all of the files, or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from revenues.audit.data import Actor
from revenues.authority.data import Scope
from revenues.authority.models import Authority
from revenues.authority.rules.roles import LOAD_FILE
from revenues.authority.selectors import require
from revenues.kernel.columns import Layout, Row, Table, read
from revenues.kernel.csvfile import cut
from revenues.kernel.errors import DomainError
from revenues.kernel.events import publish
from revenues.kernel.loading import Loaded, Proof, Tally, compare, ensure_balance, refuse_if_any
from revenues.kernel.mapping import Mappings
from revenues.kernel.tracks import Clash, Entry
from revenues.runs import bulk
from revenues.runs.services.loads import among_ids, among_texts, change, loading, record_load
from valuation.events import PropertiesLoaded
from valuation.formats.properties import AREAS, BAND_HISTORY, PROPERTIES
from valuation.models import Area, BandEntry, Property, PropertyArea
from valuation.services.dwellings import BANDS, address_key
from valuation.services.tracks import Tracks, held_tracks, write_tracks

BEGINNING = date(1993, 4, 1)
WHY = "a UPRN is one dwelling's in the whole installation"
COLUMNS = ("reference", "uprn", "voa_reference", "address", "postcode", "kind", "status", "search_key")
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
class _Load:
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


def load_properties(
    *,
    authority: Authority,
    files: PropertyFiles,
    by: Actor,
    mappings: Mappings | None = None,
    on: date | None = None,
    dry_run: bool = False,
) -> Loaded:
    """Load dwellings, their areas and bands; see docs/loaders.md for every column.

    A dwelling is known by its reference. A row that says what is held changes nothing; a band or area from a later
    day ends the one before it; another one from the same day corrects it; a blank cell says nothing.

    Args:
        on: the business day, for the permission of a person; None for the day of the database.

    Raises:
        Refused: with every problem of the files, by line, column and reason. Nothing is written.
        Conflict: another load of properties runs for this authority. NotPermitted.
    """
    require(by, LOAD_FILE, authority_id=authority.pk, on=on)
    load = _parse(authority, files, mappings or Mappings())
    reason = f"load_properties {files.properties.name}"
    with loading(authority_id=authority.pk, kind="properties", by=by, reason=reason, dry_run=dry_run):
        _find_held(load)
        _check_rows(load)
        _say_areas_and_bands(load)
        refuse_if_any(load.areas.problems, load.properties.problems, load.bands.problems)
        _write(load)
        proofs = _proofs(load)
        ensure_balance(proofs)
        loaded = Loaded(
            "properties", authority.name, tuple(load.tallies.values()), tuple(proofs), tuple(load.warnings),
            dry_run=dry_run,
        )  # fmt: skip
        digests = [table.sha256 for table in (load.properties, load.bands, load.areas) if table.sha256]
        record_load(loaded, authority_id=authority.pk, sha256=digests, by=by)
        _tell(load)
    return loaded


def ensure_distinct(files: Iterable[LoadFile | None]) -> None:
    """Raise DomainError when two files of a load have one name: problems are told by name and line."""
    names = [file.name for file in files if file]
    if len(set(names)) != len(names):
        raise DomainError(f"Two of the files have one name: {', '.join(sorted(names))}. Rename one.")


def _parse(authority: Authority, files: PropertyFiles, mappings: Mappings) -> _Load:
    def table(file: LoadFile | None, layout: Layout) -> Table:
        name = file.name if file else layout.kind
        cells = cut(file.raw, file=name) if file else cut(_empty(layout), file=name)
        read_table = read(cells, layout, mappings.of(layout.kind) if file else Mappings().of(layout.kind))
        return read_table if file else Table(name, "", (), read_table.problems)

    ensure_distinct((files.properties, files.bands, files.areas))
    load = _Load(
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


def _find_held(load: _Load) -> None:
    """What is held of the dwellings that the files name: five queries."""
    scope = Scope.of(load.authority.pk)
    for area in Area.objects.within(scope):
        load.area_ids[area.code] = area.pk
    _settle_areas(load, {area.code: area for area in Area.objects.within(scope)})
    named = {row["reference"] for row in load.properties.rows + load.bands.rows}
    named |= {row["annexe_of"] for row in load.properties.rows if row["annexe_of"]}
    rows = (
        Property.objects.within(scope)
        .filter(reference__in=among_texts(named))
        .values("pk", "annexe_of_id", *COLUMNS)
    )
    load.held = {row["reference"]: row for row in rows}
    load.ids = {reference: row["pk"] for reference, row in load.held.items()}
    ids = list(load.ids.values())
    load.band_tracks = held_tracks(BandEntry, owner=["property_id"], values=["band", "alteration"], among=ids)
    load.area_tracks = held_tracks(PropertyArea, owner=["property_id"], values=["area_id"], among=ids)
    new = [row["reference"] for row in load.properties.rows if row["reference"] not in load.ids]
    load.ids.update(zip(dict.fromkeys(new), bulk.reserve(Property, len(set(new))), strict=True))


def _settle_areas(load: _Load, held: dict[str, Area]) -> None:
    """Areas are few: they are created and renamed one by one; a problem later undoes it."""
    lines: dict[str, int] = {}
    for row in load.areas.rows:
        code, parished = row["code"], row["parished"] is not False
        if code in lines:
            load.areas.problems.add(row.line, "code", f"area {code} is on line {lines[code]} already")
            continue
        lines[code] = row.line
        area = held.get(code)
        if area is None:
            area = Area.objects.create(
                authority_id=load.authority.pk, code=code, name=row["name"], parished=parished
            )
            load.area_ids[code] = area.pk
            load.tallies[load.areas.file].create(row.line)
        elif (area.name, area.parished) != (row["name"], parished):
            area.name, area.parished = row["name"], parished
            area.save()
            load.tallies[load.areas.file].change(row.line)


def _check_rows(load: _Load) -> None:
    problems = load.properties.problems
    lines: dict[str, int] = {}
    uprns: dict[int, int] = {}
    numbers = [row["uprn"] for row in load.properties.rows if row["uprn"]]
    owners = Property.objects.everywhere(WHY).filter(uprn__in=among_ids(numbers))
    owned = dict(owners.values_list("uprn", "pk"))
    for row in load.properties.rows:
        reference, uprn = row["reference"], row["uprn"]
        if reference in lines:
            problems.add(row.line, "reference", f"{reference} is on line {lines[reference]} already")
        lines.setdefault(reference, row.line)
        if uprn and uprn in uprns:
            problems.add(row.line, "uprn", f"{uprn} is on line {uprns[uprn]} already")
        elif uprn and owned.get(uprn, load.ids[reference]) != load.ids[reference]:
            problems.add(row.line, "uprn", f"{uprn} is held for another property")
        uprns.setdefault(uprn, row.line)
        _check_row(row, load)
    for row in load.bands.rows:
        if load.whole and row["reference"] not in load.ids:
            load.bands.problems.add(
                row.line, "reference", f"{row['reference']} is neither held nor in {load.properties.file}"
            )


def _check_row(row: Row, load: _Load) -> None:
    problems = load.properties.problems
    if row["area"] and row["area"] not in load.area_ids:
        problems.add(
            row.line,
            "area",
            f"{row['area']!r} is not an area of {load.authority.name}: load it by --areas or load_tax",
        )
    if (row["band"] is None) != (row["band_from"] is None):
        column = "band_from" if row["band_from"] is None else "band"
        problems.add(row.line, column, "is missing: a band and its effective date go together")
    if row["band_to"] and row["band_from"] and row["band_to"] <= row["band_from"]:
        problems.add(row.line, "band_to", "is before band_from")
    main = row["annexe_of"]
    if main and main not in load.ids and load.whole:
        problems.add(row.line, "annexe_of", f"{main} is neither held nor in the file")
    elif main and main == row["reference"]:
        problems.add(row.line, "annexe_of", "a dwelling is not its own annexe")


def _say_areas_and_bands(load: _Load) -> None:
    """Tell the timelines what the rows say, history first; then see that every listed dwelling has both."""
    _say_history(load)
    for row in load.properties.rows:
        pk = load.ids[row["reference"]]
        if row["band"] and row["band_from"]:
            _say_band(load, load.properties, row, pk, ("band_from", "band_to"))
        if row["area"] in load.area_ids:
            _say_area(load, row, pk)
        if (row["status"] or load.held.get(row["reference"], DEFAULTS)["status"]) != "listed":
            continue
        for column, tracks in (("band", load.band_tracks), ("area", load.area_tracks)):
            if not row[column] and not tracks[pk].entries:
                load.properties.problems.add(
                    row.line, column, f"is missing: a listed dwelling has its {column}"
                )


def _say_history(load: _Load) -> None:
    said: dict[str, list[Row]] = {}
    for row in sorted(load.bands.rows, key=lambda row: row["from"]):
        if row["reference"] not in load.ids:
            continue
        before = said.setdefault(row["reference"], [])
        last = before[-1] if before else None
        if row["to"] and row["to"] <= row["from"]:
            load.bands.problems.add(row.line, "to", "is before from")
            continue
        if last and (last["to"] is None or last["to"] > row["from"]):
            load.bands.problems.add(
                row.line, "from", f"overlaps the entry of {row['reference']} on line {last.line}"
            )
            continue
        before.append(row)
        _say_band(load, load.bands, row, load.ids[row["reference"]], ("from", "to"))


def _say_band(load: _Load, table: Table, row: Row, pk: int, columns: tuple[str, str]) -> None:
    known = BANDS[load.authority.nation]
    if row["band"] not in tuple(known):
        table.problems.add(row.line, "band", f"{row['band']!r} is not a band: {known[0]} to {known[-1]}")
        return
    track = load.band_tracks[pk]
    start, end = row[columns[0]], row[columns[1]]
    held = next((entry for entry in track.entries if entry.start == start), None)
    alteration = row["alteration"] or (held.value[1] if held else "")
    _say(
        load,
        table,
        row,
        columns[0],
        lambda: track.entry((row["band"], alteration), start, end),
        load.said_bands,
        pk,
    )


def _say_area(load: _Load, row: Row, pk: int) -> None:
    track, value = load.area_tracks[pk], (load.area_ids[row["area"]],)
    last = track.entries[-1] if track.entries else None
    start = row["area_from"] or (last.start if last else BEGINNING)
    _say(load, load.properties, row, "area_from", lambda: track.entry(value, start), load.said_areas, pk)


def _say(load: _Load, table: Table, row: Row, column: str, statement: Any, said: list[Any], pk: int) -> None:
    before = _state(load, pk)
    try:
        entry = statement()
    except Clash as clash:
        table.problems.add(row.line, column, str(clash))
        return
    said.append((row.line, pk, entry))
    later = [other.start for other in load.band_tracks[pk].entries if other.start > entry.start]
    if later and said is load.said_bands and table is load.properties:
        load.warnings.append(f"{table.file}:{row.line}: a band from {later[-1]} is held, after the file's")
    if before != _state(load, pk):
        load.tallies[table.file].change(row.line)


def _state(load: _Load, pk: int) -> list[Any]:
    return [
        (entry.start, entry.end, entry.value)
        for tracks in (load.band_tracks, load.area_tracks)
        for entry in tracks[pk].entries
    ]


def _write(load: _Load) -> None:
    new: list[tuple[Any, ...]] = []
    changed: list[tuple[Any, ...]] = []
    tally = load.tallies[load.properties.file]
    for row in load.properties.rows:
        reference = row["reference"]
        held = load.held.get(reference)
        values = _columns(row, held or DEFAULTS)
        annexe_of = load.ids[row["annexe_of"]] if row["annexe_of"] else held and held["annexe_of_id"]
        wanted = (*(values[name] for name in COLUMNS), annexe_of)
        if held is None:
            new.append((load.ids[reference], load.authority.pk, *wanted))
            tally.create(row.line)
        elif wanted != (*(held[name] for name in COLUMNS), held["annexe_of_id"]):
            changed.append((held["pk"], *wanted))
            tally.change(row.line)
    change(Property, ("id", *COLUMNS, "annexe_of_id"), changed)
    bulk.copy(Property, ("id", "authority_id", *COLUMNS, "annexe_of_id"), new)
    common = {"source": f"File {load.properties.file}"[:60]}
    write_tracks(
        BandEntry, load.band_tracks, owner=["property_id"], values=["band", "alteration"], common=common
    )
    write_tracks(PropertyArea, load.area_tracks, owner=["property_id"], values=["area_id"], common=common)


def _columns(row: Row, held: dict[str, Any] | dict[str, str]) -> dict[str, Any]:
    """The columns of a dwelling as the row has them; what it leaves blank stays as it is held."""
    address = [row[f"address_{n}"] for n in range(1, 5) if row[f"address_{n}"]]
    found = {name: held.get(name) if row.values.get(name) is None else row[name] for name in COLUMNS[:-1]}
    found["address"] = address
    same = (held.get("address"), held.get("postcode")) == (address, found["postcode"])
    found["search_key"] = held["search_key"] if same else address_key(address, str(found["postcode"]))
    return found


def _proofs(load: _Load) -> list[Proof]:
    """Dwellings, and their bands and areas, counted in the files and counted again in the database."""
    ids = {load.ids[row["reference"]] for row in load.properties.rows}
    proofs = [
        Proof(
            "properties",
            len(ids),
            Property.objects.within(Scope.of(load.authority.pk)).filter(pk__in=among_ids(ids)).count(),
        )
    ]
    codes = {pk: code for code, pk in load.area_ids.items()}
    bands = {
        (pk, start): band
        for pk, start, band in BandEntry.objects.filter(
            property_id__in=among_ids(pk for _, pk, _ in load.said_bands)
        ).values_list("property_id", "period__startswith", "band")
    }
    areas = {
        (pk, start): codes.get(area_id, "?")
        for pk, start, area_id in PropertyArea.objects.filter(
            property_id__in=among_ids(pk for _, pk, _ in load.said_areas)
        ).values_list("property_id", "period__startswith", "area_id")
    }
    in_area = {
        pk: (codes[entry.value[0]], areas.get((pk, entry.start), "none")) for _, pk, entry in load.said_areas
    }
    file: Counter[str] = Counter()
    held: Counter[str] = Counter()
    for _, pk, entry in load.said_bands:
        said_area, held_area = in_area.get(pk, ("as held", "as held"))
        file[f"{entry.value[0]} in area {said_area}"] += 1
        held[f"{bands.get((pk, entry.start), 'none')} in area {held_area}"] += 1
    return proofs + compare("band entries", file, held)


def _tell(load: _Load) -> None:
    """Publish which dwellings that were held have another band or area than before."""
    known = {row["pk"] for row in load.held.values()}
    days: dict[int, date] = {}
    for tracks in (load.band_tracks, load.area_tracks):
        for pk, track in tracks.items():
            if pk in known and track.first_day is not None:
                days[pk] = min(track.first_day, days.get(pk, track.first_day))
    if days:
        publish(PropertiesLoaded(load.authority.pk, tuple(sorted(days.items()))))
