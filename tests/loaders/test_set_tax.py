"""The tax of a year: what is set, what is refused, what is questioned."""

from dataclasses import replace
from datetime import date

import pytest

from billing.formats.tax import LAYOUT, TaxRow, tax_row, write_rows
from billing.models import AreaTax, Body, Rate, TaxYear
from billing.rules.rates import band_amounts
from billing.services import set_tax
from billing.services.tax import load_tax
from ledger.models import ChargeYear
from revenues.audit.data import Actor
from revenues.audit.models import Event
from revenues.kernel.columns import read
from revenues.kernel.csvfile import cut
from revenues.kernel.errors import Conflict, NotPermitted
from revenues.kernel.loading import Refused
from tests import factories
from valuation.models import Area

pytestmark = pytest.mark.django_db

SET_ON = date(2026, 2, 25)
BY = Actor("loader", None, "Tests")


def body(code, band_d, area="*", kind="county", **values):
    return TaxRow(area, code, f"{code} Council", kind, band_amounts(band_d), **values)


def district(**values):
    return body("EBC", 265_88, kind="billing_authority", **values)


CLAYGATE = body("CPC", 16_65, "CLAY", "parish", area_name="Claygate")
REST = TaxRow("REST", unparished=True, area_name="The rest")
ROWS = (district(last_year_d=258_14), body("SCC", 1614_91, last_year_d=1500_00), CLAYGATE, REST)


@pytest.fixture
def council():
    return factories.authority()


def put(council, rows=ROWS, **options):
    return set_tax(authority_id=council.pk, year=2026, rows=rows, set_on=SET_ON, by=BY, **options)


def test_totals_are_the_sums_of_the_bodies(council):
    done = put(council)
    totals = {total.area.code: total for total in AreaTax.objects.select_related("area")}
    assert totals["REST"].totals[3] == 265_88 + 1614_91
    assert totals["CLAY"].totals[3] == 265_88 + 1614_91 + 16_65
    assert totals["REST"].disabled_a == 1044_88
    assert totals["REST"].last_year_d == 258_14 + 1500_00
    assert totals["CLAY"].last_year_d is None
    assert [body.code for body in Body.objects.everywhere("test")] == ["EBC", "SCC", "CPC"]
    assert Area.objects.everywhere("test").get(code="REST").parished is False
    assert (done.tally.created, done.tally.changed, done.tally.same) == (4, 0, 0)
    assert done.warnings == []


def test_the_same_tax_again_changes_nothing(council):
    first = put(council)
    events = Event.objects.count()
    again = put(council)
    assert again.digest == first.digest
    assert (again.tally.created, again.tally.changed, again.tally.same) == (0, 0, 4)
    assert Event.objects.count() == events
    assert TaxYear.objects.everywhere("test").count() == 1


def test_other_amounts_before_billing_change_just_those(council):
    put(council)
    done = put(council, [district(last_year_d=260_00), *ROWS[1:]])
    assert (done.tally.created, done.tally.changed, done.tally.same) == (0, 1, 3)


def test_other_amounts_after_billing_need_a_reason(council):
    put(council)
    home = factories.dwelling(council, Area.objects.everywhere("test").get(code="REST"))
    account = factories.account(home)
    ChargeYear.objects.create(authority=council, account=account, year=2026, calculation="2026.1", version=1)
    other = [district(last_year_d=1), *ROWS[1:]]
    with pytest.raises(Conflict, match="1 accounts have been billed"):
        put(council, other)
    assert Rate.objects.get(body__code="EBC").last_year_d == 258_14
    put(council, other, replace_because="The county's precept was misread")
    assert TaxYear.objects.everywhere("test").get().note == "The county's precept was misread"


def test_a_band_beyond_a_penny_is_a_warning(council):
    amounts = band_amounts(265_88) | {"B": 206_82}
    done = put(council, [replace(district(), amounts=amounts), *ROWS[1:]])
    assert done.warnings == ["EBC Council in area *: band B is £206.82; band D gives £206.80"]


def test_an_officer_without_the_role_may_not_set_it(council):
    officer = factories.user("jo", billing_officer=council)
    with pytest.raises(NotPermitted):
        set_tax(
            authority_id=council.pk, year=2026, rows=ROWS, set_on=SET_ON, by=Actor("user", officer.pk, "Jo")
        )


