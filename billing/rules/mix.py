"""Varied accounts from a seed, for measures and tests of the assessment: a stated mix, the same for the same seed.

Nobody's facts: dwellings, people and days are drawn. ``SHARES`` says how many of a hundred accounts are of which kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from accounts.data import Circumstance, Disregarded, Excepted, Exempted, Occupied
from billing.data import AccountFacts, AreaRates, Award, Reduction, Support, SupportDay
from billing.rules.rates import band_amounts, disabled_band_a
from revenues.kernel.periods import Dated, Period
from revenues.kernel.years import days_in, year_period

YEAR = 2026
LONG_AGO = date(1993, 4, 1)
EMPTY_FROM = date(2012, 1, 1)
EMPTY_DAYS = 6000
WHOLE, SEASONAL_EVERY = 100, 12
SHARES: Mapping[str, int] = {
    "two adults or more, all year": 30,
    "one adult, all year": 24,
    "one adult from some day": 6,
    "residents who are not counted": 8,
    "moved in or out in the year": 8,
    "Council Tax Reduction": 8,
    "empty, with its clock": 4,
    "second home": 3,
    "excepted from a premium": 2,
    "exempt, with its limit": 3,
    "disabled reduction, some with a discount": 2,
    "annexe or the council's own reduction": 2,
}
POLICY: Mapping[str, Mapping[date, int]] = {
    "accounts.premiums.empty_percent": {LONG_AGO: 100},
    "accounts.premiums.empty_percent_5_years": {LONG_AGO: 200},
    "accounts.premiums.empty_percent_10_years": {LONG_AGO: 300},
    "accounts.premiums.second_home_percent": {LONG_AGO: 100},
    "accounts.discounts.class_b_percent": {LONG_AGO: 0},
    "accounts.discounts.class_c_percent": {LONG_AGO: 0},
}
BANDS = "AAABBBBCCCCCDDDDEEEFFGH"
BAND_D = (255_687, 257_352, 256_010, 258_894)
ADULTS = (2, 2, 2, 3, 4)
CLASSES = ("student", "smi", "carer", "leaver", "apprentice")
EXCEPTIONS = "EFGHIM"
EXEMPT = "BEFFFL"
SUPPORTED = (20, 40, 60, 80, 100)
SHARERS = (1, 1, 1, 2)
REDUCED = (10, 25, 50, 100)


@dataclass(frozen=True, slots=True)
class Flat:
    """A scheme that gives so many per cent of the applicant's share of every day."""

    percent: int

    def award(self, day: SupportDay) -> Award:
        """That share of the day."""
        return Award(Fraction(day.share * self.percent, WHOLE), "flat")

    def changes(self, within: Period) -> Iterable[date]:
        """Never of itself."""
        return ()


def accounts(seed: int, count: int, *, year: int = YEAR) -> Iterator[AccountFacts]:
    """Facts of so many accounts of a year; ``POLICY`` is what their authority has determined.

    Args:
        seed: the same seed gives the same accounts.
    """
    draw = Random(seed)  # noqa: S311 - a measure, no secret
    kinds = list(SHARES)
    rates = {
        f"area {place}": AreaRates(band_amounts(amount), disabled_band_a(amount))
        for place, amount in enumerate(BAND_D)
    }
    for number, kind in enumerate(draw.choices(kinds, weights=list(SHARES.values()), k=count)):
        plain = _plain(draw, number, year, rates)
        yield replace(plain, **_KINDS[kind](draw, year))


def _plain(draw: Random, number: int, year: int, rates: Mapping[str, AreaRates]) -> AccountFacts:
    return AccountFacts(
        account=f"account {number}",
        year=year,
        liable=Period(_before(draw, year)),
        bands=(_held(draw.choice(BANDS), "bandentry"),),
        areas=(_held(draw.choice(list(rates)), "propertyarea"),),
        rates=rates,
        occupancies=(_held(Occupied(True), "occupancy"),),
        households=(_held(draw.choice(ADULTS), "household"),),
    )


def _held(value: Any, fact: str, start: date = LONG_AGO, end: date | None = None) -> Dated[Any]:
    return Dated(Period(start, end), value, f"{fact}:{start.toordinal()}")


