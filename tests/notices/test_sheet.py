"""What each kind of bill says, before it is drawn."""

from copy import deepcopy

import pytest

from notices.data import Demand, DemandTable
from notices.rules import words
from notices.rules.demand import lay_out, readable
from notices.rules.sheet import Ask
from tests.notices.payloads import BODIES, SHAPES, body, line, payload, table


def _sheet(made, shared=None):
    return lay_out(Demand.from_json(made), DemandTable.from_json(shared or table()))


def _shape(name):
    return _sheet(*SHAPES[name])


def _plain(text):
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("shape", "heading"),
    [
        ("ordinary", "Your Council Tax bill for 2026/27"),
        ("adjusted", "Your new Council Tax bill for 2026/27"),
        ("final to pay", "Your final Council Tax bill for 2026/27"),
        ("nil", "Your Council Tax for 2026/27: nothing to pay"),
    ],
)
def test_each_kind_says_what_it_is(shape, heading):
    assert _shape(shape).heading == heading
    assert _shape(shape).title == f"{heading}, account 50012345-7, Overford District Council"


def test_a_bill_says_what_it_replaces():
    assert "This bill replaces the one of 20 June 2026, which asked for £1,823.80." in _plain(
        _shape("adjusted").opening[0]
    )


def test_a_final_bill_says_until_when():
    opening = _plain(_shape("final to pay").opening[0])
    assert opening.startswith(
        "We have ended your account for 12 Mill Lane, Overford, OV1 2AB. "
        "This bill is for the days from 1 April 2026 to 13 June 2026."
    )


def test_a_credit_is_offered_back():
    sheet = _shape("final in credit")
    assert sheet.asks == (Ask("In your favour", "£252.77", "you have nothing to pay"),)
    assert "You have paid £252.77 more than this bill asks." in sheet.opening[1]
    assert sheet.sums[-1].words == "In your favour"
    assert sheet.payments == ()
    assert sheet.codes is None


def test_a_bill_for_no_day_names_the_year():
    nothing = payload(kind="final", lines=[], period=["2026-04-01", "2026-04-01"], plan=None)
    assert "This bill is for 2026/27." in _sheet(nothing).opening[0]


def test_joint_persons_are_told_what_joint_means():
    told = "Ms Ana Iles and Mr Tom Iles have to pay it jointly: we may ask any of you for all of it."
    assert told in _shape("ordinary").opening[0]


@pytest.mark.parametrize(
    ("shape", "asks"),
    [
        ("ordinary", [("Amount to pay", "£2,573.52", "for 2026/27"), ("First payment", "£260.52", "by 1 April 2026"),
                      ("Then", "9 × £257.00", "the last on 1 January 2027")]),
        ("single", [("Amount to pay", "£1,930.14", "for 2026/27"),
                    ("First payment", "£193.14", "we collect it on 15 April 2026"),
                    ("Then", "9 × £193.00", "the last on 15 January 2027")]),
        ("final to pay", [("Amount to pay", "£261.23", "for 2026/27"), ("One payment", "£261.23", "by 20 July 2026")]),
        ("overdue", [("Amount to pay", "£2,313.00", "for 2026/27"), ("Pay now", "£514.00", "this part is due already"),
                     ("Next payment", "£257.00", "we collect it on 1 July 2026")]),
        ("nil", [("Amount to pay", "£0.00", "you have nothing to pay")]),
    ],
)  # fmt: skip
def test_the_figures_that_stand_out(shape, asks):
    assert [(ask.label, ask.figure, _plain(ask.note)) for ask in _shape(shape).asks] == asks


@pytest.mark.parametrize(
    ("instalments", "then"),
    [
        ([["2027-02-01", 20000], ["2027-03-01", 5000]], ("Then", "£50.00", "by 1 March 2027")),
        ([["2027-01-01", 9000], ["2027-02-01", 9000], ["2027-03-01", 7000]],
         ("Then", "2 more", "the last on 1 March 2027")),
    ],
)  # fmt: skip
def test_payments_after_the_first(instalments, then):
    plan = {"basis": "agreement_21_5", "method": "cash", "instalments": instalments}
    ask = _sheet(payload(lines=[line("Council Tax", "", 25000)], plan=plan)).asks[2]
    assert (ask.label, ask.figure, _plain(ask.note)) == then


def test_all_of_it_due_already():
    sheet = _sheet(payload(kind="final", plan=None))
    assert [ask.label for ask in sheet.asks] == ["Amount to pay", "Pay now"]
    assert [(row.words, row.amount) for row in sheet.payments] == [
        ("Now: due already", "£2,573.52"),
        ("In all", "£2,573.52"),
    ]


def test_payments_in_a_column_add_up():
    rows = [(_plain(row.words), row.amount) for row in _shape("overdue").payments]
    assert rows[:2] == [("Now: due already", "£514.00"), ("1 July 2026", "£257.00")]
    assert rows[-1] == ("In all", "£2,313.00")
    assert len(rows) == 9


def test_paid_and_brought_forward_are_named():
    sums = [(row.words, row.amount) for row in _shape("adjusted").sums]
    assert sums == [
        ("Your Council Tax for these days", "£911.90"),
        ("Paid so far, thank you", "−£300.00"),
        ("Brought forward from before", "£42.10"),
        ("Amount to pay", "£654.00"),
    ]


