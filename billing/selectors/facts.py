"""The facts on which assessments stand, for one account or for thousands in the same few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q, QuerySet

from accounts.data import Circumstance, Disregarded, Excepted, Exempted, Interest, Occupied
from accounts.models import Account, Entitlement, Household, Occupancy, Resident
from accounts.models import Circumstance as CircumstanceFact
from accounts.models import Interest as InterestFact
from billing.data import BANDS, AccountFacts, AreaRates, Reduction
from billing.models import AreaTax
from revenues.kernel.periods import ONE_DAY, Dated, Period, all_on, segments
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
    exceptions: Timelines
    exempted: Timelines
    circumstances: Timelines
    interests: Timelines


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
            exceptions=tuple(known.exceptions[prop]),
            exempted=tuple(known.exempted[prop]),
            circumstances=tuple(known.circumstances[prop]),
            interests=tuple(known.interests[prop]),
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
    """The timelines of these dwellings. What clocks ask is read from its beginning, however long ago.

    An exempt class with a day from which it runs, a grant or a sale is ``exempted``; without, it is in ``exemptions``
    and stands for its period.
    """
    window = _window(year)
    told = Q(told_on=None) | Q(told_on__lte=as_at)
    this_year = Q(period__overlap=window)

    def of(model: Any, *columns: str, days: Q = this_year) -> QuerySet:
        rows = model.objects.filter(told, days, property_id__in=property_ids)
        return rows.order_by("property_id", "period", "pk").values_list(
            "property_id", "period", "pk", *columns
        )

    ever = Q(kind="premium_exception") | Q(kind="exemption", grant_on__isnull=False)
    granted = list(of(Entitlement, *ENTITLED, days=ever | this_year).filter(state="granted"))
    residents = list(of(Resident, "disregard", "name", "since", "party_id", "party__born_on"))
    return Dwelling(
        bands=_timelines("bandentry", of(BandEntry, "band"), lambda band: band),
        areas=_timelines("propertyarea", of(PropertyArea, "area_id"), str),
        occupancies=_timelines("occupancy", of(Occupancy, "occupied", "furnished", days=Q()), Occupied),
        households=_timelines("household", of(Household, "adults"), lambda adults: adults),
        disregards=_timelines(
            "resident",
            (row for row in residents if row[3]),
            lambda cls, name, since, _, born: Disregarded(name, cls, since, born),
        ),
        exemptions=_entitled(granted, _plain_exemption, lambda row: row.cls),
        exempted=_entitled(
            granted,
            _exemption_with_clock,
            lambda row: Exempted(row.cls, row.since, row.grant_on, row.ended_on),
        ),
        disabled=_entitled(granted, _of("disabled"), lambda row: row.cls or "disabled"),
        reductions=_entitled(
            granted, _of("discount", "discretionary"), lambda row: Reduction(row.cls, row.percent, row.amount)
        ),
        exceptions=_entitled(granted, _of("premium_exception"), _excepted),
        circumstances=_timelines("circumstance", of(CircumstanceFact, "kind", "since"), Circumstance),
        interests=_interests(of(InterestFact, *HELD), residents),
    )


def _window(year: int) -> DateRange:
    days = year_period(year)
    return DateRange(days.start, days.end)


def _timelines(kind: str, rows: Iterable[tuple[Any, ...]], value: Any) -> Timelines:
    found: Timelines = defaultdict(list)
    for property_id, period, pk, *columns in rows:
        found[property_id].append(Dated(Period(period.lower, period.upper), value(*columns), f"{kind}:{pk}"))
    return found


# -- entitlements ----------------------------------------------------------------------------------------------


class Entitled(NamedTuple):
    """The columns of an entitlement, in the order in which they are read."""

    kind: str
    cls: str
    percent: int | None
    amount: int | None
    since: date | None
    grant_on: date | None
    ended_on: date | None
    owner_id: int | None
    let: Any


ENTITLED = Entitled._fields


def _entitled(
    rows: Iterable[tuple[Any, ...]], chosen: Callable[[Entitled], bool], value: Callable[[Any], Any]
) -> Timelines:
    found: Timelines = defaultdict(list)
    for property_id, period, pk, *columns in rows:
        row = Entitled(*columns)
        if chosen(row):
            days = Period(period.lower, period.upper)
            made = value(row)
            if isinstance(made, Excepted) and made.since is None:
                made = replace(made, since=days.start)
            found[property_id].append(Dated(days, made, f"entitlement:{pk}"))
    return found


def _of(*kinds: str) -> Callable[[Entitled], bool]:
    return lambda row: row.kind in kinds


def _exemption_with_clock(row: Entitled) -> bool:
    return row.kind == "exemption" and any((row.since, row.grant_on, row.ended_on))


def _plain_exemption(row: Entitled) -> bool:
    return row.kind == "exemption" and not _exemption_with_clock(row)


def _excepted(row: Entitled) -> Excepted:
    let = Period(row.let.lower, row.let.upper) if row.let else None
    return Excepted(row.cls, row.since, str(row.owner_id or ""), let)


# -- interests -------------------------------------------------------------------------------------------------

HELD = (
    "party_id", "tenure", "term_months", "superior", "tenancy_type", "whole", "sole", "term_ends",
    "party__died_on", "executor_id",
)  # fmt: skip


def _interests(rows: Iterable[tuple[Any, ...]], residents: Iterable[tuple[Any, ...]]) -> Timelines:
    """What each party holds, cut where she comes to live there or leaves."""
    homes: Timelines = defaultdict(list)
    for property_id, period, _, _, _, _, party_id, _ in residents:
        homes[property_id].append(Dated(Period(period.lower, period.upper), party_id))
    found: Timelines = defaultdict(list)
    for property_id, period, pk, party_id, *held in rows:
        there = [entry for entry in homes[property_id] if entry.value == party_id]
        for days in _cut(Period(period.lower, period.upper), there):
            interest = _interest(party_id, held, resident=bool(all_on(days.start, there)))
            found[property_id].append(Dated(days, interest, f"interest:{pk}"))
    return found


def _cut(whole: Period, there: Sequence[Dated[Any]]) -> Iterable[Period]:
    """A period in pieces; one that still runs keeps its last piece open."""
    turns = [day for one in there for day in (one.period.start, one.period.end) if day and whole.start < day]
    if whole.end is not None:
        return segments(whole, there)
    if not turns:
        return (whole,)
    last = max(turns)
    return (*segments(Period(whole.start, last), there), Period(last))


def _interest(party_id: int, held: Sequence[Any], *, resident: bool) -> Interest:
    tenure, months, superior, tenancy, whole, sole, last, died, executor = held
    return Interest(
        party=str(party_id),
        tenure=tenure,
        resident=resident,
        term_months=months,
        superior=superior,
        tenancy_type=tenancy,
        whole=whole,
        sole=sole,
        term_ends=last + ONE_DAY if last else None,
        died_on=died,
        executor=str(executor or ""),
    )
