"""Whether the demonstration that is being served is whole: pages over HTTP, and the workers behind them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from urllib.parse import quote

from accounts.models import Account, AccountLink, PartyName
from billing.models import Demand
from casework.services.demo.browser import Browser, Page
from casework.services.demo.councils import ELMBRIDGE, YEAR
from casework.services.demo.worked import MOVED_ON
from casework.services.demo.year import KIND
from ledger.selectors import charge_years_of
from revenues.kernel.errors import DomainError
from revenues.kernel.money import pounds
from revenues.runs.models import Run
from revenues.runs.services.listening import who_listens

WHY = "the demonstration is checked as a whole"
SIGN_IN, OFFICER = "/sign-in/", "systems"
PAUSE = 1.0


class NotWhole(DomainError):
    """Something of the demonstration does not answer as it should; the message says what."""


def check_pages(base: str, *, password: str) -> Iterator[str]:
    """Sign in over HTTP and look at the main pages; gives a line for each that is right.

    Raises:
        NotWhole: a page is not right. NoAnswer: nothing answers there.
    """
    account = _account()
    browser = Browser(base)
    first = browser.get("/")
    _must(first.address.split("?")[0].endswith(SIGN_IN), first, "a stranger is asked to sign in")
    yield "a stranger is asked to sign in"
    refused = browser.post(SIGN_IN, {"login": OFFICER, "password": "wrong"}, token_from=browser.get(SIGN_IN))
    _must("Sign in" in refused.text, refused, "a wrong password is refused")
    home = browser.post(SIGN_IN, {"login": OFFICER, "password": password}, token_from=browser.get(SIGN_IN))
    _must("/sign-in/" not in home.address, home, f"{OFFICER} can sign in with the password given")
    _holds(home, ELMBRIDGE.name)
    yield f"{OFFICER} signs in and sees the first page"
    yield from _check_account(browser, account)
    run = Run.objects.everywhere(WHY).filter(kind=KIND, authority=account.authority_id, state="done").last()
    if run is None:
        raise NotWhole("Annual billing of the demonstration has not been done: run manage.py demo.")
    _holds(browser.get("/runs/"), f"/runs/{run.pk}/")
    _holds(browser.get(f"/runs/{run.pk}/"), f"{run.picked:,}")
    yield f"the page of annual billing with its {run.picked:,} accounts"


def wait_for_workers(seconds: float) -> str:
    """Wait until a worker lives and has heard the schedule's bell; gives its name.

    Raises:
        NotWhole: no worker answers, or the schedule does not ring.
    """
    limit = time.monotonic() + seconds
    seen = "No Celery worker answers."
    while True:
        for name, heard in who_listens().items():
            if heard:
                return name
            seen = f"Worker {name} lives, but the schedule has not rung in {seconds:.0f} seconds: is beat running?"
        if time.monotonic() > limit:
            raise NotWhole(seen)
        time.sleep(PAUSE)


def _check_account(browser: Browser, account: Account) -> Iterator[str]:
    """Search, the account's page, a figure explained, and its bill."""
    found = browser.get(f"/search/?q={account.number}")
    _holds(found, account.number)
    name = PartyName.objects.filter(party__liabilities__account=account).order_by("pk")[0]
    by_name = browser.get(f"/search/?q={quote(name.family)}")
    _must(by_name.status == 200, by_name, "search by name answers")
    yield "search by account number and by name"
    page = browser.get(f"/accounts/{account.number}/")
    balance = charge_years_of([account.pk], year=YEAR)[account.pk].balance
    for part in (account.number, account.property.postcode, pounds(abs(balance))):
        _holds(page, part)
    yield f"account {account.number} with who, where and what is owed"
    why = browser.get(f"/accounts/{account.number}/{YEAR}/why/gross/")
    _holds(why, "days")
    yield "a figure explained"
    notice = Demand.objects.everywhere(WHY).filter(charge_year__account=account).order_by("pk")[0].notice
    bill = browser.get(f"/accounts/{account.number}/notices/{notice.pk}.pdf")
    _must(bill.kind == "application/pdf" and bill.body.startswith(b"%PDF-"), bill, "the bill is a PDF")
    yield f"the bill as PDF, {len(bill.body):,} bytes"


def _account() -> Account:
    """The account worked through."""
    links = AccountLink.objects.filter(
        before__authority__slug=ELMBRIDGE.slug, after__period__startswith=MOVED_ON
    ).select_related("before__property")
    link = links.first()
    if link is None:
        raise NotWhole("The demonstration is not there: run manage.py demo.")
    return link.before


def _holds(page: Page, text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("'", "&#x27;")
    _must(text in page.text or escaped in page.text, page, f"it shows {text!r}")


def _must(truth: bool, page: Page, what: str) -> None:
    if not truth or page.status != 200:
        raise NotWhole(f"{page.address} answered {page.status}; expected that {what}.")
