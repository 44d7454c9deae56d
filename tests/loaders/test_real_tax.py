"""A real district's published amounts, loaded from a file, give its published totals."""

import csv
from datetime import date
from pathlib import Path

import pytest

from billing.formats.tax import TaxRow, write_rows
from billing.models import AreaTax, Rate
from billing.services.tax import load_tax
from revenues.audit.data import Actor
from revenues.kernel.money import parse_pounds
from tests import factories

pytestmark = pytest.mark.django_db

PUBLISHED = Path(__file__).parents[1] / "data" / "band_tables.csv"
BANDS = "ABCDEFGH"
BODIES = {
    "Elmbridge Borough Council": ("EBC", "billing_authority", "*", 258_14, False),
    "Surrey County Council (standard)": ("SCC", "county", "*", None, False),
    "Surrey County Council (adult social care)": ("SCCA", "county", "*", None, True),
    "Surrey Police and Crime Commissioner": ("SPCC", "police", "*", 337_57, False),
    "Claygate Parish Council": ("CPC", "parish", "CLAY", 16_17, False),
}


@pytest.fixture(scope="module")
def published():
    with PUBLISHED.open(encoding="utf-8") as stream:
        return {
            row["preceptor_or_total"]: {band: int(parse_pounds(row[f"band_{band}"])) for band in BANDS}
            for row in csv.DictReader(stream)
            if (row["council"], row["year"]) == ("Elmbridge", "2026/27")
        }


def test_elmbridge_and_claygate(published):
    council = factories.authority("elmbridge", name="Elmbridge Borough Council")
    rows = [
        TaxRow(area, code, name, kind, published[name], last_year_d=last, social_care=care,
               area_name="Claygate" if area == "CLAY" else "")
        for name, (code, kind, area, last, care) in BODIES.items()
    ]  # fmt: skip
    rows.append(TaxRow("REST", unparished=True, area_name="Unparished area"))
    loaded = load_tax(
        authority=council,
        year=2026,
        raw=write_rows(rows),
        file="elmbridge.csv",
        set_on=date(2026, 2, 25),
        by=Actor("loader", None, "Tests"),
    )
    assert loaded.warnings == ()
    totals = {total.area.code: total for total in AreaTax.objects.select_related("area")}
    for code, name in (("REST", "TOTAL (unparished)"), ("CLAY", "TOTAL (Claygate)")):
        assert dict(zip(BANDS, totals[code].totals, strict=True)) == published[name]
    assert totals["CLAY"].disabled_a == 1429_73
    assert Rate.objects.get(body__code="SCCA").body.social_care
