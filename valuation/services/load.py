"""Loading dwellings with their bands and areas: all of the files, or nothing."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from revenues.audit.data import Actor
from revenues.authority.data import Scope
from revenues.authority.models import Authority
from revenues.authority.rules.roles import LOAD_FILE
from revenues.authority.selectors import require
from revenues.kernel.columns import Row
from revenues.kernel.events import publish
from revenues.kernel.loading import Loaded, Proof, compare, ensure_balance, refuse_if_any
from revenues.kernel.mapping import Mappings
from revenues.runs import bulk
from revenues.runs.services.loads import Among, change, loading, record_load
from valuation.events import PropertiesLoaded
from valuation.models import Area, BandEntry, Property, PropertyArea
from valuation.services.dwellings import address_key
from valuation.services.load_rows import check_rows, say_areas_and_bands
from valuation.services.load_state import DEFAULTS, Load, LoadFile, PropertyFiles, ensure_distinct, parse
from valuation.services.tracks import held_tracks, write_tracks

COLUMNS = ("reference", "uprn", "voa_reference", "address", "postcode", "kind", "status", "search_key")


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
    load = parse(authority, files, mappings or Mappings())
    reason = f"load_properties {files.properties.name}"
    with loading(authority_id=authority.pk, kind="properties", by=by, reason=reason, dry_run=dry_run):
        _find_held(load)
        check_rows(load)
        say_areas_and_bands(load)
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


def _find_held(load: Load) -> None:
    """What is held of the dwellings that the files name: five queries."""
    scope = Scope.of(load.authority.pk)
    for area in Area.objects.within(scope):
        load.area_ids[area.code] = area.pk
    _settle_areas(load, {area.code: area for area in Area.objects.within(scope)})
    named = {row["reference"] for row in load.properties.rows + load.bands.rows}
    named |= {row["annexe_of"] for row in load.properties.rows if row["annexe_of"]}
    rows = (
        Property.objects.within(scope)
        .filter(Among("reference", named))
        .values("pk", "annexe_of_id", *COLUMNS)
    )
    load.held = {row["reference"]: row for row in rows}
    load.ids = {reference: row["pk"] for reference, row in load.held.items()}
    ids = list(load.ids.values())
    load.band_tracks = held_tracks(BandEntry, owner=["property_id"], values=["band", "alteration"], among=ids)
    load.area_tracks = held_tracks(PropertyArea, owner=["property_id"], values=["area_id"], among=ids)
    new = [row["reference"] for row in load.properties.rows if row["reference"] not in load.ids]
    load.ids.update(zip(dict.fromkeys(new), bulk.reserve(Property, len(set(new))), strict=True))


def _settle_areas(load: Load, held: dict[str, Area]) -> None:
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


def _write(load: Load) -> None:
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


def _proofs(load: Load) -> list[Proof]:
    """Dwellings, and their bands and areas, counted in the files and counted again in the database."""
    ids = {load.ids[row["reference"]] for row in load.properties.rows}
    proofs = [
        Proof(
            "properties",
            len(ids),
            Property.objects.within(Scope.of(load.authority.pk)).filter(Among("pk", ids)).count(),
        )
    ]
    codes = {pk: code for code, pk in load.area_ids.items()}
    bands = {
        (pk, start): band
        for pk, start, band in BandEntry.objects.filter(
            Among("property_id", [pk for _, pk, _ in load.said_bands])
        ).values_list("property_id", "period__startswith", "band")
    }
    areas = {
        (pk, start): codes.get(area_id, "?")
        for pk, start, area_id in PropertyArea.objects.filter(
            Among("property_id", [pk for _, pk, _ in load.said_areas])
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


def _tell(load: Load) -> None:
    """Publish which dwellings that were held have another band or area than before."""
    known = {row["pk"] for row in load.held.values()}
    days: dict[int, date] = {}
    for tracks in (load.band_tracks, load.area_tracks):
        for pk, track in tracks.items():
            if pk in known and track.first_day is not None:
                days[pk] = min(track.first_day, days.get(pk, track.first_day))
    if days:
        publish(PropertiesLoaded(load.authority.pk, tuple(sorted(days.items()))))


__all__ = ["LoadFile", "PropertyFiles", "ensure_distinct", "load_properties"]
