"""The bill as a PDF: what is on it, where, whether a scanner and a screen reader can read it."""

from __future__ import annotations

import re
from io import BytesIO

import pikepdf
import pytest
import zxingcpp

from notices.data import Demand, DemandTable
from notices.rules import codes
from notices.rules.demand import lay_out
from notices.services.drawing import UnknownTemplate, draw, markup
from notices.services.fonts import LetterMissing
from tests.notices.payloads import SHAPES, payload, table

MM = 72 / 25.4
A4 = (210, 297)
FOLD = 148.5
CODED = ["ordinary", "adjusted", "final to pay", "overdue", "huge", "many lines", "another band"]
DOCUMENT = {"template": "demand", "version": "2026.1", "reference": "50012345-7"}


def _places(page):
    """Every visible character of a page with its box in millimetres from the top left."""
    looked = page.get_textpage()
    for number in range(looked.count_chars()):
        letter = looked.get_text_range(number, 1)
        if letter.strip():
            left, bottom, right, top = looked.get_charbox(number)
            yield letter, left / MM, A4[1] - top / MM, right / MM, A4[1] - bottom / MM
    looked.close()


def _words(page):
    """The words of a page: text, top and right end in millimetres."""
    word, place = "", (0.0, 0.0, 0.0)
    for letter, left, top, right, _ in _places(page):
        if word and (abs(left - place[2]) > 0.9 or abs(top - place[0]) > 3):
            yield word, place[1], place[2]
            word = ""
        word, place = word + letter, (top, top, right)
    yield word, place[1], place[2]


def _where(page, sought):
    """The boxes of the places where a text begins on a page, as (left, top), in millimetres."""
    looked = page.get_textpage()
    searcher = looked.search(sought.replace("\u00a0", " "), match_case=True)
    found = []
    while hit := searcher.get_next():
        left, _, _, top = looked.get_charbox(hit[0])
        found.append((left / MM, A4[1] - top / MM))
    searcher.close()
    looked.close()
    return found


def _scan(pages):
    """Every code on the pages as printed at 300 dots an inch: format and text."""
    found = {}
    for page in pages:
        picture = page.render(scale=300 / 72).to_pil().convert("L")
        for code in zxingcpp.read_barcodes(picture):
            found[str(code.format).replace(" ", "")] = code.text
    return found


@pytest.mark.parametrize("shape", CODED)
def test_a_scanner_reads_account_and_amount_from_the_printed_page(shape, drawn, pages):
    made, shared = SHAPES[shape]
    found = _scan(pages(drawn(shape).pdf))
    asked = ("50012345-7", made["to_pay"])
    assert set(found) == {"Code128", "QRCode"}
    assert codes.read_barcode(found["Code128"]) == (shared["council"]["payee_code"], *asked)
    assert codes.read_qr_text(found["QRCode"]) == ("", *asked)


@pytest.mark.parametrize("shape", sorted(set(SHAPES) - set(CODED)))
def test_a_bill_with_nothing_to_pay_at_a_counter_has_no_codes(shape, drawn, pages):
    assert _scan(pages(drawn(shape).pdf)) == {}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_word_and_figure_is_on_the_paper(shape, drawn, text):
    made, shared = SHAPES[shape]
    sheet = lay_out(Demand.from_json(made), DemandTable.from_json(shared))
    said = [
        sheet.heading, *sheet.opening, sheet.account, sheet.issued, *sheet.reasons, sheet.method * bool(sheet.payments),
        *(word for ask in sheet.asks for word in (ask.label, ask.figure, ask.note)),
        *(word for row in (*sheet.lines, *sheet.sums, *sheet.payments) for word in (row.words, row.working, row.amount)),
        *(word for row in (*sheet.bodies.rows, sheet.bodies.total) for word in (row.name, *row.figures)),
        *(word for note in sheet.notes for word in (note.heading, note.text)),
        *(word for contact in sheet.contacts for word in contact),
        *(word for fact in sheet.facts for word in fact),
    ]  # fmt: skip
    found = _letters(text(drawn(shape).pdf))
    missing = [word for word in said if _letters(word) not in found]
    assert missing == []


def _letters(words):
    """Without spaces and breaks, which a line's end may swallow."""
    return re.sub(r"[\s\u00a0\u0002\ufffe-]", "", words)


