"""Reading CSV: every file written reads back the same, and no bytes whatever make the reader fail."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.formats.accounts import LAYOUTS as ACCOUNT_LAYOUTS
from billing.formats.tax import LAYOUT as TAX
from revenues.kernel import columns, csvfile, mapping
from revenues.kernel.csvfile import FORBIDDEN, cut, write
from revenues.kernel.errors import DomainError
from valuation.formats.properties import LAYOUTS as PROPERTY_LAYOUTS

LAYOUTS = (*PROPERTY_LAYOUTS, *ACCOUNT_LAYOUTS, TAX)
CELL = st.text(max_size=40).filter(lambda text: not FORBIDDEN.search(text))
NAME = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)


@st.composite
def tables(draw):
    names = draw(
        st.lists(NAME.filter(lambda n: not FORBIDDEN.search(n)), min_size=2, max_size=6, unique=True)
    )
    row = st.lists(CELL, min_size=len(names), max_size=len(names))
    return names, draw(st.lists(row, max_size=8))


@given(tables())
def test_what_is_written_reads_back_the_same(table):
    names, rows = table
    cells = cut(write(names, rows), file="t.csv")
    assert not cells.problems.told
    assert list(cells.header) == names
    assert [list(record) for _, record in cells.records] == rows
    assert [line for line, _ in cells.records] == list(range(2, len(rows) + 2))


@given(st.binary(max_size=400))
def test_no_bytes_make_the_reader_fail(raw):
    cells = cut(raw, file="t.csv")
    for layout in LAYOUTS:
        columns.read(cells, layout)


@given(st.data())
@settings(max_examples=150)
def test_no_cells_make_a_layout_fail(data):
    layout = data.draw(st.sampled_from(LAYOUTS))
    row = [data.draw(CELL) for _ in layout.names]
    table = columns.read(cut(write(layout.names, [row]), file="t.csv"), layout)
    assert bool(table.problems) != bool(table.rows)


@given(tables(), st.integers(min_value=1, max_value=200))
def test_a_file_that_is_cut_short_is_always_refused(table, lost):
    raw = write(*table)
    shorter = raw[: max(0, len(raw) - lost)]
    if not shorter.endswith(b"\n"):
        assert cut(shorter, file="t.csv").problems


@given(st.binary(max_size=300))
def test_no_bytes_make_a_mapping_fail(raw):
    mapping.parse(raw, file="map.yaml", kinds={"tax": TAX.names})


def test_a_byte_order_mark_and_windows_line_breaks_are_read():
    cells = cut(b"\xef\xbb\xbfa,b\r\n1,\xc3\xa9\r\n\r\n", file="t.csv")
    assert not cells.problems
    assert cells.header == ("a", "b")
    assert cells.records == ((2, ["1", "é"]),)


def test_quotes_commas_and_accents():
    cells = cut('a,b\n"1, ""x""",Łódź\n'.encode(), file="t.csv")
    assert cells.records[0][1] == ['1, "x"', "Łódź"]


def test_accents_are_kept_in_one_form():
    assert columns.text("Sia\u0302n") == "Si\u00e2n"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"a,b\n" + b"x" * 40_000 + b",1\n", "the line has 40,002 bytes"),
        (b",".join(b"c%d" % n for n in range(201)) + b"\n", "more than 200 cells"),
        (b'"' + b",".join(b"c%d" % n for n in range(201)) + b'"\n1\n', ""),
        (b'a,b\n1,"2" x\n', "a quotation mark is not closed, or text follows it"),
        (b"a,b\r1,2\r", "the file has been cut short"),
        (b"\xff\xfea\x00", "this is UTF-16"),
    ],
)
def test_limits_and_forms(raw, reason):
    told = [problem.reason for problem in cut(raw, file="t.csv").problems.told]
    assert any(reason in text for text in told) if reason else not told


def test_too_many_lines_are_refused(monkeypatch):
    monkeypatch.setattr(csvfile, "MOST_LINES", 3)
    assert "more than 3 lines" in cut(b"a\n1\n2\n3\n", file="t.csv").problems.told[0].reason


def test_a_file_that_is_not_there_or_too_large_is_said(tmp_path, monkeypatch):
    with pytest.raises(DomainError, match=r"none\.csv: No such file"):
        csvfile.read_path(tmp_path / "none.csv")
    place = tmp_path / "big.csv"
    place.write_bytes(b"12345")
    monkeypatch.setattr(csvfile, "MOST_BYTES", 4)
    with pytest.raises(DomainError, match="5 bytes are more than the 4"):
        csvfile.read_path(place)


def test_a_control_character_is_not_written():
    with pytest.raises(ValueError, match="control character"):
        write(["a"], [["1\x00"]])


