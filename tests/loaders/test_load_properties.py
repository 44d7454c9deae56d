"""Dwellings from a file: what is loaded, what is changed, what is refused and where."""

from datetime import date

import pytest

from revenues.audit.data import Actor
from revenues.audit.models import Event
from revenues.kernel import events
from revenues.kernel.loading import Refused
from revenues.kernel.mapping import parse
from revenues.kernel.periods import Period
from tests import factories
from valuation.events import PropertiesLoaded
from valuation.formats.properties import LAYOUTS
from valuation.models import Area, BandEntry, Property, PropertyArea
from valuation.services.load import LoadFile, PropertyFiles, load_properties

pytestmark = pytest.mark.django_db

BY = Actor("loader", None, "Tests")
HEADER = "reference,address_1,address_2,postcode,area,band,band_from"
ROWS = (
    "A1,1 Mill Lane,Overford,OV1 2AB,CLAY,D,1993-04-01",
    "A2,2 Mill Lane,Overford,OV1 2AB,CLAY,E,2001-07-01",
    'A3,"3, Mill Lane",Overford,OV1 2AB,REST,D,1993-04-01',
)
AREAS = "code,name,parished\nCLAY,Claygate,yes\nREST,The rest,no\n"


def csv(*lines):
    return "\n".join(lines).encode() + b"\n"


@pytest.fixture
def council():
    return factories.authority()


def load(council, rows=ROWS, header=HEADER, *, bands=None, areas=AREAS, **options):
    raw = rows if isinstance(rows, bytes) else csv(header, *rows)
    files = PropertyFiles(
        LoadFile("properties.csv", raw),
        bands=LoadFile("bands.csv", csv(*bands)) if bands else None,
        areas=LoadFile("areas.csv", areas.encode()) if areas else None,
    )
    return load_properties(authority=council, files=files, by=BY, **options)


def refusals(council, *args, **options):
    with pytest.raises(Refused) as refused:
        load(council, *args, **options)
    assert not Property.objects.everywhere("test").exists()
    assert not Area.objects.everywhere("test").exists()
    return refused.value.lines()


def bands_of(reference):
    held = BandEntry.objects.filter(property__reference=reference).order_by("period")
    return [(entry.band, entry.days) for entry in held]


def test_a_file_is_loaded_with_proof(council):
    loaded = load(council)
    assert loaded.lines() == [
        f"properties of {council.name}",
        "areas.csv: 2 rows: 2 new, 0 changed, 0 the same",
        "properties.csv: 3 rows: 3 new, 0 changed, 0 the same",
        "Proof of balance (4 figures agree):",
        "  properties: file 3, held 3",
        "  band entries D in area CLAY: file 1, held 1",
        "  band entries D in area REST: file 1, held 1",
        "  band entries E in area CLAY: file 1, held 1",
    ]
    home = Property.objects.everywhere("test").get(reference="A3")
    assert (home.address, home.kind, home.status) == (["3, Mill Lane", "Overford"], "house", "listed")
    assert home.search_key == "3 mill lane overford ov1 2ab"
    assert PropertyArea.objects.get(property=home).days == Period(date(1993, 4, 1))


def test_the_same_file_again_changes_nothing_and_says_so(council):
    load(council)
    before = Event.objects.count()
    loaded = load(council)
    assert not loaded.moved
    assert "Nothing changed: all of this was known." in loaded.lines()
    assert "properties.csv: 3 rows: 0 new, 0 changed, 3 the same" in loaded.lines()
    assert Event.objects.count() == before
    assert BandEntry.objects.count() == 3


def test_a_later_band_ends_the_one_before_and_is_told(council, monkeypatch):
    heard = []
    monkeypatch.setitem(events._handlers, PropertiesLoaded, [heard.append])
    load(council)
    loaded = load(council, [ROWS[0].replace("D,1993-04-01", "C,2024-06-01"), *ROWS[1:]])
    assert "properties.csv: 3 rows: 0 new, 1 changed, 2 the same" in loaded.lines()
    assert bands_of("A1") == [
        ("D", Period(date(1993, 4, 1), date(2024, 6, 1))),
        ("C", Period(date(2024, 6, 1))),
    ]
    home = Property.objects.everywhere("test").get(reference="A1")
    assert heard == [PropertiesLoaded(council.pk, ((home.pk, date(2024, 6, 1)),))]


