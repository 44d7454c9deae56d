"""The account page: what it tells, what it costs, and that every figure explains itself."""

import re
from datetime import date

import pytest
from django.urls import reverse

from accounts.models import Household
from billing.services import issue_demand
from notices.models import NoticeDocument
from revenues.audit.data import SYSTEM
from revenues.audit.models import Event
from tests import factories


def page_of(client, account, **query):
    response = client.get(reverse("casework:account", args=[account.number]), query)
    assert response.status_code == 200
    return response.content.decode()


def text_of(page):
    """What is read, without the markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).replace("&amp;", "&").replace("&#x27;", "'").split())


def test_the_top_of_the_page_says_who_where_since_when_and_why_they_are_liable(desk, iles):
    said = text_of(page_of(desk, iles.account))
    assert f"{iles.account.number} Ms Ana Iles & Mr Tom Iles (joint)" in said
    assert "12 Mill Lane, Overford OV1 2AB Band D Overford" in said
    assert "Liable since 14 Jun 2025 as resident leaseholder (LGFA 1992 s.6(2)(b))" in said
    assert "1 adult as declared" in said
    assert "01632 960999" in said


def test_the_cards_say_what_is_owed_how_it_is_made_up_and_how_it_is_paid(desk, iles):
    # 2,573.52 less 25% is 1,930.14; ten instalments of 193 and 192; five times 200 came in
    said = text_of(page_of(desk, iles.account))
    assert "Charge 2,573.52" in said
    assert "Discounts and reductions 643.38 CR" in said
    assert "Paid 1,000.00" in said
    assert "Left 930.14" in said
    assert "Direct Debit, on day 15 of the month" in said


def test_the_paragraph_can_be_read_out(desk, iles):
    said = text_of(page_of(desk, iles.account))
    assert "In words: Ms Ana Iles and Mr Tom Iles owe £930.14 for 2026/27" in said


def test_tags_warn_before_a_word_is_said(desk, iles):
    iles.ana.vulnerability = "bereavement"
    iles.ana.bill_format = "large_print"
    iles.ana.e_notices_since = date(2026, 1, 5)
    iles.ana.save()
    iles.account.suppressed_because = "gone away"
    iles.account.save()
    factories.entitlement(iles.home, "disabled")
    said = text_of(page_of(desk, iles.account))
    for words in ("Vulnerable: bereavement", "Large print", "e-bill", "Bills held: gone away", "Disabled"):
        assert words in said


@pytest.mark.parametrize(
    ("tab", "words"),
    [
        (
            "charges",
            "Council Tax, band D 01 Apr 2026 to 31 Mar 2027 365 365 days x £2,573.52 / 365 = £2,573.52",
        ),
        ("charges", "Discount, one adult (25%)"),
        ("plan", "Instalments for 2026/27: £1,930.14 in 10"),
        ("notices", "Demand notice 2026/27 Ms Ana Iles, 12 Mill Lane, Overford, OV1 2AB (post)"),
        ("ledger", "Postings of all years, newest first (7)"),
        ("ledger", "Receipt"),
        ("people", "Liable on this account, jointly and severally"),
        ("facts", "1 adult since 01 Apr 2019 01 Apr 2019 Form"),
        ("facts", "loader: Test data"),
    ],
)
def test_each_tab_lists_its_part(desk, iles, tab, words):
    assert words in text_of(page_of(desk, iles.account, tab=tab))


def test_a_credit_has_cr_and_no_minus(desk, iles):
    factories.paid(iles.account, 2_000_00)
    said = text_of(page_of(desk, iles.account))
    assert "1,069.86 CR" in said
    assert "have paid £1,069.86 more than is due for 2026/27" in said


def test_an_account_that_was_never_charged_says_so_plainly(desk, overford, place):
    account = factories.account(factories.dwelling(overford, place))
    said = text_of(page_of(desk, account))
    assert "No charge has been made on this account yet." in said
    for tab in ("plan", "notices", "ledger", "people", "facts"):
        page_of(desk, account, tab=tab)


def test_an_account_that_ended_is_shown_as_it_was_on_its_last_day(desk, overford, place):
    home = factories.dwelling(overford, place)
    account = factories.account(home, starts=date(2020, 1, 1), ends=date(2024, 6, 1))
    factories.lives(home, adults=3, ends=date(2024, 6, 1))
    said = text_of(page_of(desk, account))
    assert "Ended 31 May 2024" in said
    assert "3 adults as declared" in said


def test_a_number_typed_without_its_dash_is_the_same_page(desk, iles):
    response = desk.get(f"/accounts/{iles.account.number.replace('-', '')}/")
    assert response.status_code == 200


@pytest.mark.parametrize(
    "query",
    [{"tab": "secrets"}, {"year": "2019"}, {"year": "soon"}, {"page": "-1"}, {"year": "99999999999999"}],
)
def test_an_address_that_makes_no_sense_is_not_found(desk, iles, query):
    response = desk.get(reverse("casework:account", args=[iles.account.number]), {"tab": "ledger"} | query)
    assert response.status_code == 404


def test_every_look_is_written_down(desk, iles):
    page_of(desk, iles.account, tab="people")
    event = Event.objects.get(verb="read", subject_kind="account")
    assert (event.subject_id, event.actor_name, event.after) == (
        str(iles.account.pk),
        "Billing_Officer Officer",
        {"tab": "people"},
    )
    assert event.authority_id == iles.account.authority_id


# -- figures ---------------------------------------------------------------------------------------------------


def why(client, account, what, year=2026, **headers):
    return client.get(reverse("casework:why", args=[account.number, year, what]), headers=headers)


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("line-1", "365 days x £2,573.52 / 365 = £2,573.52"),
        (
            "line-1",
            "Each day costs the year's amount for the band divided by the days in the year, rounded once a line.",
        ),
        ("line-1", "LGFA 1992 ss.2, 10"),
        ("line-1", "Band D , since 01 Apr 2019; Valuation list"),
        ("line-1", "by loader: Test data"),
        ("line-1", "The year’s amount, 2026/27, band D, Overford Overford District Council 2,573.52"),
        ("line-2", "25% = £643.38"),
        ("line-2", "You pay 25% less because one adult counts."),
        ("line-2", "1 adult , since 01 Apr 2019"),
        ("line-2", "calculation 2026.1, law"),
        ("gross", "Charge before discounts 2,573.52"),
        ("discount", "Discount, one adult (25%)"),
        ("charged", "Together 1,930.14"),
        ("paid", "15 Aug 2026 receipt"),
        ("left", "Received 1,000.00 CR"),
        ("owes", "2026/27 930.14"),
        ("plan", "Statutory instalments for the whole year"),
    ],
)
def test_every_figure_opens_its_working(desk, iles, what, words):
    said = text_of(why(desk, iles.account, what).content.decode())
    assert words in said


def test_the_working_comes_in_place_or_as_a_page_of_its_own(desk, iles):
    fragment = why(desk, iles.account, "left", **{"HX-Request": "true"}).content.decode()
    page = why(desk, iles.account, "left").content.decode()
    assert "<html" not in fragment
    assert "<html" in page
    assert fragment.strip() in page or "Received" in page


@pytest.mark.parametrize("what", ["line-0", "line-9", "line-x", "nothing", "brought-in"])
def test_a_figure_that_is_not_there_is_not_found(desk, iles, what):
    assert why(desk, iles.account, what).status_code == 404


def test_every_figure_of_the_page_is_a_link_that_works_without_script(desk, iles):
    seen = set()
    for tab in ("charges", "plan"):
        page = page_of(desk, iles.account, tab=tab)
        figures = re.findall(r'<a class="figure"[^>]*href="([^"]+)"[^>]*aria-label="([^"]+)"', page)
        assert figures
        for address, label in figures:
            assert "Show the working" in label
            if address not in seen:
                assert desk.get(address).status_code == 200
            seen.add(address)
    assert len(seen) >= 8


def test_an_earlier_assessment_explains_itself_too(desk, iles):
    change_household(iles, 1)
    said = text_of(
        desk.get(
            reverse("casework:why", args=[iles.account.number, 2026, "charged"]), {"version": 1}
        ).content.decode()
    )
    assert "Assessment 1, facts known at 10 Mar 2026" in said


# -- the bill --------------------------------------------------------------------------------------------------


def test_the_bill_opens_as_a_pdf_and_is_the_same_twice(desk, iles):
    notice = iles.account.charge_years.get().demands.get().notice_id
    address = reverse("casework:notice_pdf", args=[iles.account.number, notice])
    first, second = desk.get(address), desk.get(address)
    assert first.status_code == 200
    assert first.headers["Content-Type"] == "application/pdf"
    assert first.headers["X-Content-Type-Options"] == "nosniff"
    assert first.headers["Content-Disposition"] == f'inline; filename="{iles.account.number}-2026-03-10.pdf"'
    assert first.content[:5] == b"%PDF-"
    assert first.content == second.content
    assert NoticeDocument.objects.count() == 1
    assert Event.objects.filter(verb="read", subject_kind="notice").count() == 2


# -- what it costs ---------------------------------------------------------------------------------------------

# 2 session and user, 1 grants, 1 account with dwelling and council, 3 people, names and contacts, 1 band, 1 area,
# 1 household, 1 entitlements, 1 payment choice, 1 years, 1 assessment, 1 plan with demand, 1 instalments,
# 1 audit of the look
FRAME = 17
BUDGET = {
    "charges": FRAME + 2,  # settings of the law, versions
    "plan": FRAME,
    "notices": FRAME + 3,  # count, demands, persons served
    "ledger": FRAME + 2,  # count, postings with balance
    "people": FRAME + 3,  # interests, other accounts, links (names and liable only where there are any)
    "facts": FRAME + 11,  # seven kinds of fact, and the history of each of the four that are there
}


def change_household(iles, times):
    """The adults change again and again: facts, assessments, adjusted bills, postings and money all grow."""
    Household.objects.filter(property=iles.home).delete()
    for turn in range(times):
        factories.lives_again(iles.home, adults=2 - turn % 2)
        issue_demand(
            account_id=iles.account.pk, year=2026, issued_on=date(2026, 6, 1), reason="Test data", by=SYSTEM
        )
        factories.paid(iles.account, 1_00, day=date(2026, 6, 2))


@pytest.mark.parametrize("rows", [1, 10, 50])
def test_the_queries_of_the_page_do_not_grow_with_history(desk, iles, django_assert_num_queries, rows):
    change_household(iles, rows)
    address = reverse("casework:account", args=[iles.account.number])
    desk.get(address)
    for tab, budget in BUDGET.items():
        with django_assert_num_queries(budget, info=tab):
            response = desk.get(address, {"tab": tab})
        assert response.status_code == 200
        assert len(response.content) < 100_000, tab


@pytest.mark.parametrize("rows", [1, 10])
def test_the_queries_of_a_working_do_not_grow_with_history(desk, iles, django_assert_max_num_queries, rows):
    change_household(iles, rows)
    for what in ("line-1", "charged", "left", "paid", "plan"):
        # 3 who, 1 account, 1 law, 1 year, 3 assessment and plan, 1 instalments, up to 6 facts and bodies, 1 audit
        with django_assert_max_num_queries(16, info=what):
            assert why(desk, iles.account, what).status_code == 200
