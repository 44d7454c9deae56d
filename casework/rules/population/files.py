"""An invented population as the CSV files of another system, in the columns of the loaders (docs/loaders.md)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.formats.accounts import ACCOUNTS, BALANCES, ENTITLEMENTS_FILE, PEOPLE
from casework.rules.population.records import (
    Adults,
    Dwelling,
    Granted,
    Liability,
    Lived,
    Lodged,
    Pays,
    Person,
    Population,
)
from revenues.kernel.columns import Layout
from revenues.kernel.csvfile import write
from revenues.kernel.money import pounds
from revenues.kernel.periods import ONE_DAY
from valuation.formats.properties import AREAS, BAND_HISTORY, PROPERTIES

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Files:
    """The bytes of each file."""

    areas: bytes
    properties: bytes
    bands: bytes
    accounts: bytes
    people: bytes
    entitlements: bytes
    balances: bytes

    def named(self) -> dict[str, bytes]:
        """File name to bytes."""
        return {f"{name}.csv": getattr(self, name) for name in self.__slots__}


def files_of(population: Population, areas: Iterable[tuple[str, str, bool]]) -> Files:
    """The population as files.

    Args:
        areas: code, name, and whether it is a parish.
    """
    known = _Known(population)
    return Files(
        areas=_file(AREAS, [{"code": code, "name": name, "parished": yes} for code, name, yes in areas]),
        properties=_file(PROPERTIES, [_property(home) for home in population.dwellings]),
        bands=_file(BAND_HISTORY, [_band(home) for home in population.dwellings if home.before]),
        accounts=_file(ACCOUNTS, [known.account(one) for one in population.accounts]),
        people=_file(PEOPLE, [row for one in population.accounts for row in known.others(one)]),
        entitlements=_file(ENTITLEMENTS_FILE, [_granted(one) for one in population.granted]),
        balances=_file(
            BALANCES,
            [
                {
                    "account": one.account,
                    "year": one.year,
                    "kind": one.kind,
                    "amount": pounds(one.pence, sign=""),
                }
                for one in population.brought
            ],
        ),
    )


class _Known:
    """What is known of each account's dwelling, found by its reference."""

    def __init__(self, population: Population) -> None:
        self.people = {person.reference: person for person in population.people}
        self.pays: dict[str, Pays] = {one.account: one for one in population.pays}
        self.lived: dict[str, list[Lived]] = defaultdict(list)
        self.adults: dict[str, list[Adults]] = defaultdict(list)
        self.lodged: dict[str, list[Lodged]] = defaultdict(list)
        for lived in population.lived:
            self.lived[lived.dwelling].append(lived)
        for adults in population.adults:
            self.adults[adults.dwelling].append(adults)
        for lodged in population.lodged:
            self.lodged[lodged.dwelling].append(lodged)

    def account(self, one: Liability) -> Record:
        """The row of an account with the first person liable."""
        lived = _latest(self.lived[one.dwelling], one)
        adults = _latest(self.adults[one.dwelling], one)
        pays = self.pays.get(one.reference)
        return {
            "account": one.reference,
            "property": one.dwelling,
            "from": one.starts,
            "to": _last(one.ends),
            "liability_class": one.cls,
            "occupied": lived.occupied if lived else None,
            "furnished": lived.furnished if lived else None,
            "occupied_from": lived.starts if lived else None,
            "adults": adults.adults if adults else None,
            "adults_from": adults.starts if adults else None,
            "instalments": pays.instalments if pays else None,
            "pay_day": pays.day if pays else None,
            "method": pays.method if pays else None,
            "choice_from": pays.starts if pays else None,
            "capacity": one.capacity,
        } | self._person(one, one.people[0])

    def others(self, one: Liability) -> Iterable[Record]:
        """The rows of the other people liable, and of residents who are not liable but not counted."""
        for reference in one.people[1:]:
            yield {"account": one.reference, "capacity": one.capacity} | self._person(one, reference)
        if one.ends is None:
            for lodged in self.lodged[one.dwelling]:
                if lodged.person not in one.people:
                    person = self.people[lodged.person]
                    yield {"account": one.reference} | _who(person) | _resident(lodged)

    def _person(self, one: Liability, reference: str) -> dict[str, Any]:
        lodged = next((row for row in self.lodged[one.dwelling] if row.person == reference), None)
        interest = {"tenure": one.tenure, "tenure_from": one.starts, "tenure_to": _last(one.ends)}
        return _who(self.people[reference]) | interest | (_resident(lodged) if lodged else {})


def _latest(rows: Sequence[Any], one: Liability) -> Any:
    """The last of some dated rows that begins while the account runs."""
    inside = [row for row in rows if one.starts <= row.starts and (one.ends is None or row.starts < one.ends)]
    return inside[-1] if inside else None


def _who(person: Person) -> dict[str, Any]:
    lines = dict(zip(("address_1", "address_2", "address_3", "address_4"), person.address, strict=False))
    return {
        "party": person.reference,
        "party_kind": person.kind,
        "title": person.title,
        "given": person.given,
        "family": person.family,
        "born": person.born_on,
        "died": person.died_on,
        "postcode": person.postcode,
        "phone": person.phone,
        "email": person.email,
        "bill_format": person.bill_format,
        "e_notices_since": person.e_notices_since,
        **lines,
    }


def _resident(lodged: Lodged) -> dict[str, Any]:
    return {
        "lives_there": True,
        "resident_from": lodged.starts,
        "resident_to": _last(lodged.ends),
        "disregard": lodged.disregard,
    }


def _property(home: Dwelling) -> Record:
    lines = dict(zip(("address_1", "address_2", "address_3", "address_4"), home.address, strict=False))
    return {
        "reference": home.reference,
        "uprn": home.uprn,
        "voa_reference": home.voa_reference,
        "postcode": home.postcode,
        "kind": home.kind,
        "area": home.area,
        "band": home.band,
        "band_from": home.band_from,
        "annexe_of": home.annexe_of,
        **lines,
    }


def _band(home: Dwelling) -> Record:
    band, first = home.before or ("", home.band_from)
    return {"reference": home.reference, "band": band, "from": first, "to": _last(home.band_from)}


def _granted(one: Granted) -> Record:
    return {
        "property": one.dwelling,
        "kind": one.kind,
        "class": one.cls,
        "from": one.starts,
        "to": _last(one.ends),
        "percent": one.percent,
    }


def _file(layout: Layout, rows: Sequence[Record]) -> bytes:
    names = [column.name for column in layout.columns]
    return write(names, [[_cell(row.get(name)) for name in names] for row in rows])


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _last(ends: date | None) -> date | None:
    """The last day inclusive, as files give it."""
    return None if ends is None else ends - ONE_DAY