def test_money_the_other_way_is_named_too():
    plan = {"basis": "part_i", "method": "cash", "instalments": []}
    sums = [row.words for row in _sheet(payload(paid=500, brought=-700, plan=plan)).sums]
    assert sums[1:3] == ["Paid back to you", "Credit brought forward from before"]


def test_a_reason_is_given_once_and_with_the_duty_to_tell():
    quarter = line("You pay 25% less because one adult counts.", "", -64338)
    sheet = _sheet(
        payload(
            lines=[*payload()["lines"], quarter],
            reasons=[quarter["words"], "Another reason.", "Another reason."],
            plan=None,
        )
    )
    assert sheet.reasons == ("Another reason.",)
    assert sheet.duty
    assert not _shape("ordinary").duty
    assert "within 21 days" in sheet.texts["duty"]
    assert "a penalty of £70." in sheet.texts["duty"]


def test_a_disabled_reduction_shows_both_bands():
    assert ("Valuation band", "D, charged as C") in _shape("adjusted").facts
    below = _sheet(payload(band="A", charged_band="A-"))
    assert ("Valuation band", "A, charged as below A") in below.facts


def test_direct_debit_says_what_is_not_collected():
    assert "There is nothing you need to do." in _shape("single").method
    assert _shape("single").codes is None
    assert "We do not collect the £514.00 that is due already" in _shape("overdue").method
    assert _shape("overdue").codes is not None


def test_twelve_payments_are_offered_to_those_who_may_ask():
    offered = [note.heading for note in _shape("ordinary").notes]
    assert "Paying over twelve months" in offered
    for shape in ("huge", "nil", "final to pay", "final in credit"):
        assert "Paying over twelve months" not in [note.heading for note in _shape(shape).notes]


def test_a_council_may_use_its_own_words():
    sheet = _sheet(
        payload(), table(texts={"wrong": "Tell us.", "bank": "Sort code 00-00-00, account 12345678"})
    )
    assert sheet.texts["wrong"] == "Tell us."
    assert sheet.texts["bank"] == "Sort code 00-00-00, account 12345678"


def test_a_council_with_little_to_say_of_itself():
    bare = table()["council"] | {"phone": "", "email": "", "website": "", "address": [], "payee_code": ""}
    sheet = _sheet(payload(barcode="", qr=""), table(council=bare))
    assert sheet.contacts == ()
    assert "write to us to set one up" in sheet.method
    assert "on our website" in sheet.texts["published"]


def test_band_d_shows_both_years_side_by_side():
    bodies = _shape("ordinary").bodies
    assert bodies.headings == ("2025/26", "2026/27", "Change")
    assert bodies.rows[1].note == "with adult social care"
    assert [row.figures for row in bodies.rows][1] == ("£1,846.35", "£1,938.42", "+5.0%")
    assert bodies.total.figures == ("£2,458.23", "£2,573.52", "+4.7%")


def test_another_band_shows_band_d_where_last_year_is_known_only_for_it():
    bodies = _shape("another band").bodies
    assert [_plain(each) for each in bodies.headings] == [
        "2025/26 band D", "2026/27 band D", "Change", "2026/27 band F",
    ]  # fmt: skip
    assert bodies.rows[0].figures == ("£258.14", "£265.88", "+3.0%", "£384.05")
    assert bodies.total.figures == ("£2,458.23", "£2,573.52", "+4.7%", "£3,717.31")


def test_another_band_shows_its_own_last_year_where_it_is_known():
    known = [
        deepcopy(each) | {"last_year": [pence - 100 for pence in each["amounts"]]} for each in BODIES[:2]
    ]
    new = body("Overford Town Council", [100] * 8)
    shared = table(bodies=[*known, new])
    bodies = _sheet(payload(band="A", charged_band="A"), shared).bodies
    assert bodies.caption == "For a whole year in band A in Claygate"
    assert bodies.rows[0].figures == ("£176.25", "£177.25", "+3.0%")
    assert bodies.rows[2].figures == ("–", "£1.00", "–")
    assert bodies.total.figures == ("£1,467.53", "£1,470.53", "+4.7%")


def test_a_pale_colour_is_not_used_for_words():
    assert readable("#1d4f7c")
    assert not readable("#ffd966")
    pale = table(council=table()["council"] | {"colour": "#FFD966"})
    assert _sheet(payload(), pale).colour == "#1a1a1a"


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("365 days x £2,573.52 / 365 = £2,573.52", "365 days × £2,573.52 ÷ 365 = £2,573.52"),
        ("less £5.00 = -£4.00", "less £5.00 = −£4.00"),
    ],
)
def test_workings_use_real_signs(text, printed):
    assert words.minused(text) == printed


def test_falls_have_a_minus_and_small_numbers_words():
    assert words.per_cent("-1.2") == "−1.2%"
    assert words.per_cent(None) == "–"
    assert words.number(2) == "two"
    assert words.number(21) == "21"
    assert words.people(["A", "B", "C"]) == "A, B and C"
