"""Money, days and dates as people see and type them; the frame; the council's colour."""

from datetime import date

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.urls import reverse

from revenues.kernel.periods import Period
from revenues.web.dates import parse_day
from revenues.web.views.council import ink_on
from tests import factories

TODAY = date(2026, 11, 22)


def shown(text, **values):
    return Template("{% load kit %}" + text).render(Context(values))


@pytest.mark.parametrize(
    ("pence", "words"),
    [
        (0, "0.00"),
        (5, "0.05"),
        (1_538_83, "1,538.83"),
        (-1_538_83, '1,538.83<abbr class="cr" title="credit">CR</abbr>'),
        (112_904_331_18, "112,904,331.18"),
        (None, ""),
    ],
)
def test_money_has_its_pence_always_and_credits_have_cr(pence, words):
    assert shown("{{ pence|money }}", pence=pence) == words


def test_days_and_periods_as_officers_write_them():
    assert shown("{{ d|day }}", d=date(2026, 4, 1)) == "01 Apr 2026"
    assert shown("{{ d|day }}", d=None) == ""
    closed = Period(date(2026, 4, 1), date(2027, 4, 1))
    assert shown("{{ p|period }}", p=closed) == "01 Apr 2026 to 31 Mar 2027"
    assert shown("{{ p|period }}", p=Period(date(2026, 4, 1))) == "since 01 Apr 2026"
    assert shown("{{ y|financial_year }}", y=2026) == "2026/27"


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1/4/26", date(2026, 4, 1)),
        ("01/04/2026", date(2026, 4, 1)),
        ("1.4.26", date(2026, 4, 1)),
        ("1 4 26", date(2026, 4, 1)),
        ("1 apr", date(2026, 4, 1)),
        ("1st April 2027", date(2027, 4, 1)),
        ("1 Apr 27", date(2027, 4, 1)),
        ("2026-04-01", date(2026, 4, 1)),
        ("today", TODAY),
        ("Yesterday", date(2026, 11, 21)),
        ("tomorrow", date(2026, 11, 23)),
        ("-7", date(2026, 11, 15)),
        ("+14", date(2026, 12, 6)),
        ("29/2/28", date(2028, 2, 29)),
    ],
)
def test_dates_are_typed_as_people_say_them(typed, day):
    assert parse_day(typed, today=TODAY) == day


@pytest.mark.parametrize(
    "typed", ["", "soon", "31/2/26", "1/13/26", "1/4/1826", "1/4/2126", "1 foo", "1/4/026", "99999"]
)
def test_what_is_no_date_is_said_to_be_none(typed):
    with pytest.raises(ValueError, match=r"\w"):
        parse_day(typed, today=TODAY)


@pytest.mark.parametrize(
    ("colour", "ink"), [("#1d4f7c", "#ffffff"), ("#ffdd00", "#0b0c0c"), ("#000000", "#ffffff")]
)
def test_words_on_the_councils_colour_can_be_read(colour, ink):
    assert ink_on(colour) == ink


def test_the_councils_colour_is_a_stylesheet_and_nothing_else_gets_into_it(client, db):
    factories.authority("red", colour="#aa0000")
    factories.authority("bad", colour="}body{")
    css = client.get(reverse("council_colours", args=["red"]))
    assert css.content.decode() == ":root{--council:#aa0000;--council-ink:#ffffff}\n"
    assert css.headers["Content-Type"] == "text/css"
    assert "body" not in client.get(reverse("council_colours", args=["bad"])).content.decode()
    assert client.get(reverse("council_colours", args=["none"])).status_code == 404


def test_every_page_has_its_landmarks_and_no_script_or_style_inside(desk, iles):
    for address in (
        "/",
        reverse("casework:search"),
        reverse("casework:account", args=[iles.account.number]),
        reverse("casework:property", args=[iles.home.pk]),
        reverse("run_list"),
        "/me/",
        "/nowhere/",
    ):
        page = desk.get(address).content.decode()
        for part in (
            'lang="en-GB"',
            'href="#main"',
            '<main id="main"',
            '<label class="govuk-visually-hidden" for="search"',
        ):
            assert part in page, (address, part)
        assert "<style" not in page
        assert "style=" not in page
        assert " onclick=" not in page
        assert page.count("<h1") == 1, address
        assert page.count("<script") == page.count("<script src=")


def test_the_frame_costs_three_queries(desk, django_assert_num_queries):
    # session, user, grants with their councils
    with django_assert_num_queries(3):
        desk.get("/me/")


def test_a_page_that_fails_says_whose_fault_it_is(desk, iles, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("no")

    monkeypatch.setattr("casework.web.views.account.head_of", broken)
    desk.raise_request_exception = False
    response = desk.get(reverse("casework:account", args=[iles.account.number]))
    assert response.status_code == 500
    assert "It is our fault, not yours" in response.content.decode()


@pytest.mark.parametrize(
    ("part", "values", "words"),
    [
        ("money", {"pence": -5_00}, '5.00<abbr class="cr" title="credit">CR</abbr>'),
        ("date", {"value": date(2026, 4, 1)}, '<time datetime="2026-04-01">01 Apr 2026</time>'),
        ("tag", {"words": "Held", "colour": "orange", "why": "a query"}, 'tabindex="0" title="a query"'),
        (
            "tag",
            {"words": "Paid", "colour": "green"},
            '<strong class="govuk-tag govuk-tag--green tag">Paid</strong>',
        ),
        ("summary_card", {"title": "Owes", "rows": [("2026/27", "5.00")]}, "<dt>2026/27</dt><dd>5.00</dd>"),
        (
            "progress",
            {"done": 2, "total": 5, "what": "parts tried"},
            '<progress id="progress" class="progress__bar" value="2" max="5">',
        ),
        (
            "table",
            {"caption": "Bands", "head": [("Band", "")], "rows": [["D"]]},
            '<td class="govuk-table__cell">D</td>',
        ),
        ("table", {"caption": "Bands", "head": [("Band", "")], "rows": []}, "None."),
    ],
)
def test_each_part_of_the_kit(part, values, words):
    assert words in render_to_string(f"kit/{part}.html", values)


def test_what_people_typed_is_shown_and_never_run(desk, iles):
    iles.ana.names.update(family="<script>alert(1)</script>")
    for address in (
        reverse("casework:account", args=[iles.account.number]),
        reverse("casework:search") + "?q=<script>",
    ):
        assert "<script>" not in desk.get(address).content.decode().replace("<script src=", "")
