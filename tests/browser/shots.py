"""Pictures of the main screens for docs/images, taken from a site that is being served.

    .venv/bin/python -m tests.browser.shots http://localhost:8000 OFFICER PASSWORD ACCOUNT [FOLDER]

The account is one with a bill; the bill's first page is drawn from its PDF. Every picture is of a laptop's screen.
"""

import sys
from pathlib import Path

import pypdfium2
from playwright.sync_api import Page, sync_playwright

from tests.house import browsers

SCREEN = {"width": 1366, "height": 768}
FOLDER = Path(__file__).resolve().parents[2] / "docs" / "images"


def sign_in(page: Page, officer: str, password: str) -> None:
    page.goto("/sign-in/")
    page.fill("#id_login", officer)
    page.fill("#id_password", password)
    page.click("main button[type=submit]")
    page.wait_for_selector("#search")


def screens(page: Page, account: str, folder: Path) -> None:
    """Search while typing, the account, a figure explained, the plan, the run."""

    def keep(name: str) -> None:
        page.screenshot(path=folder / f"{name}.png")

    page.goto(f"/accounts/{account}/")
    keep("account")
    family = page.locator(".identity__who").inner_text().split(" & ")[0].split()[-1]
    page.locator("#tab a.figure").first.click()
    page.wait_for_selector("#tab .why")
    page.evaluate("window.scrollTo(0, Math.max(0, document.querySelector('.in-words').offsetTop - 200))")
    keep("explained")
    page.goto("/")
    keep("home")
    page.keyboard.press("/")
    page.keyboard.type(family, delay=40)
    page.wait_for_selector("#search-live a.hit")
    page.wait_for_timeout(400)
    keep("search")
    page.goto("/runs/")
    run = page.locator(".govuk-table a.govuk-link").first
    if run.count():
        run.click()
        page.wait_for_selector(".balance")
        keep("run")


def bill(page: Page, account: str, folder: Path) -> None:
    """The first page of the latest bill."""
    page.goto(f"/accounts/{account}/?tab=notices")
    address = page.get_by_role("link", name="Open PDF").first.get_attribute("href")
    pdf = pypdfium2.PdfDocument(page.context.request.get(address or "").body())
    pdf[0].render(scale=1.5).to_pil().save(folder / "bill.png", optimize=True)


def main(base: str, officer: str, password: str, account: str, folder: str = "") -> int:
    where = Path(folder) if folder else FOLDER
    where.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=browsers.executable(), args=browsers.arguments()
        )
        context = chromium.new_context(base_url=base, viewport=SCREEN, locale="en-GB", device_scale_factor=1)
        page = context.new_page()
        sign_in(page, officer, password)
        screens(page, account, where)
        bill(page, account, where)
        chromium.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
