"""The people of the files: who they are, how they are liable, where they live and what they hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from accounts.data import NewParty
from accounts.formats.accounts import PERSON_COLUMNS
from accounts.models import Interest, Party, PartyAddress, PartyAlias, PartyName, Resident
from accounts.rules import disregards
from accounts.rules.names import postcode
from accounts.services.loading.state import Load, Person
from accounts.services.parties import BEGINNING, name_values
from revenues.authority.data import Scope
from revenues.authority.selectors import law_for
from revenues.kernel.columns import Row, Table
from revenues.kernel.errors import DomainError
from revenues.kernel.law import Law
from revenues.kernel.tracks import Track
from revenues.runs import bulk
from revenues.runs.services.loads import Among
from valuation.services.tracks import held_tracks

OLDEST = 125
OF_A_DWELLING = ("lives_", "resident_", "disregard", "tenancy_", "tenure", "granted_", "term_")
IDENTITY = tuple(name for name in PERSON_COLUMNS if not name.startswith(OF_A_DWELLING))
DEFAULTS = {
    "kind": "person",
    "born_on": None,
    "died_on": None,
    "bill_format": "standard",
    "language_needs": "",
    "e_notices_since": None,
    "vulnerability": "",
}
CALLED = {"kind": "party_kind", "born_on": "born", "died_on": "died"}
NAME = ["title", "given", "family", "search_key"]
ADDRESS = ["lines", "postcode", "country"]
RESIDENT = ["party_id", "disregard", "review_on", "since"]
INTEREST = [
    "tenancy_type", "granted_on", "term_months", "term_ends", "whole", "sole", "superior", "executor_id",
]  # fmt: skip
UNSAID = (True, False, 0, None)  # whole, sole, leases above, executor: the files do not say them


def find_people(load: Load) -> None:
    """Name every person of the files, find those held by alias, and read what is held of them."""
    every = list(people_rows(load))
    scope = Scope.of(load.authority.pk)
    named = {reference for _, _, reference in every}
    aliases = PartyAlias.objects.within(scope).filter(Among("reference", named), system=load.system)
    ids = dict(aliases.values_list("reference", "party_id"))
    columns = Party.objects.within(scope).filter(Among("pk", ids.values())).values("pk", *DEFAULTS)
    held = {row["pk"]: row for row in columns}
    new = [reference for reference in dict.fromkeys(r for _, _, r in every) if reference not in ids]
    ids.update(zip(new, bulk.reserve(Party, len(new)), strict=True))
    for table, row, reference in every:
        _meet(load, table, row, reference, ids[reference], held.get(ids[reference]))
    load.tracks["name"] = held_tracks(PartyName, owner=["party_id"], values=NAME, among=held)
    load.tracks["address"] = held_tracks(PartyAddress, owner=["party_id"], values=ADDRESS, among=held)
    homes = {home for _, row, _ in every if (home := _home(load, row)[0])}
    load.tracks["resident"] = held_tracks(
        Resident, owner=["property_id", "name"], values=RESIDENT, among=homes
    )
    load.tracks["interest"] = held_tracks(
        Interest, owner=["property_id", "party_id", "tenure"], values=INTEREST, among=homes
    )


def people_rows(load: Load) -> Iterator[tuple[Table, Row, str]]:
    """Every row that names a person, with her reference: her own, else the account's and her place on it."""
    for row in load.accounts.rows:
        yield load.accounts, row, row["party"] or f"{row['account']}:1"
    places: Counter[str] = Counter()
    for row in load.people.rows:
        places[row["account"]] += 1
        yield load.people, row, row["party"] or f"{row['account']}:{places[row['account']] + 1}"


def say_people(load: Load) -> None:
    """State names, addresses, residence and interests, and who is liable on each account."""
    law = law_for(load.authority.pk)
    for table, row, reference in people_rows(load):
        person = load.persons[reference]
        home, first = _home(load, row)
        if home is None or first is None:
            if load.whole:
                table.problems.add(row.line, "account", f"{row['account']} is neither held nor in the file")
            continue
        _check_ages(table, row, first)
        _say_name(load, table, row, person.party_id)
        _say_address(load, table, row, person.party_id)
        _say_residence(load, table, row, (home, first, person.party_id), law)
        _say_interest(load, table, row, (home, first, person.party_id))
        _make_liable(load, table, row, person.party_id)
    _refuse_other_people(load)


def _meet(
    load: Load, table: Table, row: Row, reference: str, party_id: int, held: dict[str, Any] | None
) -> None:
    """Somebody is named: for the first time, or again by a row that must not say otherwise."""
    known = load.persons.get(reference)
    if known is None:
        values = {name: DEFAULTS[name] if held is None else held[name] for name in DEFAULTS}
        known = Person(reference, party_id, held is not None, table.file, row, values)
        load.persons[reference] = known
    for name in IDENTITY:
        said, before = row[name], known.row[name]
        if said is not None and before is not None and said != before:
            place = f"line {known.row.line} of {known.file}"
            table.problems.add(row.line, name, f"{reference} is described otherwise on {place}")
    for name in DEFAULTS:
        said = row[CALLED.get(name, name)]
        if said is not None and said != known.values[name]:
            known.values[name] = said
            if known.held:
                load.tallies[table.file].change(row.line)


def _home(load: Load, row: Row) -> tuple[int | None, date | None]:
    """The dwelling of the row's account and the account's first day."""
    wanted = load.wanted.get(row["account"])
    if wanted is not None:
        return wanted.property_id, wanted.period.start
    held = load.held_accounts.get(load.account_ids.get(row["account"], 0))
    return (held["property_id"], held["period"].lower) if held else (None, None)


