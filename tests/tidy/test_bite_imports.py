"""Import contracts bite: each test plants one bad import and sees ``make check`` refuse it."""

import pytest

BAD_IMPORTS = {
    "a lower app imports a higher one": (
        "accounts/models/party.py", "from billing.models import TaxYear", "Apps depend downwards only"),
    "the platform imports an app": (
        "revenues/audit/data.py", "import ledger.data", "Apps depend downwards only"),
    "an import hidden in a function": (
        "valuation/models/property.py", "def late():\n    from accounts.models import Account\n    return Account",
        "Apps depend downwards only"),
    "siblings import each other": (
        "notices/models/__init__.py", "from valuation.models import Area", "Apps depend downwards only"),
    "models import services": (
        "ledger/models/debt.py", "from ledger.services import post", "Inside an app"),
    "a platform app's models import its services": (
        "revenues/audit/models/event.py", "from revenues.audit.services import record", "Inside a platform app"),
    "a rule imports Django": (
        "billing/rules/rates.py", "from django.conf import settings", "are pure"),
    "the kernel imports the database": (
        "revenues/kernel/money.py", "import psycopg", "are pure"),
    "a rule reads tables": (
        "billing/rules/rates.py", "from accounts.models import Account", "are pure"),
    "a service reads the clock": (
        "ledger/services/posting.py", "from revenues.kernel.clock import today", "Only edges read the clock"),
    "a desk writes to the ledger's tables": (
        "casework/apps.py", "from ledger.models import Posting", "The ledger's tables"),
    "an app makes its own PDFs": (
        "billing/selectors/__init__.py", "import weasyprint", "PDF engines"),
    "an app declares its own tasks": (
        "billing/services/__init__.py", "from celery import shared_task", "Celery and brokers"),
    "what runs needs the tests' tools": (
        "casework/apps.py", "import hypothesis", "only tests need"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD_IMPORTS)
def test_a_planted_bad_import_breaks_its_contract(copy, what):
    path, line, contract = BAD_IMPORTS[what]
    copy.plant(path, f"\n{line}\n")
    said = copy.asked("imports")
    broken = [told for told in said.splitlines() if told.endswith("BROKEN")]
    assert any(contract in told for told in broken), said
    assert path.removesuffix(".py").removesuffix("/__init__").replace("/", ".") in said


def test_a_new_room_that_the_design_does_not_know_breaks_the_contract(copy):
    copy.plant("billing/helpers/__init__.py", '"""Odds and ends."""\n')
    assert "billing.helpers" in copy.asked("imports")


def test_an_edge_without_a_front_door_is_untidy(copy):
    copy.plant("valuation/api/__init__.py", '"""A way in."""\n')
    assert "no front-door contract protects valuation.api" in copy.untidy("fronts")
