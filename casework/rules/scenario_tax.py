"""The tax of a scenario: its areas, and for each year the amounts of each body, band by band."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from billing.rules.rates import band_amounts
from casework.data import Case
from casework.rules.scenario_grammar import THE_DISTRICT
from revenues.kernel.errors import DomainError
from revenues.kernel.money import parse_pounds

Published = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class BodyTax:
    """What one body raises: pence for bands A to H, in one area or, with area empty, in all."""

    name: str
    kind: str
    amounts: tuple[int, ...]
    area: str = ""
    last_year_d: int | None = None
    social_care: bool = False


def areas_of(case: Case, published: Published) -> tuple[tuple[str, bool], ...]:
    """The areas of the district, each with whether it is a parish."""
    if case.areas:
        return tuple((name, False) for name in case.areas)
    for about in case.tax.values():
        if known := published.get(about.get("published", "")):
            return tuple((name, name in known.get("parished", ())) for name in known["areas"])
    return ((THE_DISTRICT, False),)


def bodies_of(case: Case, year: int, published: Published) -> tuple[BodyTax, ...]:
    """Each body's amounts for a year.

    Raises:
        DomainError: a district or year that nothing published comes with, or a year without amounts.
    """
    about = case.tax[year]
    if "published" in about:
        return _published(about["published"], year, published)
    if "bodies" in about:
        return tuple(_body(body, year) for body in about["bodies"])
    if "band_d" in about or "bands" in about:
        return (_body({"name": "The council", "kind": "billing_authority", **about}, year),)
    raise DomainError(f"{case.file}: the tax of {year} needs published, bodies, bands or band_d.", year=year)


def _published(district: str, year: int, published: Published) -> tuple[BodyTax, ...]:
    known = published.get(district)
    if known is None:
        raise DomainError(f"Nothing published is known of {district}; there are: {', '.join(published)}.")
    if str(year) not in known:
        years = ", ".join(key for key in known if key.isdigit())
        raise DomainError(f"Nothing published is known of {district} for {year}; there are: {years}.")
    return tuple(_body(_in_pence(body), year) for body in known[str(year)]["bodies"])


def _in_pence(body: Mapping[str, Any]) -> dict[str, Any]:
    pence = dict(body, bands=[parse_pounds(str(amount)) for amount in body["bands"]])
    if "last_year_d" in body:
        pence["last_year_d"] = parse_pounds(str(body["last_year_d"]))
    return pence


def _body(about: Mapping[str, Any], year: int) -> BodyTax:
    amounts: Sequence[int] = about.get("bands") or list(band_amounts(about["band_d"], year=year).values())
    return BodyTax(
        name=about["name"],
        kind=about.get("kind", "billing_authority"),
        amounts=tuple(amounts),
        area=about.get("area", ""),
        last_year_d=about.get("last_year_d"),
        social_care=about.get("social_care", False),
    )
