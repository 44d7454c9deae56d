"""The worked examples and the published band tables, read from ``tests/data``. Amounts come out as pence."""

import csv
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from accounts.data import Disregarded, Occupied
from billing.data import BANDS, AccountFacts, AreaRates, Assessment, Award, Reduction, SupportDay
from billing.rules.assessment import assess
from billing.rules.rates import disabled_band_a
from revenues.kernel.money import parse_pounds
from revenues.kernel.periods import Dated, Period

DATA = Path(__file__).resolve().parents[1] / "data"


@dataclass(frozen=True)
class Example:
    """One row of ``billing_examples.csv``: what goes in and what must come out."""

    inputs: dict[str, Any]
    expected: dict[str, Any]


@lru_cache(maxsize=1)
def all_examples() -> dict[str, Example]:
    """Every row by its id."""
    with (DATA / "billing_examples.csv").open(encoding="utf-8", newline="") as stream:
        return {
            row["id"]: Example(json.loads(row["inputs"]), json.loads(row["expected"]))
            for row in csv.DictReader(stream)
        }


def example(id: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Inputs and expected results of a row."""
    row = all_examples()[id]
    return row.inputs, row.expected


def pence(text: str) -> int:
    """``1,538.83`` as pence."""
    return parse_pounds(text)


def each(texts: list[str]) -> list[int]:
    """A list of amounts as pence."""
    return [pence(text) for text in texts]


def day(text: str) -> date:
    """``2026-08-20`` as a date."""
    return date.fromisoformat(text)


@lru_cache(maxsize=1)
def band_rows() -> tuple[dict[str, str], ...]:
    """Every row of ``band_tables.csv`` as it stands."""
    with (DATA / "band_tables.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


def band_row(council: str, year: str, name: str) -> dict[str, int]:
    """The amounts by band of one row, where the row has them."""
    for row in band_rows():
        if (row["council"], row["year"], row["preceptor_or_total"]) == (council, year, name):
            return {band: pence(row[f"band_{band}"]) for band in BANDS if row[f"band_{band}"]}
    raise KeyError((council, year, name))


# -- facts of an account, shortest form -------------------------------------------------------------------------

LONG_AGO = date(1993, 4, 1)
AS_AT = date(2026, 11, 22)
YEAR_START, OCTOBER = date(2026, 4, 1), date(2026, 10, 1)
ACCOUNT = "50012345-5"


def held(value: object, start: date | None = None, end: date | None = None, fact: str = "") -> Dated[Any]:
    """A fact from a day, or always, up to a day, or for good."""
    return Dated(Period(start or LONG_AGO, end), value, fact or f"{type(value).__name__}:{start}")


def area(**totals: int) -> AreaRates:
    """The tax of one area by band."""
    return AreaRates(totals, disabled_band_a(totals.get("D", 0)))


def elmbridge() -> AreaRates:
    """Elmbridge without a parish, 2026/27, as published."""
    return area(**band_row("Elmbridge", "2026/27", "TOTAL (unparished)"))


def facts(
    *,
    year: int = 2026,
    start: date | None = None,
    end: date | None = None,
    annual: int | None = None,
    bands: tuple[Dated[str], ...] = (),
    areas: tuple[Dated[str], ...] = (),
    rates: dict[str, AreaRates] | None = None,
    occupancies: tuple[Dated[Occupied], ...] = (),
    households: tuple[Dated[int | None], ...] = (),
    disregards: tuple[Dated[Disregarded], ...] = (),
    exemptions: tuple[Dated[str], ...] = (),
    disabled: tuple[Dated[str], ...] = (),
    reductions: tuple[Dated[Reduction], ...] = (),
    **more: Any,
) -> AccountFacts:
    """The facts of a band D dwelling in one area, but for what is said; ``more`` are further timelines."""
    return AccountFacts(
        account=ACCOUNT,
        year=year,
        liable=Period(start or LONG_AGO, end),
        bands=bands or (held("D", fact="band:1"),),
        areas=areas or (held("here", fact="area:1"),),
        rates=rates or {"here": elmbridge() if annual is None else area(D=annual)},
        occupancies=occupancies,
        households=households,
        disregards=disregards,
        exemptions=exemptions,
        disabled=disabled,
        reductions=reductions,
        **more,
    )


FULL = {
    "accounts.premiums.empty_percent": {LONG_AGO: 100},
    "accounts.premiums.empty_percent_5_years": {LONG_AGO: 200},
    "accounts.premiums.empty_percent_10_years": {LONG_AGO: 300},
    "accounts.premiums.second_home_percent": {LONG_AGO: 100},
    "accounts.discounts.class_b_percent": {LONG_AGO: 0},
    "accounts.discounts.class_c_percent": {LONG_AGO: 0},
}
EMPTY, FURNISHED, LIVED_IN = Occupied(False, False), Occupied(False, True), Occupied(True, True)
AHEAD = {"billing.estimate.bill_known_clocks_ahead": True}


@dataclass(frozen=True)
class Share:
    """A Council Tax Reduction scheme for tests: so many per cent of the applicant's share, at most so many pence."""

    percent: int
    most: int | None = None
    turns: tuple[date, ...] = ()

    def award(self, day: SupportDay) -> Award:
        daily = Fraction(day.share * self.percent, 100)
        return Award(daily if self.most is None else min(daily, Fraction(self.most)), "share")

    def changes(self, within: Period) -> Iterable[date]:
        return [day for day in self.turns if day in within]


def billed(*, as_at: date = AS_AT, policy: dict[str, Any] | None = None, **given: Any) -> Assessment:
    """The assessment of those facts."""
    return assess(facts(**given), as_at=as_at, policy=policy)


def lines(found: Assessment, kind: str | None = None) -> list[tuple[str, str, int, int]]:
    """Kind, detail, days and pence of each line."""
    return [
        (line.kind, line.detail, line.period.days, line.amount)
        for line in found.lines
        if kind in (None, line.kind)
    ]
