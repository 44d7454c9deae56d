"""The tax by body beside last year's: by the home's own band where last year's is known, else by band D."""

from __future__ import annotations

from notices.data import BANDS, Body, Demand, DemandTable
from notices.rules import words
from notices.rules.sheet import BodyRow, Comparison
from revenues.kernel.years import label

BAND_D = BANDS.index("D")
UNKNOWN = "\u2013"


def compare(demand: Demand, table: DemandTable) -> Comparison:
    """What each body asks of a home in this band for a whole year, and by how much that has changed.

    Where last year's amounts are known only for band D, band D of both years stands beside this year's own band: the
    percentage is then of two figures that can be seen.
    """
    band = BANDS.index(demand.band)
    place = f" in {demand.area}" if demand.area else ""
    before, now = label(table.year - 1), label(table.year)
    if band == BAND_D or all(body.last_year or body.last_year_d is None for body in table.bodies):
        last = [_last(body, band) for body in table.bodies]
        known = [pence for pence in last if pence is not None]
        total = _total(table, band, sum(known) if known else None)
        return Comparison(
            f"For a whole year in band {demand.band}{place}",
            (before, now, "Change"),
            tuple(
                _row(body, (_pounds(pence), words.pounds(body.amounts[band]), words.per_cent(body.change)))
                for body, pence in zip(table.bodies, last, strict=True)
            ),
            BodyRow(
                "In all", "", (_pounds(total), words.pounds(table.totals[band]), words.per_cent(table.change))
            ),
        )
    return Comparison(
        f"For a whole year{place}",
        (_in_band(before, "D"), _in_band(now, "D"), "Change", _in_band(now, demand.band)),
        tuple(_row(body, _both(body, band)) for body in table.bodies),
        BodyRow("In all", "", _both_totals(table, band)),
    )


def _last(body: Body, band: int) -> int | None:
    if body.last_year:
        return body.last_year[band]
    return body.last_year_d if band == BAND_D else None


def _total(table: DemandTable, band: int, summed: int | None) -> int | None:
    """Last year's whole bill: as the council gives it for band D, else the sum of what each body asked."""
    return table.last_year_d if band == BAND_D and table.last_year_d is not None else summed


def _both(body: Body, band: int) -> tuple[str, ...]:
    before = body.last_year[BAND_D] if body.last_year else body.last_year_d
    now = words.pounds(body.amounts[BAND_D])
    return _pounds(before), now, words.per_cent(body.change), words.pounds(body.amounts[band])


def _both_totals(table: DemandTable, band: int) -> tuple[str, ...]:
    now = words.pounds(table.totals[BAND_D])
    return _pounds(table.last_year_d), now, words.per_cent(table.change), words.pounds(table.totals[band])


def _row(body: Body, figures: tuple[str, ...]) -> BodyRow:
    return BodyRow(body.name, "with adult social care" if body.social_care else "", figures)


def _pounds(pence: int | None) -> str:
    return UNKNOWN if pence is None else words.pounds(pence)


def _in_band(year: str, band: str) -> str:
    return f"{year} band{words.NO_BREAK}{band}"
