"""The facts on which assessments stand, for one account or for thousands in the same few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q, QuerySet

from accounts.data import Disregarded, Occupied
from accounts.models import Account, Entitlement, Household, Occupancy, Resident
from billing.data import BANDS, AccountFacts, AreaRates, Reduction
from billing.models import AreaTax
from revenues.kernel.periods import Dated, Period
from revenues.kernel.years import year_period
from valuation.models import BandEntry, PropertyArea

WHY = "the ids were reached through a scope or a run"
Timelines = dict[int, list[Dated[Any]]]


@dataclass(frozen=True, slots=True)
class Dwelling:
    """The timelines of many dwellings, by property id."""

    bands: Timelines
    areas: Timelines
    occupancies: Timelines
    households: Timelines
    disregards: Timelines
    exemptions: Timelines
    disabled: Timelines
    reductions: Timelines


def facts_for(
    account_ids: Sequence[int], *, year: int, as_at: date, rates: Mapping[str, AreaRates] | None = None
) -> dict[int, AccountFacts]:
    """Everything the charge of these accounts for a year depends on, as told to the council by ``as_at``.

    Args:
        account_ids: any number; the queries stay the same few.
        rates: the tax by area where the caller has read it already (a run reads it once).

    Returns:
        Facts by account id, for the accounts that are there. Areas are keyed by their id as text.
    """
    rows = list(
        Account.objects.everywhere(WHY)
        .filter(pk__in=account_ids)
        .values_list("id", "number", "property_id", "period", "authority_id")
    )
    properties = [row[2] for row in rows]
    known = read_dwellings(properties, year=year, as_at=as_at)
    if rates is None:
        rates = rates_for({row[4] for row in rows}, year=year)
    return {
        pk: AccountFacts(
            account=number,
            year=year,
            liable=Period(period.lower, period.upper),
            bands=tuple(known.bands[prop]),
            areas=tuple(known.areas[prop]),
            rates=rates,
            occupancies=tuple(known.occupancies[prop]),
            households=tuple(known.households[prop]),
            disregards=tuple(known.disregards[prop]),
            exemptions=tuple(known.exemptions[prop]),
            disabled=tuple(known.disabled[prop]),
            reductions=tuple(known.reductions[prop]),
        )
        for pk, number, prop, period, _ in rows
    }


def rates_for(authority_ids: Iterable[int], *, year: int) -> dict[str, AreaRates]:
    """The tax of every area of these authorities for a year, by area id as text."""
    rows = AreaTax.objects.filter(tax_year__authority_id__in=list(authority_ids), tax_year__year=year)
    return {
        str(area_id): AreaRates(dict(zip(BANDS, totals, strict=True)), disabled_a)
        for area_id, totals, disabled_a in rows.values_list("area_id", "totals", "disabled_a")
    }


def read_dwellings(property_ids: Sequence[int], *, year: int, as_at: date) -> Dwelling:
    """The timelines of these dwellings. Empty periods are read from their beginning, however long ago, for the clocks."""
    window = _window(year)
    told = Q(told_on=None) | Q(told_on__lte=as_at)

    def of(model: Any, *columns: str, overlap: bool = True, **filters: Any) -> QuerySet:
        rows = model.objects.filter(told, property_id__in=property_ids, **filters)
        if overlap:
            rows = rows.filter(period__overlap=window)
        return rows.order_by("property_id", "period", "pk").values_list(
            "property_id", "period", "pk", *columns
        )

    granted: dict[str, Any] = {"state": "granted"}
    entitlements = list(of(Entitlement, "kind", "cls", "percent", **granted))
    return Dwelling(
        bands=_timelines("bandentry", of(BandEntry, "band"), lambda band: band),
        areas=_timelines("propertyarea", of(PropertyArea, "area_id"), str),
        occupancies=_timelines("occupancy", of(Occupancy, "occupied", "furnished", overlap=False), Occupied),
        households=_timelines("household", of(Household, "adults"), lambda adults: adults),
        disregards=_timelines(
            "resident",
            of(Resident, "disregard", "name").exclude(disregard=""),
            lambda cls, name: Disregarded(name, cls),
        ),
        exemptions=_entitled(entitlements, ("exemption",), lambda cls, _: cls),
        disabled=_entitled(entitlements, ("disabled",), lambda cls, _: cls or "disabled"),
        reductions=_entitled(entitlements, ("discount", "discretionary"), Reduction),
    )


def _window(year: int) -> DateRange:
    days = year_period(year)
    return DateRange(days.start, days.end)


def _timelines(kind: str, rows: Iterable[tuple[Any, ...]], value: Any) -> Timelines:
    found: Timelines = defaultdict(list)
    for property_id, period, pk, *columns in rows:
        found[property_id].append(Dated(Period(period.lower, period.upper), value(*columns), f"{kind}:{pk}"))
    return found


def _entitled(rows: Iterable[tuple[Any, ...]], kinds: tuple[str, ...], value: Any) -> Timelines:
    chosen = (
        (prop, period, pk, cls, percent) for prop, period, pk, kind, cls, percent in rows if kind in kinds
    )
    return _timelines("entitlement", chosen, value)
