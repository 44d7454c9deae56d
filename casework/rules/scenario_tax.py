"""The tax of a scenario: its areas, and for each year the amounts of each body, band by band."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from billing.data import BANDS
from billing.formats.tax import EVERYWHERE, TaxRow
from billing.rules.rates import band_amounts
from casework.data import Case
from casework.rules.scenario_grammar import THE_DISTRICT
from revenues.kernel.errors import DomainError
from revenues.kernel.money import parse_pounds

Published = Mapping[str, Mapping[str, Any]]


def areas_of(case: Case, published: Published) -> tuple[str, ...]:
    """The names of the areas of the district."""
    if case.areas:
        return case.areas
    for about in case.tax.values():
        if known := published.get(about.get("published", "")):
            return tuple(known["areas"])
    return (THE_DISTRICT,)


def tax_of(case: Case, year: int, areas: Mapping[str, str], published: Published) -> list[TaxRow]:
    """The tax of a year as rows: each body's amounts, and a row for each area without a parish.

    Args:
        areas: code by name of the areas.

    Raises:
        DomainError: a district or year that nothing published comes with, a year without amounts, or a body in an
            area that is not there.
    """
    return tax_rows(_bodies(case, year, published), areas, year)


def tax_rows(bodies: Sequence[Mapping[str, Any]], areas: Mapping[str, str], year: int) -> list[TaxRow]:
    """Bodies (amounts in pence) as rows of a tax, in their order, then the areas that have no parish."""
    rows = [_row(body, place, areas, year) for place, body in enumerate(bodies, start=1)]
    parishes = {row.area for row in rows if row.kind == "parish"}
    return rows + [
        TaxRow(area=code, area_name=name, unparished=True)
        for name, code in areas.items()
        if code not in parishes
    ]


def published_bodies(district: str, year: int, published: Published) -> list[dict[str, Any]]:
    """The bodies of a district that published amounts come with, in pence. Raises DomainError for one unknown."""
    known = published.get(district)
    if known is None:
        raise DomainError(f"Nothing published is known of {district}; there are: {', '.join(published)}.")
    if str(year) not in known:
        years = ", ".join(key for key in known if key.isdigit())
        raise DomainError(f"Nothing published is known of {district} for {year}; there are: {years}.")
    return [_in_pence(body) for body in known[str(year)]["bodies"]]


def _bodies(case: Case, year: int, published: Published) -> Sequence[Mapping[str, Any]]:
    about = case.tax[year]
    if "published" in about:
        return published_bodies(about["published"], year, published)
    if "bodies" in about:
        bodies: Sequence[Mapping[str, Any]] = about["bodies"]
        return bodies
    if "band_d" in about or "bands" in about:
        return ({"name": "The council", **about},)
    raise DomainError(f"{case.file}: the tax of {year} needs published, bodies, bands or band_d.", year=year)


def _in_pence(body: Mapping[str, Any]) -> dict[str, Any]:
    pence = dict(body, bands=[parse_pounds(str(amount)) for amount in body["bands"]])
    if "last_year_d" in body:
        pence["last_year_d"] = parse_pounds(str(body["last_year_d"]))
    return pence


def _row(about: Mapping[str, Any], place: int, areas: Mapping[str, str], year: int) -> TaxRow:
    if "bands" not in about and "band_d" not in about:
        raise DomainError(f"{about['name']} needs band_d or bands.")
    area = about.get("area")
    if area is not None and area not in areas:
        raise DomainError(f"{about['name']} raises tax in {area}, which is no area: {', '.join(areas)}.")
    given = about.get("bands")
    amounts = dict(zip(BANDS, given, strict=True)) if given else band_amounts(about["band_d"], year=year)
    return TaxRow(
        area=areas[area] if area else EVERYWHERE,
        area_name=area or "",
        body=f"B{place}",
        name=about["name"],
        kind=about.get("kind", "billing_authority"),
        amounts=amounts,
        last_year_d=about.get("last_year_d"),
        social_care=about.get("social_care", False),
    )
