"""The pure core runs with the project alone on the path, and loads nothing of Django, database or queue."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import sys
from datetime import date

sys.path.insert(0, {root!r})
from accounts.data import Interest
from accounts.rules.discounts import discount
from accounts.rules.exemptions import check
from accounts.rules.liability import liable
from accounts.rules.premiums import premium
from billing.data import AccountFacts, AreaRates
from billing.rules.assessment import assess
from billing.rules.instalments import schedule
from billing.rules.rates import band_amounts, bill_total, disabled_band_a
from revenues.kernel.periods import Dated, Period

on = date(2026, 6, 10)
always = Period(date(2020, 1, 1))
rates = AreaRates(bill_total([band_amounts(161491), band_amounts(94196)]), disabled_band_a(255687))
facts = AccountFacts(
    "50012345-5", 2026, always, (Dated(always, "D"),), (Dated(always, "here"),), {{"here": rates}},
    households=(Dated(always, 1),),
)
print(assess(facts, as_at=on, law=None).total)
print(len(schedule(255687, issued=date(2026, 3, 10), year=2026)))
print(discount(residents=2, disregarded=1, on=on).value)
print(liable([Interest("A", "freehold", True)], on=on).value)
print(premium(occupied=False, furnished=False, since=date(2020, 1, 1), on=on).value)
print(check("F", on=on, occupied=False).value)
heavy = ("django", "psycopg", "celery", "redis", "valkey", "weasyprint", "pghistory", "pgtrigger")
print(sorted(name for name in sys.modules if name.split(".")[0] in heavy))
"""


def run(program: str) -> list[str]:
    """What an isolated interpreter prints, with nothing of this test's environment."""
    ended = subprocess.run(
        [sys.executable, "-I", "-c", program],
        check=False,
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin"},
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.splitlines()


def test_the_pure_functions_run_without_django():
    assert run(PROGRAM.format(root=str(ROOT))) == ["191765", "10", "25", "('A',)", "0", "F", "[]"]


def test_every_module_of_the_core_loads_alone():
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for folder in ("revenues/kernel", "accounts/rules", "billing/rules", "ledger/rules")
        for path in sorted((ROOT / folder).glob("*.py"))
        if path.name != "__init__.py"
    ]
    assert "billing.rules.assessment" in modules
    found = run(
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); import {', '.join(modules)}; "
        "print([name for name in ('django', 'psycopg', 'celery') if name in sys.modules])"
    )
    assert found == ["[]"]
