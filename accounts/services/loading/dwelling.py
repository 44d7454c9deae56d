"""What the account rows say of a dwelling, and what it is entitled to."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from psycopg.types.range import DateRange

from accounts.data import NewEntitlement
from accounts.models import Entitlement, Household, Occupancy, PartyAlias
from accounts.services.claims import clash, class_problem
from accounts.services.loading.state import Load, Wanted
from revenues.authority.data import Scope
from revenues.authority.selectors import law_for
from revenues.kernel.columns import Row
from revenues.kernel.law import Law
from revenues.kernel.periods import Period
from revenues.kernel.tracks import Entry
from revenues.runs.services.loads import Among
from valuation.services.tracks import held_tracks

ENTITLEMENT = [
    "percent", "review_on", "amount", "since", "grant_on", "ended_on", "owner_id", "let",
]  # fmt: skip

COLUMN_OF = (
    ("percentage", "percent"), ("a sum", "amount"), ("day from which", "since"), ("grant", "granted"),
    ("sale", "sold"), ("an owner", "owner"), ("a letting", "let_from"),
)  # fmt: skip


def say_dwellings(load: Load) -> None:
    """State occupation and households, the earliest first: each holds until the next thing said of the dwelling."""
    homes = {wanted.property_id for wanted in load.wanted.values()}
    load.tracks["occupancy"] = held_tracks(
        Occupancy, owner=["property_id"], values=["occupied", "furnished"], among=homes
    )
    load.tracks["household"] = held_tracks(
        Household, owner=["property_id"], values=["adults", "review_on"], among=homes
    )
    occupied: list[tuple[Any, ...]] = []
    adults: list[tuple[Any, ...]] = []
    for wanted in load.wanted.values():
        row = wanted.row
        _check(load, row)
        if row["occupied"] is not None:
            furnished = True if row["furnished"] is None else row["furnished"]
            start = row["occupied_from"] or wanted.period.start
            occupied.append((start, wanted, (row["occupied"], furnished)))
        if row["adults"] is not None:
            adults.append(
                (row["adults_from"] or wanted.period.start, wanted, (row["adults"], row["adults_review"]))
            )
    _say_in_order(load, "occupancy", "occupied_from", occupied)
    _say_in_order(load, "household", "adults_from", adults)


def say_entitlements(load: Load) -> None:
    """State entitlements as granted, refusing what the law does not know and what cannot stand together."""
    law = law_for(load.authority.pk)
    owners = _owners(load)
    homes = set(load.property_ids.values())
    owner = ["property_id", "kind", "cls"]
    load.tracks["entitlement"] = held_tracks(
        Entitlement, owner=owner, values=ENTITLEMENT, among=homes, state="granted"
    )
    cancelled = {
        (pk, kind, cls, period.lower)
        for pk, kind, cls, period in Entitlement.objects.filter(
            Among("property_id", homes), state="cancelled"
        ).values_list("property_id", "kind", "cls", "period")
    }
    lines: dict[tuple[Any, ...], list[tuple[Row, Any]]] = {}
    for row in load.entitlements.rows:
        pk = load.property_ids.get(row["property"])
        key = (pk, row["kind"], row["class"] or "")
        wanted = _wanted(load, row, owners)
        if wanted is None or _entitlement_problem(load, row, pk, wanted, law):
            continue
        if (*key, row["from"]) in cancelled:
            load.warnings.append(f"{load.entitlements.file}:{row.line}: was cancelled here and is left so")
            continue
        before = [other for other, end in lines.get(key, []) if _overlap(other, row)]
        if before:
            load.entitlements.problems.add(
                row.line, "from", f"overlaps the same one on line {before[0].line}"
            )
            continue
        lines.setdefault(key, []).append((row, row["to"]))
        _say_entitlement(load, row, key, wanted)
    _refuse_clashes(load, law)


def _check(load: Load, row: Row) -> None:
    problems = load.accounts.problems
    if row["occupied"] is False and row["furnished"] is None:
        problems.add(row.line, "furnished", "is missing: say of an empty dwelling whether it is furnished")
    if row["occupied"] is False and row["adults"]:
        problems.add(row.line, "adults", f"{row['adults']} adults live in a dwelling that is not occupied")
    for column, needs in (("occupied_from", "occupied"), ("adults_from", "adults")):
        if row[column] and row[needs] is None:
            problems.add(row.line, column, f"is given without {needs}")


def _say_in_order(load: Load, kind: str, column: str, statements: list[tuple[Any, ...]]) -> None:
    said: dict[tuple[int, Any], tuple[Any, int]] = {}
    for start, wanted, value in sorted(statements, key=lambda statement: statement[0]):
        place = (wanted.property_id, start)
        before = said.setdefault(place, (value, wanted.row.line))
        if before[0] != value:
            load.accounts.problems.add(
                wanted.row.line, column, f"line {before[1]} says otherwise of the same dwelling from {start}"
            )
            continue
        _state(load, kind, column, (wanted, start, value))


def _state(load: Load, kind: str, column: str, statement: tuple[Wanted, Any, Any]) -> None:
    wanted, start, value = statement
    load.say(
        kind, wanted.property_id, load.accounts, wanted.row, column, lambda track: track.state(value, start)
    )


def _owners(load: Load) -> dict[str, int]:
    """The people whom the entitlements name, of these files or held."""
    named = {row["owner"] for row in load.entitlements.rows if row["owner"]}
    aliases = PartyAlias.objects.within(Scope.of(load.authority.pk)).filter(
        Among("reference", named), system=load.system
    )
    found = dict(aliases.values_list("reference", "party_id")) if named else {}
    found.update({name: load.persons[name].party_id for name in named if name in load.persons})
    return found


def _wanted(load: Load, row: Row, owners: dict[str, int]) -> NewEntitlement | None:
    """A row as what is claimed; None, with the problem told, where an owner or a letting cannot be."""
    problems = load.entitlements.problems
    if row["owner"] and row["owner"] not in owners:
        problems.add(row.line, "owner", f"nobody is known as {row['owner']}")
        return None
    first, end = row["let_from"], row["let_to"]
    if end and (first is None or end <= first):
        problems.add(row.line, "let_to", "is before let_from, or given without it")
        return None
    return NewEntitlement(
        kind=row["kind"],
        starts=row["from"],
        cls=row["class"] or "",
        ends=row["to"],
        percent=row["percent"],
        review_on=row["review_on"],
        amount=row["amount"],
        since=row["since"],
        grant_on=row["granted"],
        ended_on=row["sold"],
        owner_id=owners.get(row["owner"] or ""),
        let=Period(first, end) if first else None,
    )


def _entitlement_problem(load: Load, row: Row, pk: int | None, wanted: NewEntitlement, law: Law) -> bool:
    problems = load.entitlements.problems
    before = problems.count
    if pk is None:
        problems.add(row.line, "property", f"{row['property']} is not a property of {load.authority.name}")
    if row["to"] and row["to"] <= row["from"]:
        problems.add(row.line, "to", "is before from")
    if why := class_problem(wanted, law):
        problems.add(row.line, next((name for words, name in COLUMN_OF if words in why), "class"), why)
    return problems.count > before


def _overlap(first: Row, second: Row) -> bool:
    return (first["to"] is None or second["from"] < first["to"]) and (
        second["to"] is None or first["from"] < second["to"]
    )


def _say_entitlement(load: Load, row: Row, key: tuple[Any, ...], wanted: NewEntitlement) -> None:
    track = load.tracks["entitlement"][key]
    held = next((entry for entry in track.entries if entry.start == row["from"]), None)
    let = DateRange(wanted.let.start, wanted.let.end) if wanted.let else None
    said = (*(getattr(wanted, name) for name in ENTITLEMENT[:-1]), let)
    before = held.value if held is not None else (None,) * len(said)
    value = tuple(old if new is None else new for new, old in zip(said, before, strict=True))
    table = load.entitlements
    load.say("entitlement", key, table, row, "from", lambda t: t.entry(value, row["from"], row["to"]))
    if held is None:
        load.tallies[table.file].create(row.line)


def _refuse_clashes(load: Load, law: Law) -> None:
    """What cannot stand together on a dwelling's day, when the file has a part in it."""
    lines = {
        (load.property_ids.get(row["property"]), row["kind"], row["class"] or "", row["from"]): row.line
        for row in load.entitlements.rows
    }
    by_home: dict[int, list[tuple[str, str, Entry[Any]]]] = {}
    for (pk, kind, cls), track in load.tracks["entitlement"].items():
        by_home.setdefault(pk, []).extend((kind, cls, entry) for entry in track.entries)
    for pk, found in by_home.items():
        for first, second in combinations(sorted(found, key=lambda one: one[2].start), 2):
            common = first[2].period.intersect(second[2].period)
            line = max(lines.get((pk, kind, cls, entry.start), 0) for kind, cls, entry in (first, second))
            if common is None or not line:
                continue
            if why := clash((first[0], first[1]), (second[0], second[1]), on=common.start, law=law):
                others = f"{first[0]} {first[1]}".strip(), f"{second[0]} {second[1]}".strip()
                load.entitlements.problems.add(line, "kind", f"{others[0]} and {others[1]}: {why}")
