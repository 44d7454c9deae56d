"""Setting the tax of an authority and year, from rows or from a file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.db import transaction

from billing.events import TaxReplaced
from billing.formats import resolution
from billing.formats.tax import BANDS, EVERYWHERE, LAYOUT, TaxRow, tax_row
from billing.models import AreaTax, Body, Rate, TaxYear
from billing.rules.rates import bill_total, check_bands, disabled_band_a
from ledger.models import ChargeYear
from revenues.audit.data import Actor
from revenues.audit.services import acting, record
from revenues.authority.data import Scope
from revenues.authority.models import Authority
from revenues.authority.rules.roles import SET_TAX
from revenues.authority.selectors import law_for, require
from revenues.kernel.columns import read
from revenues.kernel.csvfile import cut
from revenues.kernel.errors import Conflict
from revenues.kernel.events import publish
from revenues.kernel.law import Law
from revenues.kernel.loading import Loaded, Proof, Tally, ensure_balance, refuse_if_any
from revenues.kernel.mapping import AS_IT_IS, FileMapping
from revenues.kernel.years import label
from revenues.runs.services.loads import loading, record_load
from valuation.models import Area

MOST_WARNED = 40


@dataclass(slots=True)
class TaxSet:
    """What setting a tax did: the year's row, its digest, what became of each row, and what stands out."""

    tax_year_id: int
    digest: str
    tally: Tally
    proofs: list[Proof] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def set_tax(
    *,
    authority_id: int,
    year: int,
    rows: Sequence[TaxRow],
    set_on: date | None,
    by: Actor,
    replace_because: str = "",
    file: str = "tax",
) -> TaxSet:
    """Set the tax of a year: every body's published amounts by area, and what they add up to.

    The total of an area is the sum of its bodies' own amounts; band A with a disabled reduction is five-ninths of
    the total for band D. Areas that are not held and are given a name are created. The same tax again changes
    nothing. A band more than a penny from its ninths of band D is a warning, never a refusal.

    Args:
        rows: the whole tax, in the order in which the bill lists the bodies.
        set_on: the day of the resolution.
        replace_because: why another tax may take the place of one on which accounts have been billed.

    Raises:
        NotPermitted: the actor may not set the tax.
        Refused: a missing area, a body twice or of an unknown kind, not eight bands, a negative amount.
        Conflict: accounts have been billed on other amounts and no reason is given.
    """
    require(by, SET_TAX, authority_id=authority_id, on=set_on)
    scope = Scope.of(authority_id)
    rows = [row if row.line else replace(row, line=number) for number, row in enumerate(rows, start=1)]
    with transaction.atomic(), acting(by, replace_because or f"tax {label(year)} set"):
        Authority.objects.select_for_update(no_key=True).get(pk=authority_id)
        areas = {area.code: area for area in Area.objects.within(scope)}
        refuse_if_any(
            resolution.check(rows, areas={code: area.name for code, area in areas.items()}, file=file)
        )
        tax_year = TaxYear.objects.within(scope).filter(year=year).first()
        before = tax_year.digest if tax_year else ""
        done = TaxSet(
            0, _digest(rows), Tally(file, len(rows)), warnings=_warnings(rows, year, law_for(authority_id))
        )
        if tax_year is None:
            tax_year = TaxYear.objects.create(authority_id=authority_id, year=year)
        elif before == done.digest:
            done.tax_year_id = tax_year.pk
            done.proofs = _proofs(tax_year, rows)
            return done
        billed = _refuse_billed(authority_id, year, before, replace_because)
        done.tax_year_id = tax_year.pk
        _write(tax_year, rows, areas, done)
        tax_year.set_on, tax_year.digest, tax_year.note = set_on, done.digest, replace_because[:200]
        tax_year.save()
        done.proofs = _proofs(tax_year, rows)
        ensure_balance(done.proofs)
        record(
            verb="set_tax", subject=("tax_year", tax_year.pk), by=by, authority_id=authority_id,
            reason=replace_because, before={"digest": before}, after={"digest": done.digest, "year": year},
        )  # fmt: skip
        if billed:
            publish(TaxReplaced(authority_id, year, billed))
    return done


def load_tax(  # noqa: PLR0913 - what the command line gives
    *,
    authority: Authority,
    year: int,
    raw: bytes,
    file: str,
    set_on: date | None,
    by: Actor,
    mapping: FileMapping = AS_IT_IS,
    replace_because: str = "",
    dry_run: bool = False,
) -> Loaded:
    """Set the tax of a year from a file; see ``set_tax`` and docs/loaders.md.

    Raises:
        Refused: with every problem of the file, its line, column and reason; Conflict; NotPermitted.
    """
    table = read(cut(raw, file=file), LAYOUT, mapping)
    refuse_if_any(table.problems)
    rows = [tax_row(row) for row in table.rows]
    reason = f"load_tax {file}"
    with loading(authority_id=authority.pk, kind="tax", by=by, reason=reason, dry_run=dry_run):
        done = set_tax(
            authority_id=authority.pk, year=year, rows=rows, set_on=set_on, by=by,
            replace_because=replace_because, file=file,
        )  # fmt: skip
        loaded = Loaded(
            "tax", authority.name, (done.tally,), tuple(done.proofs), tuple(done.warnings), dry_run=dry_run
        )
        record_load(loaded, authority_id=authority.pk, sha256=[table.sha256], by=by)
    return loaded