GOOD = """
system: other
tax:
  columns: {BODY: body}
  values: {kind: {"01": county}, social_care: {J: "yes"}}
  constants: {area: "*"}
  dates: DD/MM/YYYY
accounts:
  anything: at all
"""


def test_a_mapping_is_read():
    mappings, problems = mapping.parse(GOOD.encode(), file="map.yaml", kinds={"tax": TAX.names})
    assert not problems.told
    assert mappings.system == "other"
    assert mappings.of("tax").values["kind"] == {"01": "county"}
    assert mappings.of("bands") is mapping.AS_IT_IS


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("tax: {columns: {X: nothing}}", "tax.nothing", "is not a column of ours"),
        ("tax: {colums: {}}", "tax.colums", "is not one of"),
        ("tacks: {}", "tacks", "is not a kind of file"),
        ("tax: {dates: MM/DD/YYYY}", "tax.dates", "'MM/DD/YYYY' is not one of"),
        ("tax: {ends: never}", "tax.ends", "'never' is not one of"),
        ("tax: {ignore: all}", "tax.ignore", "must be a list"),
        ("tax: {columns: [a]}", "tax.columns", "must be a table"),
        ("tax: {columns: {a: [b]}}", "tax.columns.a", "must be one word"),
        ("tax: 1", "tax", "must hold columns"),
        ("a: &x 1\nb: *x", "", "aliases"),
        ("a: [", "", "expected"),
        ("[1, 2]", "", "a section for each kind"),
        ("a: b: c", "", "mapping values are not allowed"),
    ],
)
def test_what_is_wrong_with_a_mapping_is_said(text, place, reason):
    _, problems = mapping.parse(text.encode(), file="map.yaml", kinds={"tax": TAX.names})
    assert any(p.column == place and reason in p.reason for p in problems.told), problems.told


def test_a_mapping_that_is_too_large_is_refused():
    _, problems = mapping.parse(b"#" * 300_000, file="map.yaml", kinds={})
    assert "more than a mapping may have" in problems.told[0].reason


@pytest.mark.parametrize(
    ("form", "said", "day"),
    [
        ("YYYY-MM-DD", "2026-04-01", "2026-04-01"),
        ("DD/MM/YYYY", "1/4/2026", "2026-04-01"),
        ("DD.MM.YYYY", "01.04.2026", "2026-04-01"),
        ("DD-MM-YYYY", "01-04-2026", "2026-04-01"),
        ("DD-Mon-YYYY", "01-Apr-2026", "2026-04-01"),
        ("YYYYMMDD", "20260401", "2026-04-01"),
    ],
)
def test_dates_of_other_systems(form, said, day):
    assert mapping.FileMapping(dates=form).iso(said) == day


@pytest.mark.parametrize(
    ("form", "said", "reason"),
    [
        ("DD/MM/YYYY", "2026-04-01", "is not a date of the form DD/MM/YYYY"),
        ("DD/MM/YYYY", "31/02/2026", "is not a day of the calendar"),
        ("DD-Mon-YYYY", "01-Avr-2026", "has no month such as Apr"),
        ("DD/MM/YYYY", "01/04/26", "is not a date of the form"),
    ],
)
def test_dates_that_are_none(form, said, reason):
    with pytest.raises(ValueError, match=reason):
        mapping.FileMapping(dates=form).iso(said)


def test_an_end_is_the_last_day_unless_the_mapping_says_otherwise():
    layout = columns.Layout("t", (columns.Column("to", columns.fact_day, "", last_day=True),))
    cells = cut(b"to,x\n2026-03-31,\n", file="t.csv")
    usual = columns.read(cells, layout, mapping.FileMapping(ignore=frozenset({"x"})))
    after = columns.read(cells, layout, mapping.FileMapping(ignore=frozenset({"x"}), ends_are_day_after=True))
    assert usual.rows[0]["to"] == date(2026, 4, 1)
    assert after.rows[0]["to"] == date(2026, 3, 31)


@pytest.mark.parametrize(
    ("reader", "good", "bad"),
    [
        (columns.flag, "Yes", "maybe"),
        (columns.whole(1, 9), "9", "9.0"),
        (columns.pence, "1,538.83", "12.345"),
        (columns.fact_day, "2026-04-01", "2026-4-1"),
        (columns.postcode, "kt109sd", "nowhere"),
        (columns.phone, "+44 (0)1632 960001", "=1+1"),
        (columns.email, "a@example.org", "a@b@c"),
        (columns.one_of("a", "b"), "b", "c"),
    ],
)
def test_readers(reader, good, bad):
    assert reader(good) is not None
    with pytest.raises(ValueError, match=r"is not|neither|outside"):
        reader(bad)