def _within(draw: Random, year: int) -> date:
    """Some day of the year but its first."""
    return year_period(year).start + timedelta(days=draw.randrange(1, days_in(year)))


def _before(draw: Random, year: int) -> date:
    """Some day before the year, since 2012."""
    return min(EMPTY_FROM + timedelta(days=draw.randrange(EMPTY_DAYS)), year_period(year).start)


def _as_it_is(draw: Random, year: int) -> dict[str, Any]:
    return {}


def _one_adult(draw: Random, year: int) -> dict[str, Any]:
    return {"households": (_held(1, "household"),)}


def _one_adult_from(draw: Random, year: int) -> dict[str, Any]:
    day = _within(draw, year)
    return {"households": (_held(ADULTS[0], "household", LONG_AGO, day), _held(1, "household", day))}


def _not_counted(draw: Random, year: int) -> dict[str, Any]:
    adults = draw.choice(ADULTS)
    people = (
        _held(Disregarded(f"resident {place}", draw.choice(CLASSES)), "resident", _before(draw, year))
        for place in range(draw.randint(1, adults))
    )
    return {"households": (_held(adults, "household"),), "disregards": tuple(people)}


def _moved(draw: Random, year: int) -> dict[str, Any]:
    day, alone = _within(draw, year), draw.choice((_as_it_is, _one_adult))(draw, year)
    period = draw.choice((Period(day), Period(LONG_AGO, day)))
    return {**alone, "liable": period}


def _supported(draw: Random, year: int) -> dict[str, Any]:
    start = draw.choice((LONG_AGO, _within(draw, year)))
    claim = Support("applicant", Flat(draw.choice(SUPPORTED)), draw.choice(SHARERS))
    return {**_one_adult(draw, year), "support": (_held(claim, "award", start),)}


def _empty(draw: Random, year: int, furnished: bool = False) -> dict[str, Any]:
    day = _before(draw, year)
    states = (
        _held(Occupied(True), "occupancy", LONG_AGO, day),
        _held(Occupied(False, furnished), "occupancy", day),
    )
    return {"occupancies": states, "households": ()}


def _second_home(draw: Random, year: int) -> dict[str, Any]:
    seasonal = (
        (_held(Circumstance("seasonal"), "circumstance"),) if not draw.randrange(SEASONAL_EVERY) else ()
    )
    return {**_empty(draw, year, furnished=True), "circumstances": seasonal}


def _excepted(draw: Random, year: int) -> dict[str, Any]:
    day = _within(draw, year) - timedelta(days=days_in(year) - 1)
    exception = Excepted(draw.choice(EXCEPTIONS), day, "owner")
    furnished = draw.choice((True, False))
    return {**_empty(draw, year, furnished), "exceptions": (_held(exception, "entitlement", day),)}


def _exempt(draw: Random, year: int) -> dict[str, Any]:
    given = _empty(draw, year)
    since = given["occupancies"][-1].period.start
    grant = draw.choice((None, _within(draw, year - 1)))
    grant = grant if grant and grant > since else None
    claim = Exempted(draw.choice(EXEMPT), since, grant)
    return {**given, "exempted": (_held(claim, "entitlement", since),)}


def _disabled(draw: Random, year: int) -> dict[str, Any]:
    return {
        "disabled": (_held("room", "entitlement", draw.choice((LONG_AGO, _within(draw, year)))),),
        "households": (_held(draw.choice((1, *ADULTS)), "household"),),
    }


def _reduced(draw: Random, year: int) -> dict[str, Any]:
    own = draw.choice(
        (
            Reduction("annexe"),
            Reduction("care_leaver", draw.choice(REDUCED)),
            Reduction("flood", amount=BAND_D[0]),
        )
    )
    return {"reductions": (_held(own, "entitlement", draw.choice((LONG_AGO, _within(draw, year)))),)}


_KINDS: dict[str, Callable[[Random, int], dict[str, Any]]] = dict(
    zip(
        SHARES,
        (_as_it_is, _one_adult, _one_adult_from, _not_counted, _moved, _supported, _empty, _second_home,
         _excepted, _exempt, _disabled, _reduced),
        strict=True,
    )
)  # fmt: skip
