"""The tax as a file: a row for each body and area, and a row for each area that has no parish."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from revenues.kernel.columns import Column, Layout, Row, flag, one_of, pence, text
from revenues.kernel.csvfile import write

BANDS = "ABCDEFGH"
EVERYWHERE = "*"
KINDS = ("billing_authority", "county", "police", "fire", "mayor", "parish", "special")

_AMOUNTS = tuple(
    Column(f"band_{band.lower()}", pence, f"pounds for band {band}; every row but an unparished one")
    for band in BANDS
)
_LAST_YEAR = tuple(
    Column(f"last_{band.lower()}", pence, f"last year's pounds for band {band}; all eight, or band D alone")
    for band in BANDS
)
LAYOUT = Layout(
    "tax",
    (
        Column("body", text, "code of the body; blank on an unparished row", "SCC", text=True, limit=12),
        Column("body_name", text, "name as the bill prints it", "Surrey County Council", text=True, limit=80),
        Column("kind", one_of(*KINDS), f"one of {', '.join(KINDS)}", "county"),
        Column("social_care", flag, "yes for the part that is for adult social care", "no"),
        Column("area", text, "code of the area; * for all of them", "*", required=True, text=True, limit=12),
        Column("area_name", text, "name of an area that is not held yet", "Claygate", text=True, limit=80),
        Column(
            "unparished", flag, "yes: this area has no parish; such a row has no body and no amounts", "no"
        ),
        *_AMOUNTS,
        *_LAST_YEAR,
    ),
)


@dataclass(frozen=True, slots=True)
class TaxRow:
    """One body's amounts for one area, or for all (``*``); or, with ``unparished``, an area without a parish.

    ``amounts`` and ``last_year`` are pence by band. ``last_year_d`` alone where only band D was published.
    ``line`` is the line of a file, 0 when there is none.
    """

    area: str
    body: str = ""
    name: str = ""
    kind: str = ""
    amounts: Mapping[str, int] = field(default_factory=dict)
    last_year: Mapping[str, int] | None = None
    last_year_d: int | None = None
    social_care: bool = False
    unparished: bool = False
    area_name: str = ""
    line: int = 0


def tax_row(row: Row) -> TaxRow:
    """A record of the file as a row of the tax."""
    amounts = {band: row[f"band_{band.lower()}"] for band in BANDS if row[f"band_{band.lower()}"] is not None}
    last = {band: row[f"last_{band.lower()}"] for band in BANDS if row[f"last_{band.lower()}"] is not None}
    only_d = set(last) == {"D"}
    return TaxRow(
        area=row["area"],
        body=row["body"] or "",
        name=row["body_name"] or "",
        kind=row["kind"] or "",
        amounts=amounts,
        last_year=None if only_d or not last else last,
        last_year_d=last.get("D"),
        social_care=bool(row["social_care"]),
        unparished=bool(row["unparished"]),
        area_name=row["area_name"] or "",
        line=row.line,
    )


def write_rows(rows: Iterable[TaxRow]) -> bytes:
    """A file that reads back as these rows."""
    header = [column.name for column in LAYOUT.columns]
    return write(header, [_record(row) for row in rows])


def _record(row: TaxRow) -> Sequence[str]:
    last = row.last_year or ({} if row.last_year_d is None else {"D": row.last_year_d})
    words = (
        row.body,
        row.name,
        row.kind,
        _yes(row.social_care),
        row.area,
        row.area_name,
        _yes(row.unparished),
    )
    return (
        *words,
        *(_pounds(row.amounts.get(band)) for band in BANDS),
        *(_pounds(last.get(b)) for b in BANDS),
    )


def _yes(truth: bool) -> str:
    return "yes" if truth else "no"


def _pounds(amount: int | None) -> str:
    if amount is None:
        return ""
    sign = "-" if amount < 0 else ""
    whole, rest = divmod(abs(amount), 100)
    return f"{sign}{whole}.{rest:02d}"
