"""A council's dwellings and accounts, street by street, each with its own situation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from casework.rules.population import situations
from casework.rules.population.builder import Builder
from casework.rules.population.people import Inventor, Words
from casework.rules.population.records import Dwelling, Population
from revenues.kernel.money import share

LIST_DATE = date(1993, 4, 1)
NINTHS = {"A": 6, "B": 7, "C": 8, "D": 9, "E": 11, "F": 13, "G": 15, "H": 18}
HOUSES = {"house": 62, "flat": 28, "bungalow": 9, "caravan": 1}


@dataclass(frozen=True, slots=True)
class Place:
    """One area: its code, how much of the district lies in it, its post town, and last year's band D in pence."""

    code: str
    name: str
    weight: int
    last_year_d: int


@dataclass(frozen=True, slots=True)
class Council:
    """What a population is made for. ``prefix`` begins every reference; ``postcodes`` is an area not in use."""

    slug: str
    prefix: str
    postcodes: str
    size: int
    uprn_from: int
    places: tuple[Place, ...]
    bands: Mapping[str, int]
    seed: int = 2026


def populate(council: Council, words: Words) -> Population:
    """Everything of a council; the same from the same seed. Each situation is there at least once.

    Raises:
        ValueError: a council too small to hold every situation once.
    """
    draw = Random(f"{council.seed}:{council.slug}")  # noqa: S311 - invented people, not secrets
    inventor = Inventor(draw, words, council.prefix)
    builder = Builder(inventor, Population(), council.prefix)
    told = _situations(council, draw)
    for name, dwelling in zip(told, _dwellings(council, inventor, told), strict=True):
        builder.population.dwellings.append(dwelling)
        builder.last_year = _last_year(council, dwelling)
        situations.SITUATIONS[name].tell(builder, dwelling)
    builder.population.people.extend(inventor.kept)
    return builder.population


def _situations(council: Council, draw: Random) -> list[str]:
    """One situation a dwelling, in any order; an annexe always follows the dwelling it belongs to."""
    names = list(situations.SITUATIONS)
    if council.size < len(names):
        raise ValueError(f"{council.size} dwellings cannot hold {len(names)} situations")
    weights = [situations.SITUATIONS[name].weight for name in names]
    found = [*names, *draw.choices(names, weights, k=council.size - len(names))]
    draw.shuffle(found)
    if found[0] == "annexe":
        found.append(found.pop(0))
        return _situations_from(found)
    return found


def _situations_from(found: list[str]) -> list[str]:
    first = next(place for place, name in enumerate(found) if name != "annexe")
    found[0], found[first] = found[first], found[0]
    return found


def _dwellings(council: Council, inventor: Inventor, told: Sequence[str]) -> list[Dwelling]:
    """Street after street; a street lies in one area and has one postcode, its dwellings are alike in band."""
    draw, found = inventor.draw, list[Dwelling]()
    place, street, postcode, usual, number, left = council.places[0], "", "", "D", 0, 0
    for serial, name in enumerate(told, start=1):
        if not left:
            place = inventor.one_of({one: one.weight for one in council.places})
            street, number, left = inventor.street(), 0, draw.randint(8, 55)
            postcode = inventor.postcode(council.postcodes, 1 + council.places.index(place))
            usual = inventor.one_of(council.bands)
        left, number = left - 1, number + draw.choice((1, 1, 2))
        situation = situations.SITUATIONS[name]
        kind = situation.kind or inventor.one_of(HOUSES)
        main = found[-1] if kind == "annexe" else None
        if main is not None and main.kind == "annexe":
            main = next(home for home in reversed(found) if home.kind != "annexe")
        band = situation.band or (
            _near(usual, draw) if draw.random() < 0.8 else inventor.one_of(council.bands)
        )
        found.append(
            _dwelling(council, serial, kind, band, place, (number, street, postcode), main, inventor)
        )
    return found


def _dwelling(
    council: Council, serial: int, kind: str, band: str, place: Place, at: tuple[int, str, str],
    main: Dwelling | None, inventor: Inventor,
) -> Dwelling:  # fmt: skip
    draw = inventor.draw
    number, street, postcode = at
    first = f"{number} {street}"
    if kind == "flat":
        first = f"Flat {draw.randint(1, 24)}, {number} {street}"
    if main is not None:
        first, postcode, place_name = f"Annexe, {main.address[0]}", main.postcode, main.address[-1]
    else:
        place_name = place.name
    band_from, before = LIST_DATE, None
    if draw.random() < 0.06:
        band_from = inventor.day(date(2004, 4, 1), date(2025, 9, 30))
        before = (_other(band, draw), LIST_DATE)
    return Dwelling(
        reference=f"{council.prefix}{serial:07d}",
        uprn=council.uprn_from + serial,
        voa_reference=f"{serial:06d}{draw.randint(100, 999)}",
        address=(first, place_name),
        postcode=postcode,
        kind=kind,
        area=main.area if main is not None else place.code,
        band=band,
        band_from=band_from,
        annexe_of=main.reference if main is not None else "",
        before=before,
    )


def _near(band: str, draw: Random) -> str:
    """The same band or one beside it."""
    bands = list(NINTHS)
    place = bands.index(band) + draw.choices((-1, 0, 1), (15, 70, 15))[0]
    return bands[min(max(place, 0), len(bands) - 1)]


def _other(band: str, draw: Random) -> str:
    """A band beside it."""
    bands = list(NINTHS)
    beside = [place for place in (bands.index(band) - 1, bands.index(band) + 1) if 0 <= place < len(bands)]
    return bands[draw.choice(beside)]


def _last_year(council: Council, dwelling: Dwelling) -> int:
    """What the other system charged for the dwelling's band for the whole of last year."""
    band_d = next(place.last_year_d for place in council.places if place.code == dwelling.area)
    return share(band_d, numerator=NINTHS[dwelling.band], denominator=NINTHS["D"])