@pytest.mark.parametrize("shape", SHAPES)
def test_nothing_runs_off_the_paper_or_over_the_margins(shape, drawn, pages):
    for page in pages(drawn(shape).pdf):
        assert [round(side / MM) for side in page.get_size()] == list(A4)
        for letter, left, top, right, bottom in _places(page):
            assert left >= 19.5, letter
            assert right <= 192.5, letter
            assert 8 <= top < bottom <= 290, letter


@pytest.mark.parametrize("shape", SHAPES)
def test_no_two_letters_are_printed_over_each_other(shape, drawn, pages):
    for page in pages(drawn(shape).pdf):
        boxes = sorted(_places(page), key=lambda box: box[2])
        for number, (letter, left, top, right, bottom) in enumerate(boxes):
            for other, left2, top2, right2, bottom2 in boxes[number + 1 : number + 200]:
                wide = min(right, right2) - max(left, left2)
                high = min(bottom, bottom2) - max(top, top2)
                one_sign = (left, top, right) == (left2, top2, right2)  # two letters of one ligature
                assert one_sign or not (wide > 0.6 and high > 0.6), (
                    f"{letter} over {other} at {left:.0f}, {top:.0f} mm"
                )


@pytest.mark.parametrize("shape", SHAPES)
def test_nothing_is_printed_twice(shape, drawn, text):
    made, shared = SHAPES[shape]
    sheet = lay_out(Demand.from_json(made), DemandTable.from_json(shared))
    found = text(drawn(shape).pdf)
    assert found.count("In all") == (2 if sheet.payments else 1)
    for note in sheet.notes:
        assert found.count(note.heading) == 1


@pytest.mark.parametrize("shape", SHAPES)
def test_the_address_and_nothing_else_shows_in_the_window(shape, drawn, pages):
    made, _ = SHAPES[shape]
    first = pages(drawn(shape).pdf)[0]
    window = [box for box in _places(first) if box[1] < 112 and box[2] > 45 and box[4] < 92]
    assert min(box[1] for box in window) == pytest.approx(20, abs=0.5)
    assert min(box[2] for box in window) == pytest.approx(49, abs=1.5)
    shown = "".join(letter for letter, *_ in window)
    assert _letters(shown) == _letters("".join(made["address"]))


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_asked_and_when_stands_in_the_upper_half(shape, drawn, pages):
    made, shared = SHAPES[shape]
    first = pages(drawn(shape).pdf)[0]
    for ask in lay_out(Demand.from_json(made), DemandTable.from_json(shared)).asks:
        assert any(top < FOLD - 8 for _, top in _where(first, ask.figure)), ask.figure
        assert any(top < FOLD - 4 for _, top in _where(first, ask.note)), ask.note


@pytest.mark.parametrize("shape", SHAPES)
def test_the_amounts_of_the_charge_end_at_one_line(shape, drawn, pages):
    first = pages(drawn(shape).pdf)[0]
    amount = r"^[−-]?£[0-9,]+[.][0-9]{2}$"
    ends = [
        right for word, top, right in _words(first) if top > FOLD and re.match(amount, word) and right > 185
    ]
    assert len(ends) >= 2
    assert max(ends) - min(ends) < 0.4


@pytest.mark.parametrize(
    ("shape", "count"),
    [("ordinary", 2), ("single", 2), ("another band", 2), ("nil", 2), ("final to pay", 2), ("many lines", 4)],
)
def test_an_everyday_bill_is_one_sheet(shape, count, drawn, text):
    drawing = drawn(shape)
    assert drawing.pages == count
    assert f"Page {count} of {count}" in text(drawing.pdf)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_tags_of_an_accessible_document(shape, drawn, structure):
    tree = structure(drawn(shape).pdf)
    assert tree.count("H1 (block)") == 1
    assert tree.count("H2 (block)") >= 4
    for tag in ("Table", "TR", "TH", "TD", "P (block)"):
        assert tag in tree
    assert tree.count("Figure") == (2 if shape in CODED else 0)


