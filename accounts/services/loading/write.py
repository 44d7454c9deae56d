"""Writing what a load wants, in a few statements whatever its size, and counting it again."""

from __future__ import annotations

from collections import Counter
from typing import Any

from accounts.events import AccountsLoaded
from accounts.models import (
    Account,
    AccountAlias,
    ContactPoint,
    Entitlement,
    Household,
    Interest,
    LiableParty,
    Occupancy,
    Party,
    PartyAddress,
    PartyAlias,
    PartyName,
    Resident,
)
from accounts.services.loading.accounts import account_values
from accounts.services.loading.dwelling import ENTITLEMENT
from accounts.services.loading.people import ADDRESS, DEFAULTS, INTEREST, NAME, RESIDENT, people_rows
from accounts.services.loading.state import Load, first_day
from accounts.services.parties import BEGINNING, contact_values
from revenues.authority.data import Scope
from revenues.kernel.events import publish
from revenues.kernel.loading import Proof, compare
from revenues.kernel.periods import Period
from revenues.runs import bulk
from revenues.runs.services.loads import Among, change
from valuation.services.tracks import write_tracks


def write(load: Load) -> None:
    """Write people, accounts and facts. Inside the load's transaction, once nothing is wrong."""
    common = {"source": f"File {load.accounts.file}"[:60]}
    _write_people(load)
    write_tracks(PartyName, load.tracks["name"], owner=["party_id"], values=NAME, common=common)
    write_tracks(PartyAddress, load.tracks["address"], owner=["party_id"], values=ADDRESS, common=common)
    _write_contacts(load, common)
    _write_accounts(load, common)
    home = ["property_id"]
    tracks = load.tracks
    write_tracks(Occupancy, tracks["occupancy"], owner=home, values=["occupied", "furnished"], common=common)
    write_tracks(Household, tracks["household"], owner=home, values=["adults", "review_on"], common=common)
    write_tracks(Resident, tracks["resident"], owner=[*home, "name"], values=RESIDENT, common=common)
    write_tracks(
        Interest, tracks["interest"], owner=[*home, "party_id", "tenure"], values=INTEREST, common=common
    )
    write_tracks(
        Entitlement,
        tracks["entitlement"],
        owner=[*home, "kind", "cls"],
        values=ENTITLEMENT,
        common=common | {"state": "granted"},
    )
    _tell(load)


def _write_people(load: Load) -> None:
    columns = tuple(DEFAULTS)
    held = {
        row["pk"]: row
        for row in Party.objects.within(Scope.of(load.authority.pk))
        .filter(Among("pk", [person.party_id for person in load.persons.values() if person.held]))
        .values("pk", *columns)
    }
    new, changed, aliases = [], [], []
    for person in load.persons.values():
        values = tuple(person.values[name] for name in columns)
        if not person.held:
            new.append((person.party_id, load.authority.pk, *values))
            aliases.append((person.party_id, load.authority.pk, load.system, person.reference))
            load.tallies[person.file].create(person.row.line)
        elif values != tuple(held[person.party_id][name] for name in columns):
            changed.append((person.party_id, *values))
    change(Party, ("id", *columns), changed)
    bulk.copy(Party, ("id", "authority_id", *columns), new)
    bulk.copy(PartyAlias, ("party_id", "authority_id", "system", "reference"), aliases)


def _write_contacts(load: Load, common: dict[str, Any]) -> None:
    """A number or address that is not held takes the place of the last one of its kind, or is the first."""
    among = [person.party_id for person in load.persons.values() if person.held]
    held: dict[tuple[int, str], dict[str, int]] = {}
    points = ContactPoint.objects.filter(Among("party_id", among)).order_by("pk")
    for pk, party_id, kind, value in points.values_list("pk", "party_id", "kind", "value"):
        held.setdefault((party_id, kind), {})[value] = pk
    new, changed = {}, {}
    for table, row, reference in people_rows(load):
        party_id = load.persons[reference].party_id
        for kind in ("phone", "email"):
            known = held.get((party_id, kind), {})
            if not row[kind] or row[kind] in known:
                continue
            key = contact_values(kind, row[kind])["search_key"]
            if known:
                changed[list(known.values())[-1]] = (row[kind], key)
                load.tallies[table.file].change(row.line)
            else:
                new[party_id, kind] = (row[kind], key)
                if load.persons[reference].held:
                    load.tallies[table.file].change(row.line)
    change(ContactPoint, ("id", "value", "search_key"), [(pk, *values) for pk, values in changed.items()])
    bulk.copy(
        ContactPoint,
        ("party_id", "kind", "value", "search_key", "period", *common),
        [(*who, *values, Period(BEGINNING), *common.values()) for who, values in new.items()],
    )


