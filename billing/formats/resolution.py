"""What the rows of a tax must be before it can be set: each refusal with its row and column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from billing.formats.tax import BANDS, EVERYWHERE, KINDS, TaxRow
from revenues.kernel.loading import Problems

OF_A_PART = ("parish", "special")


def check(rows: Sequence[TaxRow], *, areas: Mapping[str, str], file: str) -> Problems:
    """Everything that is wrong with the rows of a tax.

    Args:
        rows: the whole tax of one authority and year.
        areas: name by code of the areas that are held.
        file: how a problem names the file.
    """
    problems = Problems(file)
    if not rows:
        problems.add(1, "", "there are no rows, so there is no tax")
    for row in rows:
        _check_row(row, areas, problems)
    _check_repeats(rows, problems)
    _check_bodies(rows, problems)
    if rows:
        _check_areas(rows, areas, problems)
    return problems


def _check_row(row: TaxRow, areas: Mapping[str, str], problems: Problems) -> None:
    def wrong(column: str, reason: str) -> None:
        problems.add(row.line, column, reason)

    if row.area != EVERYWHERE and row.area not in areas and not row.area_name:
        wrong("area", f"{row.area!r} is not an area that is held: give its area_name to create it")
    if row.unparished:
        if row.body or row.amounts:
            wrong(
                "unparished", "an unparished row says only that its area has no parish: no body, no amounts"
            )
        if row.area == EVERYWHERE:
            wrong("unparished", "say which area is unparished")
        return
    _check_body(row, wrong)
    _check_amounts(row, wrong)


def _check_body(row: TaxRow, wrong: Callable[[str, str], None]) -> None:
    if not row.body:
        wrong("body", "is missing")
    if not row.name:
        wrong("body_name", "is missing")
    if row.kind not in KINDS:
        wrong("kind", f"{row.kind!r} is not a kind of body: {', '.join(KINDS)}")
    if row.kind == "parish" and row.area == EVERYWHERE:
        wrong("area", "a parish raises tax in its own area, not everywhere")


def _check_amounts(row: TaxRow, wrong: Callable[[str, str], None]) -> None:
    for band in BANDS:
        if band not in row.amounts:
            wrong(f"band_{band.lower()}", "is missing: a body has an amount for each of the eight bands")
    for name, amounts in (("band", row.amounts), ("last", row.last_year or {})):
        for band, amount in amounts.items():
            if band not in BANDS:
                wrong(f"{name}_{band.lower()}", f"{band!r} is not a band: A to H")
            elif amount < 0:
                wrong(f"{name}_{band.lower()}", "is negative")
    if row.last_year is not None and set(row.last_year) != set(BANDS):
        missing = ", ".join(band for band in BANDS if band not in row.last_year)
        wrong("last_d", f"last year is given for all eight bands or for D alone: {missing} missing")


def _check_repeats(rows: Sequence[TaxRow], problems: Problems) -> None:
    seen: dict[tuple[str, str, bool], int] = {}
    for row in rows:
        key = (row.body, row.area, row.unparished)
        if key in seen:
            what = "unparished" if row.unparished else f"body {row.body}"
            problems.add(row.line, "body", f"{what} in area {row.area} is on line {seen[key]} already")
        seen.setdefault(key, row.line)


def _check_bodies(rows: Sequence[TaxRow], problems: Problems) -> None:
    """One body is described in one way, and the authority's own tax is there for every area."""
    said: dict[str, TaxRow] = {}
    for row in rows:
        first = said.setdefault(row.body, row)
        if row.body and (first.name, first.kind, first.social_care) != (row.name, row.kind, row.social_care):
            problems.add(row.line, "body", f"body {row.body} is described otherwise on line {first.line}")
    own = any(row.kind == "billing_authority" and row.area == EVERYWHERE for row in rows)
    if rows and not own:
        problems.add(0, "kind", "there is no row of the billing authority itself for all areas (*)")


def _check_areas(rows: Sequence[TaxRow], areas: Mapping[str, str], problems: Problems) -> None:
    parishes: dict[str, list[TaxRow]] = defaultdict(list)
    for row in rows:
        if row.area != EVERYWHERE and (row.unparished or row.kind == "parish"):
            parishes[row.area].append(row)
    for code, found in parishes.items():
        if len({row.unparished for row in found}) > 1:
            problems.add(found[-1].line, "unparished", f"area {code} has a parish and is said to have none")
    named = {row.area for row in rows if row.area != EVERYWHERE}
    for code in sorted({*areas, *named} - {*parishes}):
        name = areas.get(code) or next(row.area_name for row in rows if row.area == code) or code
        problems.add(
            0, "area", f"area {code} ({name}) is missing: it needs a parish row, or an unparished row"
        )
    if not areas and not named:
        problems.add(0, "area", "there is no area: give a parish row or an unparished row for each")