def test_text_is_read_in_the_order_in_which_it_is_meant(drawn, structure):
    tree = structure(drawn("ordinary").pdf)
    order = [
        "Overford District Council", "Ms A Iles and Mr T Iles", "Account number", "Your Council Tax bill for 2026/27",
        "Amount to pay", "How we worked it out", "Where your Council Tax goes", "When to pay", "How to pay",
        "If something is wrong", "Good to know",
    ]  # fmt: skip
    places = [tree.index(each) for each in order]
    assert places == sorted(places)


def _catalogue(pdf):
    return pikepdf.open(BytesIO(pdf))


def test_it_says_that_it_is_pdf_ua_in_english_with_a_title(drawn):
    with _catalogue(drawn("ordinary").pdf) as opened:
        root = opened.Root
        assert root.Lang == "en-GB"
        assert root.MarkInfo.Marked
        assert root.ViewerPreferences.DisplayDocTitle
        assert b"pdfuaid:part" in root.Metadata.read_bytes()
        title = "Your Council Tax bill for 2026/27, account 50012345-7, Overford District Council"
        assert opened.docinfo.Title == title
        assert opened.docinfo.Author == "Overford District Council"


def test_its_dates_are_those_of_the_issue(drawn):
    with _catalogue(drawn("ordinary").pdf) as opened:
        assert opened.docinfo.CreationDate == "D:20260310"
        assert opened.docinfo.ModDate == "D:20260310"


def test_its_identifier_is_its_own(drawn):
    identifiers = set()
    for shape in SHAPES:
        with _catalogue(drawn(shape).pdf) as opened:
            identifiers.add(bytes(opened.trailer.ID[0]))
    assert len(identifiers) == len(SHAPES)


def test_codes_have_words_for_those_who_cannot_see_them(drawn):
    with _catalogue(drawn("ordinary").pdf) as opened:
        said = [
            str(each.Alt)
            for each in opened.objects
            if isinstance(each, pikepdf.Dictionary) and "/Alt" in each
        ]
    assert sorted(word.split(":")[0] for word in said) == [
        "Barcode for paying at a shop counter", "QR code that opens our payment page",
    ]  # fmt: skip
    assert all("account 50012345-7, £2,573.52" in word for word in said)


def test_every_font_is_embedded_and_ours(drawn):
    with _catalogue(drawn("adjusted").pdf) as opened:
        fonts = [
            each for each in opened.objects if isinstance(each, pikepdf.Dictionary) and "/FontFile2" in each
        ]
        assert {str(font.FontName).rpartition("+")[2].partition("-")[0] for font in fonts} == {"Source"}


def test_the_renderer_has_nothing_to_complain_of(caplog):
    made, shared = SHAPES["ordinary"]
    with caplog.at_level("WARNING", logger="weasyprint"):
        draw(**DOCUMENT, payload=made, table=shared)
    assert [record.getMessage() for record in caplog.records if record.name.startswith("weasyprint")] == []


@pytest.mark.parametrize("name", ["<b>Tom</b> & Co", '"><script>alert(1)</script>', "{{ bill.account }}"])
def test_markup_in_a_name_is_printed_as_it_is(name, text):
    made = payload(names=[name], address=[name, "12 Mill Lane"], dwelling=name, reasons=[name])
    html = markup(template="demand", version="2026.1", payload=made, table=table())
    assert name not in html or "<" not in name
    printed = _letters(text(draw(**DOCUMENT, payload=made, table=table()).pdf))
    assert printed.count(_letters(name)) >= 4


def test_a_page_fetches_nothing():
    made = payload(names=["<img src='https://elsewhere.example/x.png'>"])
    assert "elsewhere.example" in markup(template="demand", version="2026.1", payload=made, table=table())
    assert draw(**DOCUMENT, payload=made, table=table()).pages == 2


def test_a_letter_that_the_fonts_lack_is_named():
    with pytest.raises(LetterMissing) as refused:
        draw(**DOCUMENT, payload=payload(names=["王 Wei"]), table=table())
    assert str(refused.value).endswith("U+738B cjk unified ideograph-738b")


def test_an_unknown_template_or_version_is_named():
    with pytest.raises(UnknownTemplate, match="no notice is called 'summons'; there are demand"):
        draw(**DOCUMENT | {"template": "summons"}, payload=payload(), table=table())
    with pytest.raises(UnknownTemplate, match=r"the notice 'demand' has no version '1999[.]1'"):
        draw(**DOCUMENT | {"version": "1999.1"}, payload=payload(), table=table())