def without(row, band):
    return replace(row, amounts={key: pence for key, pence in row.amounts.items() if key != band})


REFUSALS = {
    "no rows": ([], "tax:1: there are no rows"),
    "no unparished row": (ROWS[:3], "tax: area: area REST (The rest) is missing"),
    "no area at all": (ROWS[:2], "tax: area: area REST"),
    "unknown area": ([*ROWS, body("X", 1_00, "NONE", "parish")], "tax:5: area: 'NONE' is not an area"),
    "body twice": ([*ROWS, body("SCC", 1_00)], "tax:5: body: body SCC in area * is on line 2"),
    "unparished twice": ([*ROWS, REST], "tax:5: body: unparished in area REST is on line 4"),
    "seven bands": ([district(), without(ROWS[1], "C"), *ROWS[2:]], "tax:2: band_c: is missing"),
    "nine bands": (
        [district(), replace(ROWS[1], amounts=dict(ROWS[1].amounts) | {"I": 1}), *ROWS[2:]],
        "tax:2: band_i: 'I' is not a band",
    ),
    "negative": ([district(), body("SCC", -9_00), *ROWS[2:]], "tax:2: band_a: is negative"),
    "unknown kind": ([district(), body("SCC", 9_00, kind="club"), *ROWS[2:]], "tax:2: kind: 'club'"),
    "no code": ([district(), replace(ROWS[1], body=""), *ROWS[2:]], "tax:2: body: is missing"),
    "no name": ([district(), replace(ROWS[1], name=""), *ROWS[2:]], "tax:2: body_name: is missing"),
    "parish everywhere": ([*ROWS, body("P", 1_00, kind="parish")], "tax:5: area: a parish raises tax in its"),
    "no billing authority": (ROWS[1:], "tax: kind: there is no row of the billing authority"),
    "amounts on an unparished row": (
        [*ROWS[:3], replace(REST, amounts=band_amounts(1_00))],
        "tax:4: unparished: an unparished row says only",
    ),
    "unparished everywhere": ([*ROWS, TaxRow("*", unparished=True)], "tax:5: unparished: say which area"),
    "parish and none": (
        [*ROWS, TaxRow("CLAY", unparished=True)],
        "tax:5: unparished: area CLAY has a parish and is said to have none",
    ),
    "one body, two names": (
        [*ROWS, replace(body("SCC", 1_00, "CLAY", "county"), name="Other")],
        "tax:5: body: body SCC is described otherwise on line 2",
    ),
    "half of last year": (
        [replace(district(), last_year={"A": 1, "D": 2}), *ROWS[1:]],
        "tax:1: last_d: last year is given for all eight bands or for D alone",
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_what_is_refused(council, name):
    rows, reason = REFUSALS[name]
    Area.objects.create(authority=council, code="REST", name="The rest", parished=False)
    with pytest.raises(Refused) as refused:
        put(council, rows)
    assert any(line.startswith(reason) for line in refused.value.lines()), refused.value.lines()
    assert not TaxYear.objects.everywhere("test").exists()


def test_rows_written_to_a_file_read_back_the_same():
    table = read(cut(write_rows(ROWS), file="tax.csv"), LAYOUT)
    assert not table.problems
    assert [replace(tax_row(row), line=0) for row in table.rows] == list(ROWS)


def test_a_file_is_loaded_with_its_proof(council):
    loaded = load_tax(
        authority=council, year=2026, raw=write_rows(ROWS), file="tax.csv", set_on=SET_ON, by=BY
    )
    assert loaded.lines()[1] == "tax.csv: 4 rows: 4 new, 0 changed, 0 the same"
    assert all(proof.agrees for proof in loaded.proofs)
    assert len(loaded.proofs) == 2


def test_a_dry_run_keeps_nothing(council):
    loaded = load_tax(
        authority=council, year=2026, raw=write_rows(ROWS), file="tax.csv", set_on=SET_ON, by=BY, dry_run=True
    )
    assert loaded.moved
    assert not TaxYear.objects.everywhere("test").exists()