def test_the_old_file_after_a_later_band_warns_and_keeps_it(council):
    load(council)
    load(council, [ROWS[0].replace("D,1993-04-01", "C,2024-06-01"), *ROWS[1:]])
    loaded = load(council)
    assert not loaded.moved
    assert loaded.warnings == ("properties.csv:2: a band from 2024-06-01 is held, after the file's",)


def test_another_band_from_the_same_day_corrects_it(council):
    load(council)
    load(council, [ROWS[0].replace("D,1993", "B,1993"), *ROWS[1:]])
    assert bands_of("A1") == [("B", Period(date(1993, 4, 1)))]


def test_an_address_is_updated_and_its_history_says_who(council):
    load(council)
    load(council, [ROWS[0].replace("1 Mill", "1A Mill")])
    home = Property.objects.everywhere("test").get(reference="A1")
    assert home.address == ["1A Mill Lane", "Overford"]
    last = home.events.order_by("pgh_id").last()
    assert last.pgh_context.metadata["reason"] == "load_properties properties.csv"


def test_a_blank_cell_says_nothing(council):
    load(council)
    loaded = load(council, ["A1,1 Mill Lane,Overford,,,,"])
    assert not loaded.moved
    assert Property.objects.everywhere("test").get(reference="A1").postcode == "OV1 2AB"


def test_bands_over_time(council):
    history = (
        "reference,band,from,to",
        "A1,C,1993-04-01,2005-03-31",
        "A1,D,2005-04-01,",
        "A2,F,1993-04-01,2001-06-30",
    )
    rows = [ROWS[0].replace("D,1993-04-01", "D,2005-04-01"), *ROWS[1:]]
    load(council, rows, bands=history)
    assert bands_of("A1")[0] == ("C", Period(date(1993, 4, 1), date(2005, 4, 1)))
    assert bands_of("A2") == [
        ("F", Period(date(1993, 4, 1), date(2001, 7, 1))),
        ("E", Period(date(2001, 7, 1))),
    ]
    assert not load(council, rows, bands=history).moved


def test_an_annexe_may_come_before_its_dwelling(council):
    header = HEADER + ",kind,annexe_of"
    load(council, ["A9,Annexe,Overford,OV1 2AB,CLAY,A,2000-01-01,annexe,A1", ROWS[0] + ",house,"], header)
    annexe = Property.objects.everywhere("test").get(reference="A9")
    assert annexe.annexe_of.reference == "A1"


def test_a_dry_run_says_the_same_and_keeps_nothing(council):
    loaded = load(council, dry_run=True)
    assert loaded.tallies[-1].created == 3
    assert "(dry run: nothing is kept)" in loaded.lines()[0]
    assert not Property.objects.everywhere("test").exists()


def test_another_systems_names_codes_and_dates(council):
    mapping = b"""
system: other
properties:
  columns: {PROP: reference, ADDR: address_1, PC: postcode, BAND: band, EFF: band_from, PARISH: area, TYPE: kind}
  ignore: [EXTRACTED]
  values: {kind: {"01": house, "02": flat}, area: {"0": REST}}
  constants: {status: listed}
  dates: DD/MM/YYYY
"""
    mappings, problems = parse(
        mapping, file="map.yaml", kinds={layout.kind: layout.names for layout in LAYOUTS}
    )
    assert not problems
    header = "PROP,ADDR,PC,BAND,EFF,PARISH,TYPE,EXTRACTED"
    load(council, ["B1,Flat 1,ov12ab,D,01/04/1993,0,02,x"], header, mappings=mappings)
    home = Property.objects.everywhere("test").get(reference="B1")
    assert (home.kind, home.postcode) == ("flat", "OV1 2AB")
    assert bands_of("B1") == [("D", Period(date(1993, 4, 1)))]