def _write_accounts(load: Load, common: dict[str, Any]) -> None:
    new: list[tuple[Any, ...]] = []
    shorter: list[tuple[Any, ...]] = []
    longer: list[tuple[Any, ...]] = []
    tally = load.tallies[load.accounts.file]
    for wanted in load.wanted.values():
        held = load.held_accounts.get(wanted.account_id) if wanted.held else None
        period, cls, suppressed = account_values(wanted, held)
        if held is None:
            ids = (wanted.account_id, load.authority.pk, wanted.property_id, wanted.number)
            new.append((*ids, period, cls, suppressed, *common.values()))
            tally.create(wanted.row.line)
            continue
        was = Period(held["period"].lower, held["period"].upper)
        if (was, held["liability_class"], held["suppressed_because"]) != (period, cls, suppressed):
            rows = shorter if was.intersect(period) == period else longer
            rows.append((wanted.account_id, period, cls, suppressed))
            tally.change(wanted.row.line)
    columns = ("period", "liability_class", "suppressed_because")
    change(Account, ("id", *columns), shorter)
    change(Account, ("id", *columns), longer)
    bulk.copy(Account, ("id", "authority_id", "property_id", "number", *columns, *common), new)
    made = [wanted for wanted in load.wanted.values() if not wanted.held]
    bulk.copy(
        LiableParty,
        ("account_id", "party_id", "capacity", "position"),
        (
            (wanted.account_id, party_id, capacity, position)
            for wanted in made
            for position, (party_id, capacity) in enumerate(wanted.liable, start=1)
        ),
    )
    bulk.copy(
        AccountAlias,
        ("account_id", "authority_id", "system", "reference"),
        ((wanted.account_id, load.authority.pk, load.system, wanted.reference) for wanted in made),
    )


def _tell(load: Load) -> None:
    """Publish which dwellings differ, and from which day."""
    days = first_day(load)
    for wanted in load.wanted.values():
        held = load.held_accounts.get(wanted.account_id) if wanted.held else None
        was = Period(held["period"].lower, held["period"].upper) if held else None
        if was == wanted.period:
            continue
        first = wanted.period.start
        if was is not None and was.start == first:
            first = min(day for day in (was.end, wanted.period.end) if day is not None)
        elif was is not None:
            first = min(was.start, first)
        days[wanted.property_id] = min(first, days.get(wanted.property_id, first))
    if days:
        publish(AccountsLoaded(load.authority.pk, tuple(sorted(days.items()))))


def proofs(load: Load) -> list[Proof]:
    """Accounts, people liable, adults and entitlements, as the files give them and as the database has them."""
    ids = [wanted.account_id for wanted in load.wanted.values()]
    accounts = Account.objects.within(Scope.of(load.authority.pk)).filter(Among("pk", ids))
    liable = LiableParty.objects.filter(Among("account_id", ids))
    found = [
        Proof("accounts", len(ids), accounts.count()),
        Proof(
            "accounts still running",
            sum(wanted.period.end is None for wanted in load.wanted.values()),
            accounts.filter(period__endswith=None).count(),
        ),
        Proof("persons liable", sum(len(w.liable) for w in load.wanted.values()), liable.count()),
    ]
    return [*found, *_adults(load), *_entitled(load)]


def _adults(load: Load) -> list[Proof]:
    said = {(pk, entry.start): entry.value[0] for pk, entry in load.said["household"]}
    rows = Household.objects.filter(Among("property_id", [pk for pk, _ in said]))
    held = {
        (pk, period.lower): adults
        for pk, period, adults in rows.values_list("property_id", "period", "adults")
    }
    return [Proof("adults declared", sum(said.values()), sum(held.get(place, 0) for place in said))]


def _entitled(load: Load) -> list[Proof]:
    said = {(*key, entry.start) for key, entry in load.said["entitlement"]}
    rows = Entitlement.objects.filter(Among("property_id", [place[0] for place in said]), state="granted")
    there = {
        (pk, kind, cls, period.lower)
        for pk, kind, cls, period in rows.values_list("property_id", "kind", "cls", "period")
    }
    file = Counter(place[1] for place in said)
    held = Counter(place[1] for place in said & there)
    return compare("entitlements", file, held)
