"""What the rows of a load of dwellings say, and what cannot be."""

from __future__ import annotations

from datetime import date
from typing import Any

from revenues.kernel.columns import Row, Table
from revenues.kernel.tracks import Clash
from revenues.runs.services.loads import Among
from valuation.models import Property
from valuation.services.dwellings import BANDS
from valuation.services.load_state import DEFAULTS, Load

BEGINNING = date(1993, 4, 1)
WHY = "a UPRN is one dwelling's in the whole installation"


def check_rows(load: Load) -> None:
    problems = load.properties.problems
    lines: dict[str, int] = {}
    uprns: dict[int, int] = {}
    numbers = [row["uprn"] for row in load.properties.rows if row["uprn"]]
    owners = Property.objects.everywhere(WHY).filter(Among("uprn", numbers))
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


def _check_row(row: Row, load: Load) -> None:
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


def say_areas_and_bands(load: Load) -> None:
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


def _say_history(load: Load) -> None:
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


def _say_band(load: Load, table: Table, row: Row, pk: int, columns: tuple[str, str]) -> None:
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


def _say_area(load: Load, row: Row, pk: int) -> None:
    track, value = load.area_tracks[pk], (load.area_ids[row["area"]],)
    last = track.entries[-1] if track.entries else None
    start = row["area_from"] or (last.start if last else BEGINNING)
    _say(load, load.properties, row, "area_from", lambda: track.entry(value, start), load.said_areas, pk)


def _say(load: Load, table: Table, row: Row, column: str, statement: Any, said: list[Any], pk: int) -> None:
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


def _state(load: Load, pk: int) -> list[Any]:
    return [
        (entry.start, entry.end, entry.value)
        for tracks in (load.band_tracks, load.area_tracks)
        for entry in tracks[pk].entries
    ]
