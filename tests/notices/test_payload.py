"""A payload or table that lacks something is refused by the name of what it lacks."""

from copy import deepcopy

import pytest

from notices.data import Demand, DemandTable, PayloadRefused
from notices.rules.demand import lay_out
from tests.notices.payloads import SHAPES, payload, table


def _fields(document, place):
    """Every place of a document that has a name."""
    for name, value in document.items():
        yield f"{place}.{name}"
        if isinstance(value, dict):
            yield from _fields(value, f"{place}.{name}")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            yield from _fields(value[0], f"{place}.{name}[0]")


def _without(document, place):
    """A copy without the field at a place."""
    cut = deepcopy(document)
    *way, last = place.split(".")[1:]
    at = cut
    for step in way:
        name, _, index = step.partition("[")
        at = at[name][0] if index else at[name]
    del at[last]
    return cut


WHOLE = payload(was={"issued": "2026-03-01", "pence": 1})


@pytest.mark.parametrize("place", list(_fields(WHOLE, "payload")))
def test_a_missing_field_of_the_payload_names_itself(place):
    with pytest.raises(PayloadRefused) as refused:
        Demand.from_json(_without(WHOLE, place))
    assert str(refused.value) == f"{place} is missing"


@pytest.mark.parametrize("place", list(_fields(table(), "table")))
def test_a_missing_field_of_the_table_names_itself(place):
    with pytest.raises(PayloadRefused) as refused:
        DemandTable.from_json(_without(table(), place))
    assert str(refused.value) == f"{place} is missing"


@pytest.mark.parametrize("shape", SHAPES)
def test_every_sample_is_whole(shape):
    made, shared = SHAPES[shape]
    assert lay_out(Demand.from_json(made), DemandTable.from_json(shared)).account == made["account"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"kind": "reminder"}, "payload.kind must be one of demand, adjusted, final, nil"),
        ({"year": "2026"}, "payload.year must be a year from 1993 to 2099"),
        ({"account": "  "}, "payload.account must not be empty"),
        ({"issued": "10/03/2026"}, "payload.issued must be a date such as 2026-04-01"),
        ({"names": []}, "payload.names needs at least 1"),
        ({"names": "Ana"}, "payload.names must be a list of texts"),
        ({"address": [""]}, "payload.address needs at least 1"),
        ({"band": "I"}, "payload.band must be one of A, B, C, D, E, F, G, H"),
        ({"period": ["2026-04-01"]}, "payload.period must be its first day and the day after its last"),
        ({"period": ["2026-04-01", "2026-03-01"]}, "payload.period must end after it starts"),
        ({"lines": {}}, "payload.lines must be a list"),
        ({"lines": [4]}, "payload.lines[0] must be an object"),
        ({"lines": [{"words": "x", "working": "", "pence": 1.5}]}, "payload.lines[0].pence must be whole pence"),
        ({"plan": {"basis": "part_i", "method": "cash", "instalments": [["2026-04-01"]]}},
         "payload.plan.instalments[0] must be a date and its pence"),
        ({"plan": {"basis": "part_i", "method": "cash", "instalments": [["soon", 5]]}},
         "payload.plan.instalments[0][0] must be a date such as 2026-04-01"),
        ({"plan": {"basis": "part_i", "method": "cheque", "instalments": []}},
         "payload.plan.method must be one of cash, direct_debit, standing_order"),
    ],
)  # fmt: skip
def test_a_wrong_field_says_what_it_must_be(changes, told):
    with pytest.raises(PayloadRefused) as refused:
        Demand.from_json(WHOLE | changes)
    assert str(refused.value) == told


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"charge": 257351}, "payload.charge is not the sum of payload.lines"),
        ({"to_pay": 257351}, "payload.to_pay is not payload.charge, paid and brought together"),
        ({"plan": {"basis": "part_i", "method": "cash", "instalments": [["2026-04-01", 257353]]}},
         "payload.plan.instalments come to more than payload.to_pay"),
        ({"plan": {"basis": "part_i", "method": "cash", "instalments": [["2026-04-01", 0]]}},
         "payload.plan.instalments holds a payment of nothing or less"),
    ],
)  # fmt: skip
def test_a_bill_that_does_not_add_up_is_refused(changes, told):
    with pytest.raises(PayloadRefused) as refused:
        Demand.from_json(WHOLE | changes)
    assert str(refused.value) == told


def _council(**values):
    return {"council": table()["council"] | values}


def _first_body(**values):
    shared = table()
    return {"bodies": [shared["bodies"][0] | values, *shared["bodies"][1:]]}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (_council(colour="navy"), "table.council.colour must be a colour such as #1d4f7c"),
        (_council(name=""), "table.council.name must not be empty"),
        ({"totals": [1, 2]}, "table.totals must be the amounts of the eight bands A to H"),
        ({"totals": [*table()["totals"][:7], 1]}, "table.totals: band H is not the sum of table.bodies"),
        (_first_body(change="5"), "table.bodies[0].change must be a percentage with one decimal place such as 4.9"),
        (_first_body(amounts=[1] * 7 + [None]), "table.bodies[0].amounts[7] must be whole pence"),
        ({"texts": {"wrong": ""}}, "table.texts.wrong must not be empty"),
    ],
)  # fmt: skip
def test_a_wrong_table_says_where(changes, told):
    with pytest.raises(PayloadRefused) as refused:
        DemandTable.from_json(table() | changes)
    assert str(refused.value) == told


def _refused(made, shared):
    with pytest.raises(PayloadRefused) as refused:
        lay_out(Demand.from_json(made), DemandTable.from_json(shared))
    return str(refused.value)


def test_the_table_must_be_of_the_year_and_area_of_the_bill():
    assert _refused(payload(area="Cobham"), table()).startswith("table.year and table.area")
    assert _refused(payload(year=2025), table()).startswith("table.year and table.area")


def test_a_text_that_would_not_be_printed_is_refused():
    assert _refused(payload(), table(texts={"motto": "Onwards"})).startswith(
        "table.texts.motto is not printed"
    )


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"barcode": "982600500123457002573522"}, "payload.barcode: the check digit of the barcode does not fit"),
        ({"barcode": payload(account="50012346-9")["barcode"]},
         "payload.barcode carries another account than payload.account"),
        ({"qr": payload(account="50012346-9")["qr"]}, "payload.qr carries another account than payload.account"),
        ({"barcode": payload(paid=-100)["barcode"]}, "payload.barcode carries an amount that this bill does not ask for"),
        ({"qr": "https://www.overford.example"},
         "payload.qr: the text is not an address to pay at, with account and amount"),
    ],
)  # fmt: skip
def test_a_code_that_says_something_else_than_the_bill_is_refused(changes, told):
    assert _refused(payload() | changes, table()) == told


def test_a_barcode_for_another_payee_is_refused():
    told = "payload.barcode carries another payee than table.council.payee_code"
    assert _refused(payload(), table(**_council(payee_code="982601"))) == told


def test_days_that_are_no_more_charged_are_no_period():
    assert Demand.from_json(WHOLE | {"period": ["2026-04-01", "2026-04-01"]}).period is None
