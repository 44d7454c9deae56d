"""What officers do all day, in a real browser: by keyboard, by mouse, and without script."""

import re

import pytest
from playwright.sync_api import expect

from revenues.runs import services
from revenues.runs.models import Run
from tests import factories

pytestmark = pytest.mark.browser


def test_find_an_account_by_keyboard_explain_a_figure_and_open_the_bill(page, council, signing_in):
    number = council.account.number
    signing_in(page, "bea")
    page.keyboard.press("/")
    page.keyboard.type("iles ana", delay=20)
    hit = page.locator("#search-live a.hit")
    expect(hit).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(hit).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/accounts/{number}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ms Ana Iles & Mr Tom Iles")
    expect(page.get_by_text("In words:")).to_be_visible()

    figure = page.get_by_role("button", name=re.compile("^Discounts and reductions"))
    figure.focus()
    page.keyboard.press("Space")
    working = page.locator("#working .why")
    expect(working).to_contain_text("25% = £643.38")
    expect(figure).to_have_attribute("aria-expanded", "true")
    working.get_by_role("link", name="Discount, one adult").click()
    expect(page.locator("#working .why")).to_contain_text("Recorded")
    expect(page.locator("#working .why")).to_contain_text("LGFA 1992 s.11")
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#working .why")).to_have_count(0)
    expect(figure).to_have_attribute("aria-expanded", "false")

    line = page.locator("#tab").get_by_role("button", name=re.compile("^Council Tax, band D"))
    line.click()
    expect(page.locator("#line-1 .why")).to_contain_text("365 days x £2,573.52 / 365")
    line.press("Escape")
    expect(page.locator("#line-1 .why")).to_have_count(0)

    page.get_by_role("link", name="Notices").click()
    bill = page.get_by_role("link", name="Open PDF")
    answer = page.context.request.get(bill.get_attribute("href"))
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body()[:5] == b"%PDF-"


def test_all_that_matters_is_above_the_fold_of_a_laptop(page, council, signing_in):
    signing_in(page, "bea")
    page.goto(f"/accounts/{council.account.number}/")
    for words in ("Owes", "How they pay", "In words:", "Charges"):
        box = page.get_by_text(words, exact=False).first.bounding_box()
        assert box["y"] + box["height"] < 768, words
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_narrow_window_needs_no_sideways_scrolling(page, council, signing_in):
    signing_in(page, "bea")
    page.set_viewport_size({"width": 320, "height": 640})
    for address in ("/", f"/accounts/{council.account.number}/", "/search/?q=iles", "/runs/", "/me/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address


def test_the_same_without_script(browser, live_site, council):
    context = browser.new_context(base_url=live_site.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.get_by_label("User name or e-mail address").fill("bea")
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Search accounts").fill("ana.iles@example.org")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(council.account.number)
    page.get_by_role("button", name=re.compile("^Discounts and reductions")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Discounts and reductions for 2026/27")
    expect(page.get_by_text("25% = £643.38")).to_be_visible()
    page.get_by_role("link", name=f"Account {council.account.number}").click()
    page.get_by_role("link", name="Plan", exact=True).click()
    expect(page.get_by_text("Instalments for 2026/27")).to_be_visible()
    context.close()


def test_the_first_tab_stop_skips_to_the_content_and_focus_is_seen(page, council, signing_in):
    signing_in(page, "bea")
    page.goto(f"/accounts/{council.account.number}/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.closest('main') !== null")
    assert focused


def test_one_officer_starts_the_annual_run_and_another_releases_it(page, council, signing_in):
    for serial in range(3):
        home = factories.dwelling(council.authority, council.place, address=[f"{serial} Elm Court"])
        factories.account(home)
    signing_in(page, "sam")
    page.get_by_role("link", name="Runs", exact=True).click()
    page.get_by_role("button", name="Start annual billing").click()
    page.get_by_label("Year to bill").select_option("2026")
    page.get_by_label("Day the bills are in the post").fill("yesterday")
    page.get_by_role("button", name="Start and try").click()
    expect(page.get_by_role("alert")).to_contain_text("before the run itself")
    page.get_by_label("Day the bills are in the post").fill("+7")
    page.get_by_role("button", name="Start and try").click()
    expect(page.get_by_text("3 accounts were picked")).to_be_visible()
    run = Run.objects.everywhere("a test").get()
    services.work_run(run.pk)
    # the page asks again by itself
    expect(page.get_by_text("You started this run: another person releases it.")).to_be_visible(
        timeout=10_000
    )

    page.get_by_role("button", name="Sign out").click()
    signing_in(page, "lee")
    page.get_by_role("link", name="Annual billing 2026/27").click()
    page.get_by_text("Take out").first.click()
    page.get_by_label("Reason").first.fill("move reported today")
    page.get_by_role("button", name="Take out").first.click()
    expect(page.get_by_text("Taken out of this run.")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Release: issue 2 bills")).dblclick()
    expect(page.get_by_text("Released. The bills are being written.")).to_be_visible()
    services.work_run(run.pk)
    expect(page.get_by_text("Done", exact=True)).to_be_visible(timeout=10_000)
    expect(page.get_by_label("Controls")).to_contain_text("excluded 1")
