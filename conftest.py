"""Fixtures for every test: the database, the browser, the site.

A database test gets its own clone of one migrated template (tests/house/databases.py). Services
are started when the first of them asks, unless `make test` or the environment has done so.
"""

import os

import pytest
from django.test import TransactionTestCase
from playwright.sync_api import sync_playwright

from revenues.config.services import Supervisor
from tests.house import browsers
from tests.house.databases import TestDatabase


@pytest.fixture(scope="session")
def services():
    """Both services alive; the variables that point to them are in the environment."""
    with Supervisor().lease() as variables, pytest.MonkeyPatch.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        yield variables


@pytest.fixture(scope="session")
def django_db_setup(request, services, django_test_environment, django_db_blocker):
    """This worker's clone of the template, in place of pytest-django's own test database."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    salt = f"_{os.getpid()}" if request.config.getvalue("create_db") else ""
    with (
        django_db_blocker.unblock(),
        pytest.MonkeyPatch.context() as patch,
        TestDatabase(worker=worker, salt=salt) as database,
    ):
        # Whatever a test starts finds the clone, never the database of a demonstration.
        patch.setenv("DATABASE_URL", database.url)
        # A test that commits leaves rows that append-only triggers protect: clone again instead.
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: database.reset())
        yield database


@pytest.fixture
def database_url(transactional_db, django_db_setup):
    """The address of this worker's clone, for tests that start other processes; rows are committed."""
    return django_db_setup.url


@pytest.fixture(scope="session")
def browser():
    """Chromium, started once a worker."""
    try:
        executable = browsers.executable()
    except FileNotFoundError as missing:
        pytest.fail(str(missing))
    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=browsers.arguments())
        yield chromium
        chromium.close()


@pytest.fixture
def live_site(live_server):
    """The site answering over HTTP from this test's database."""
    return live_server


@pytest.fixture
def page(browser, live_site):
    """A fresh browser window on the site, of a laptop's size; a script error fails the test."""
    context = browser.new_context(
        base_url=live_site.url, locale="en-GB", viewport={"width": 1366, "height": 768}
    )
    window = context.new_page()
    errors: list[str] = []
    window.on("pageerror", lambda error: errors.append(str(error)))
    yield window
    context.close()
    assert not errors, f"The page's scripts failed: {errors}"