def _warnings(rows: Sequence[TaxRow], year: int, law: Law) -> list[str]:
    found = [
        f"{row.name} in area {row.area}: {warning}"
        for row in rows
        if not row.unparished
        for warning in check_bands(row.amounts, year=year, law=law)
    ]
    return found[:MOST_WARNED]


def _digest(rows: Sequence[TaxRow]) -> str:
    """Sixteen hexadecimal digits that stand for every word and amount, and for the order of the bodies."""
    told = [
        [
            row.area, row.body, row.name, row.kind, row.social_care, row.unparished,
            [row.amounts.get(band) for band in BANDS],
            [(row.last_year or {}).get(band) for band in BANDS],
            row.last_year_d,
        ]
        for row in rows
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


def _refuse_billed(authority_id: int, year: int, before: str, because: str) -> int:
    """How many charge years stand on the tax that is replaced. Raises Conflict when no reason is given."""
    if not before:
        return 0
    years = ChargeYear.objects.within(Scope.of(authority_id))
    billed = years.filter(year=year, tax="council_tax", version__gt=0).count()
    if billed and not because:
        raise Conflict(
            f"The tax of {label(year)} is set, and {billed:,} accounts have been billed on it. To set other amounts "
            "give the reason (--replace REASON); those accounts are then due to be billed again.",
            year=year,
            billed=billed,
        )
    return billed


def _write(tax_year: TaxYear, rows: Sequence[TaxRow], areas: dict[str, Area], done: TaxSet) -> None:
    for row in rows:
        if row.area != EVERYWHERE:
            _write_area(tax_year.authority_id, row, areas, done.tally)
    bodies = _write_bodies(tax_year.authority_id, rows)
    held = {(rate.body_id, rate.area_id): rate for rate in tax_year.rates.all()}
    for row in rows:
        if row.unparished:
            continue
        area = areas[row.area] if row.area != EVERYWHERE else None
        body = bodies[row.body]
        rate = held.pop((body.pk, area.pk if area else None), None)
        values = (_eight(row.amounts), _eight(row.last_year) if row.last_year else None, row.last_year_d)
        if rate is None:
            rate = Rate(tax_year=tax_year, body=body, area=area)
            done.tally.create(row.line)
        elif (rate.amounts, rate.last_year, rate.last_year_d) == values:
            continue
        else:
            done.tally.change(row.line)
        rate.amounts, rate.last_year, rate.last_year_d = values
        rate.save()
    for left in held.values():
        left.delete()
    _write_totals(tax_year, rows, areas)


def _write_area(authority_id: int, row: TaxRow, areas: dict[str, Area], tally: Tally) -> None:
    area = areas.get(row.area)
    parished = not row.unparished
    if area is None:
        areas[row.area] = Area.objects.create(
            authority_id=authority_id, code=row.area, name=row.area_name, parished=parished
        )
        tally.create(row.line)
    elif area.parished != parished and (row.unparished or row.kind == "parish"):
        area.parished = parished
        area.save(update_fields=["parished"])
        tally.change(row.line)


def _write_bodies(authority_id: int, rows: Sequence[TaxRow]) -> dict[str, Body]:
    held = {body.code: body for body in Body.objects.within(Scope.of(authority_id))}
    wanted = {row.body: row for row in rows if not row.unparished}
    for position, (code, row) in enumerate(wanted.items(), start=1):
        body = held.setdefault(code, Body(authority_id=authority_id, code=code))
        said = (row.name, row.kind, row.social_care, position)
        if body.pk is None or (body.name, body.kind, body.social_care, body.position) != said:
            body.name, body.kind, body.social_care, body.position = said
            body.save()
    return held


def _write_totals(tax_year: TaxYear, rows: Sequence[TaxRow], areas: dict[str, Area]) -> None:
    held = {total.area_id: total for total in tax_year.areas.all()}
    for area in areas.values():
        raised = _raised(rows, area.code)
        totals = bill_total([row.amounts for row in raised])
        last = [row.last_year_d for row in raised]
        total = held.pop(area.pk, None) or AreaTax(tax_year=tax_year, area=area)
        values = (
            [totals[band] for band in BANDS],
            disabled_band_a(totals["D"], year=tax_year.year),
            None if None in last else sum(pence or 0 for pence in last),
        )
        if total.pk is None or (total.totals, total.disabled_a, total.last_year_d) != values:
            total.totals, total.disabled_a, total.last_year_d = values
            total.save()


def _raised(rows: Sequence[TaxRow], code: str) -> list[TaxRow]:
    """The rows of the bodies that raise tax in an area."""
    return [row for row in rows if not row.unparished and row.area in (EVERYWHERE, code)]


def _proofs(tax_year: TaxYear, rows: Sequence[TaxRow]) -> list[Proof]:
    """All bands of an area added up: from the rows, and as held."""
    held = AreaTax.objects.filter(tax_year=tax_year).select_related("area").order_by("area__code")
    return [
        Proof(
            f"area {total.area.code}, all eight bands",
            sum(sum(_eight(row.amounts)) for row in _raised(rows, total.area.code)),
            sum(total.totals),
            "pence",
        )
        for total in held
    ]


def _eight(amounts: Mapping[str, int]) -> list[int]:
    return [amounts[band] for band in BANDS]
