"""Fences on code bite: clock, money, length, writes, signals, each planted and refused by ``make check``."""

import pytest

READS_THE_CLOCK = """
from datetime import date


def this_year() -> int:
    return date.today().year
"""


def test_a_planted_clock_fails_the_linter(copy):
    copy.plant("billing/services/planted.py", f'"""Planted."""\n{READS_THE_CLOCK}')
    said = copy.asked("lint")
    assert "TID251" in said
    assert "edges ask revenues.kernel.clock" in said


@pytest.mark.parametrize(
    "call",
    ["datetime.datetime.now()", "date.today()", "timezone.now()", "time.time()", "dt.datetime.utcnow()"],
)
def test_a_planted_clock_is_untidy_by_whatever_name(bare, call):
    bare.plant("billing/services/planted.py", f'"""Planted."""\n\nWHEN = {call}\n')
    assert f"billing/services/planted.py:3: {call} reads the clock" in bare.untidy("clock")


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("RATE = 0.25", "the float 0.25"),
        ("WHOLE = round(12)", "round; money is whole pence"),
        ("WHOLE = float('1')", "float; money is whole pence"),
        ("from decimal import Decimal", "decimal; money is whole pence"),
        ("HALF = 100 // 2", "a division; money is divided in revenues.kernel.money only"),
        ("HALF = 100 / 2", "a division; money is divided in revenues.kernel.money only"),
        ("HALF = divmod(100, 2)", "a division; money is divided in revenues.kernel.money only"),
    ],
)
def test_planted_inexact_money_is_untidy(bare, code, told):
    bare.plant("billing/rules/planted.py", f'"""Planted."""\n\n{code}\n')
    assert f"billing/rules/planted.py:3: {told}" in bare.untidy("money")


def test_a_planted_money_column_of_floats_fails_the_linter(copy):
    copy.plant("ledger/models/planted.py", '"""Planted."""\n\nfrom django.db.models import FloatField\n')
    assert "Money is whole pence: BigIntegerField" in copy.asked("lint")


def test_a_module_that_has_grown_is_untidy(bare):
    bare.plant("billing/rules/planted.py", '"""Planted."""\n' + "A = 1\n" * 400)
    assert "billing/rules/planted.py: 401 lines; a module has at most 400" in bare.untidy("length")


@pytest.mark.parametrize(("lines", "told"), [(71, "has crept into the red zone"), (90, "is far too long")])
def test_a_function_that_has_grown_is_untidy(bare, lines, told):
    body = "    a = 1\n" * (lines - 1)
    bare.plant("billing/rules/planted.py", f'"""Planted."""\n\n\ndef grown():\n{body}')
    assert f"billing/rules/planted.py:4: grown of {lines} lines {told}" in bare.untidy("length")


def test_a_branchy_function_fails_the_linter(copy):
    branches = "".join(f"    if word == '{number}':\n        return {number}\n" for number in range(12))
    copy.plant(
        "billing/rules/planted.py", f'"""Planted."""\n\n\ndef branchy(word):\n{branches}    return 0\n'
    )
    assert "C901" in copy.asked("lint")


@pytest.mark.parametrize(
    "line",
    [
        "row.save()",
        "Account.objects.create(number='1')",
        "Account.objects.within(scope).filter(pk=1).update(number='1')",
        "Account.objects.bulk_create([])",
        "bulk.copy(Account, ['number'], [])",
    ],
)
def test_a_planted_write_outside_services_is_untidy(bare, line):
    head = '"""Planted."""\n\nfrom revenues.runs import bulk\n\n\ndef write(row, scope, Account):\n'
    bare.plant("accounts/selectors/planted.py", f"{head}    {line}\n")
    assert "accounts/selectors/planted.py:7" in (said := bare.untidy("writes"))
    assert "only services write" in said


@pytest.mark.parametrize(
    "line",
    ["Posting.objects.create(pence=1)", "Entry.objects.filter(pk=1).delete()", "copy(Posting, [], [])"],
)
def test_a_planted_posting_outside_the_ledger_is_untidy(bare, line):
    head = '"""Planted."""\n\nfrom ledger.models import Entry, Posting\nfrom revenues.runs.bulk import copy\n\n\n'
    bare.plant("billing/services/planted.py", f"{head}def post():\n    {line}\n")
    assert "rows are written by ledger.services only" in bare.untidy("writes")


def test_a_planted_signal_is_untidy_and_fails_the_linter(copy):
    copy.plant(
        "accounts/subscribers.py",
        '"""Planted."""\n\nfrom django.db.models.signals import post_save\n\nprint(post_save)\n',
    )
    assert "is a signal; use revenues.kernel.events" in copy.untidy("writes")
    assert "Domain flow goes through revenues.kernel.events" in copy.asked("lint")


def test_code_that_is_not_formatted_fails(copy):
    copy.plant("billing/rules/planted.py", "a   =  1\n")
    assert "billing/rules/planted.py" in copy.asked("format")