def _check_ages(table: Table, row: Row, first: date) -> None:
    born, died = row["born"], row["died"]
    if born and born >= first:
        table.problems.add(
            row.line, "born", f"{born} is after the account began on {first}: a wrong century?"
        )
    elif born and first.year - born.year > OLDEST:
        table.problems.add(row.line, "born", f"{born} makes a person of more than {OLDEST}: a wrong century?")
    if born and died and died < born:
        table.problems.add(row.line, "died", "is before born")


def _say_name(load: Load, table: Table, row: Row, party_id: int) -> None:
    track = load.tracks["name"][party_id]
    last = track.entries[-1] if track.entries else None
    title, given = row["title"], row["given"]
    if last and last.key is not None:
        title, given = (title or last.value[0]), (given or last.value[1])
    said = (title or "", given or "", row["family"])
    if last and last.value[:3] == said:
        value = last.value
    else:
        named = name_values(NewParty(said[2], said[1], said[0]))
        value = tuple(named[name] for name in NAME)
    start = row["name_from"] or (last.start if last else BEGINNING)
    load.say("name", party_id, table, row, "name_from", lambda held: held.entry(value, start))


def _say_address(load: Load, table: Table, row: Row, party_id: int) -> None:
    lines = [row[f"address_{n}"] for n in range(1, 5) if row[f"address_{n}"]]
    code = row["postcode"] or ""
    if not lines:
        for name in ("postcode", "country", "address_from"):
            if row[name]:
                table.problems.add(row.line, name, "is given without an address")
        return
    if code and not row["country"]:
        try:
            code = postcode(code)
        except ValueError as problem:
            table.problems.add(row.line, "postcode", str(problem))
            return
    track = load.tracks["address"][party_id]
    last = track.entries[-1] if track.entries else None
    start = row["address_from"] or (last.start if last else BEGINNING)
    value = (lines, code, row["country"] or "")
    load.say("address", party_id, table, row, "address_from", lambda held: held.entry(value, start))


def _say_residence(load: Load, table: Table, row: Row, where: tuple[int, date, int], law: Law) -> None:
    home, first, party_id = where
    disregard = row["disregard"] or ""
    if not row["lives_there"] and not disregard:
        return
    start = row["resident_from"] or first
    if row["lives_there"] is False:
        table.problems.add(row.line, "disregard", "is given to somebody who does not live there")
        return
    if disregard:
        try:
            disregards.find(disregard, on=start, law=law)
        except DomainError as problem:
            table.problems.add(row.line, "disregard", problem.message)
            return
    if row["resident_to"] and row["resident_to"] <= start:
        table.problems.add(row.line, "resident_to", "is before resident_from")
        return
    name = " ".join(part for part in (row["given"], row["family"]) if part)[:120]
    held = _held(load, "resident", (home, name), start)
    since = row["disregard_since"] or (held[3] if held and held[1] == disregard else None)
    if since and not disregard:
        table.problems.add(row.line, "disregard_since", "is given without disregard")
        return
    value = (party_id, disregard, row["disregard_review"], since)
    _hold(load, "resident", (home, name), table, row, "resident", value, start)


def _say_interest(load: Load, table: Table, row: Row, where: tuple[int, date, int]) -> None:
    home, first, party_id = where
    tenure = row["tenure"]
    if not tenure:
        if row["tenancy_type"] or row["term_months"] or row["tenure_from"]:
            table.problems.add(row.line, "tenure", "is missing: the row speaks of a tenancy")
        return
    start = row["tenure_from"] or first
    if row["tenure_to"] and row["tenure_to"] <= start:
        table.problems.add(row.line, "tenure_to", "is before tenure_from")
        return
    held = _held(load, "interest", (home, party_id, tenure), start)
    unsaid = held[4:] if held else UNSAID
    value = (row["tenancy_type"] or "", row["granted_on"], row["term_months"], row["term_ends"], *unsaid)
    _hold(load, "interest", (home, party_id, tenure), table, row, "tenure", value, start)


def _held(load: Load, kind: str, key: Any, start: date) -> tuple[Any, ...] | None:
    """What is held of a timeline from this very day."""
    return next((entry.value for entry in load.tracks[kind][key].entries if entry.start == start), None)


def _hold(
    load: Load, kind: str, key: Any, table: Table, row: Row, column: str, value: Any, start: date
) -> None:
    end = row[f"{column}_to"]

    def statement(track: Track[Any]) -> Any:
        return track.entry(value, start, end) if end else track.state(value, start)

    load.say(kind, key, table, row, f"{column}_from", statement)


def _make_liable(load: Load, table: Table, row: Row, party_id: int) -> None:
    wanted = load.wanted.get(row["account"])
    capacity = row["capacity"] or ("own" if table is load.accounts else "")
    if not capacity:
        return
    if wanted is None:
        table.problems.add(row.line, "capacity", f"account {row['account']} is not in {load.accounts.file}")
    elif any(party_id == other for other, _ in wanted.liable):
        table.problems.add(row.line, "party", f"is liable twice on account {row['account']}")
    else:
        wanted.liable.append((party_id, capacity))
        if not wanted.held:
            load.tallies[table.file].create(row.line)


def _refuse_other_people(load: Load) -> None:
    """The set of people liable never changes on an account: another set is another account."""
    if not load.whole:
        return
    for wanted in load.wanted.values():
        if wanted.held and sorted(wanted.liable) != sorted(load.held_liable[wanted.account_id]):
            load.accounts.problems.add(
                wanted.row.line,
                "party",
                f"account {wanted.number} has other people liable here: close it and load another account",
            )