def row(**changes):
    values = dict(zip(HEADER.split(","), ROWS[0].split(","), strict=True)) | changes
    return ",".join(values.values())


LONG = "x" * 2_000
REFUSALS = {
    "unknown band": (row(band="J"), "2: band: 'J' is not one of"),
    "a band of Wales": (row(band="I"), "2: band: 'I' is not a band: A to H"),
    "no band": (row(band="", band_from=""), "2: band: is missing: a listed dwelling has its band"),
    "band without a day": (row(band_from=""), "2: band_from: is missing: a band and its"),
    "unknown area": (row(area="MARS"), "2: area: 'MARS' is not an area of"),
    "no area": (row(area=""), "2: area: is missing: a listed dwelling has its area"),
    "wrong century": (row(band_from="1893-04-01"), "2: band_from: 1893-04-01 is in the wrong century"),
    "next century": (row(band_from="2193-04-01"), "2: band_from: 2193-04-01 is in the wrong century"),
    "two-digit year": (row(band_from="01/04/93"), "2: band_from: '01/04/93' is not a date such as 2026-04-01"),
    "no such day": (row(band_from="2026-02-30"), "2: band_from: 2026-02-30 is not a day"),
    "no postcode": (row(postcode="OV1 2ACX"), "2: postcode: 'OV1 2ACX' is not a postcode"),
    "no reference": (row(reference=""), "2: reference: is missing"),
    "no address": (row(address_1=""), "2: address_1: is missing"),
    "formula =": (row(address_1='=HYPERLINK("x")').replace('"', ""), "2: address_1: begins with '='"),
    "formula +": (row(address_1="+1"), "2: address_1: begins with '+'"),
    "formula -": (row(address_1="-1"), "2: address_1: begins with '-'"),
    "formula @": (row(address_1=" @SUM(A1)"), "2: address_1: begins with '@'"),
    "too few cells": ("A1,1 Mill Lane", "2: 2 cells, but the header has 7"),
    "too many cells": (row() + ",", "2: 8 cells, but the header has 7"),
    "open quote": ('A1,"1 Mill Lane,Overford', "2: a quotation mark is not closed"),
    "long cell": (row(address_1="x" * 81), "2: address_1: has 81 characters, more than 80"),
    "long line": (",".join([LONG] * 20), "2: the line has"),
    "NUL": (row(address_1="1\0Mill"), "2: character 5 of the line is a NUL byte"),
    "control character": (row(address_1="1\tMill"), "2: character 5 of the line is a control character (U+0009)"),
    "text turned round": (row(address_1="1\u202eMill"), "2: character 5 of the line is a control"),
    "lost character": (row(address_1="1\ufffdMill"), "2: character 5 of the line was lost"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSALS)
def test_what_is_refused_with_its_place(council, name):
    line, expected = REFUSALS[name]
    told = refusals(council, [line])
    assert any(text.startswith(f"properties.csv:{expected}") for text in told), told
    assert told[-1].startswith("Nothing was loaded: ")


WHOLE_FILES = {
    "empty": (b"", "1: the file is empty"),
    "no line break at the end": (csv(HEADER, *ROWS)[:-1], "4: the file has been cut short"),
    "cut in the middle": (csv(HEADER, *ROWS)[:-20], "4: the file has been cut short"),
    "windows-1252": (csv(HEADER, ROWS[0], row(address_1="Caf\xe9")).replace(b"\xc3\xa9", b"\xe9"),
                     "3: byte 7 of the line (0xE9) is not UTF-8"),
    "UTF-16": ("\ufeff".encode("utf-16-le") + HEADER.encode("utf-16-le"), "1: this is UTF-16"),
    "a spreadsheet": (b"PK\x03\x04rest", "1: this is a spreadsheet"),
    "a column twice": (csv(HEADER + ",band"), "1: band: the column is there twice"),
    "unknown column": (csv(HEADER + ",colour"), "1: colour: is not a column of the properties file"),
    "nameless column": (csv(HEADER + ","), "1: column 8: the column has no name"),
    "missing column": (csv("reference,band"), "1: address_1: the column is missing"),
    "binary": (bytes(range(256)) * 4, "1: "),
}  # fmt: skip


@pytest.mark.parametrize("name", WHOLE_FILES)
def test_files_that_are_refused_with_the_place(council, name):
    raw, expected = WHOLE_FILES[name]
    told = refusals(council, raw)
    assert any(text.startswith(f"properties.csv:{expected}") for text in told), told


TOGETHER = {
    "the same reference": ({"rows": [ROWS[0], ROWS[0]]}, "properties.csv:3: reference: A1 is on line 2 already"),
    "the same UPRN": (
        {"rows": [f"{ROWS[0]},100", f"{ROWS[1]},100"], "header": HEADER + ",uprn"},
        "properties.csv:3: uprn: 100 is on line 2 already",
    ),
    "annexe of nothing": (
        {"rows": [f"{ROWS[0]},ZZ"], "header": HEADER + ",annexe_of"},
        "properties.csv:2: annexe_of: ZZ is neither held nor in the file",
    ),
    "its own annexe": (
        {"rows": [f"{ROWS[0]},A1"], "header": HEADER + ",annexe_of"},
        "properties.csv:2: annexe_of: a dwelling is not its own annexe",
    ),
    "ends before it begins": (
        {"rows": [f"{ROWS[0]},1993-03-01"], "header": HEADER + ",band_to"},
        "properties.csv:2: band_to: is before band_from",
    ),
    "overlapping periods": (
        {"bands": ["reference,band,from,to", "A2,F,1993-04-01,1999-03-31", "A2,G,1998-04-01,2001-06-30"]},
        "bands.csv:3: from: overlaps the entry of A2 on line 2",
    ),
    "two open entries": (
        {"bands": ["reference,band,from,to", "A2,F,1993-04-01,", "A2,G,1998-04-01,"]},
        "bands.csv:3: from: overlaps the entry of A2 on line 2",
    ),
    "history of nothing": (
        {"bands": ["reference,band,from,to", "Q1,F,1993-04-01,"]},
        "bands.csv:2: reference: Q1 is neither held nor in properties.csv",
    ),
    "history that ends before it begins": (
        {"bands": ["reference,band,from,to", "A2,F,1995-04-01,1994-01-01"]},
        "bands.csv:2: to: is before from",
    ),
    "present band before history": (
        {"bands": ["reference,band,from,to", "A1,F,2005-04-01,"]},
        "properties.csv:2: band_from: an entry from 2005-04-01 is held",
    ),
    "an area twice": ({"areas": AREAS + "REST,Rest,no\n"}, "areas.csv:4: code: area REST is on line 3 already"),
}  # fmt: skip


@pytest.mark.parametrize("name", TOGETHER)
def test_rows_that_do_not_go_together_are_refused(council, name):
    options, expected = TOGETHER[name]
    told = refusals(council, **options)
    assert any(text.startswith(expected) for text in told), told


def test_every_problem_is_told_at_once_and_bounded(council):
    told = refusals(council, [row(reference=f"A{n}", band="Z", postcode="?") for n in range(300)])
    assert len(told) == 202
    assert told[-2:] == ["and 400 more", "Nothing was loaded: 600 problems."]


def test_a_uprn_of_another_council_is_refused(council):
    factories.dwelling(factories.authority("marsh"), uprn=100)
    with pytest.raises(Refused, match="1 problem") as refused:
        load(council, [f"{ROWS[0]},100"], HEADER + ",uprn")
    assert "properties.csv:2: uprn: 100 is held for another property" in refused.value.lines()


def test_queries_do_not_grow_with_rows(council, django_assert_max_num_queries):
    rows = [row(reference=f"A{n}") for n in range(200)]
    with django_assert_max_num_queries(45):
        load(council, rows)
