"""``make check`` runs every fence: planted violations of each kind turn the whole of it red, by name and in words."""

import tomllib
from pathlib import Path

from tools.check import CHECKS
from tools.tidy import CHECKS as TIDY

ROOT = Path(__file__).resolve().parents[2]

PLANTED = {
    "billing/rules/planted_float.py": ('"""Planted."""\n\nRATE = 0.25\n', "the float 0.25; money is whole pence"),
    "billing/rules/planted_clock.py": (
        '"""Planted."""\n\nfrom revenues import clocks\n\nDAY = clocks.date.today()\n', "reads the clock"),
    "billing/rules/planted_length.py": ('"""Planted."""\n' + "A = 1\n" * 400, "401 lines"),
    "notices/migrations/0002_auto_20261122.py": ('"""Planted."""\n', "does not say what it is for"),
}  # fmt: skip
UNCITED = '''"""Planted."""

from revenues.kernel.rules import rule


@rule("planted-uncited", provision="", certainty="S")
def planted():
    """A rule that says nowhere where the law says it."""
'''


def test_planted_violations_turn_the_tidy_check_red(copy):
    for path, (text, _) in PLANTED.items():
        copy.plant(path, text)
    said = copy.asked("tidy")
    for path, (_, told) in PLANTED.items():
        assert path in said
        assert told in said


def test_a_planted_rule_without_citation_turns_the_tidy_check_red(copy):
    copy.plant("billing/rules/planted_uncited.py", UNCITED)
    assert "rule planted-uncited (billing.rules.planted_uncited): has no provision" in copy.asked("tidy")


def test_make_check_runs_all_of_them():
    makefile = (ROOT / "Makefile").read_text()
    recipe = makefile.partition("\ncheck:")[2].partition("\n\n")[0]
    assert "tools/check.py" in recipe
    wanted = {
        "lint",
        "format",
        "imports",
        "django",
        "migrations",
        "migration-lint",
        "tidy",
        "documents",
        "types",
    }
    assert wanted <= CHECKS.keys()


def test_every_fence_of_ours_runs_over_this_tree():
    runner = CHECKS["tidy"]
    assert "tests/tidy" in runner or "tools.tidy" in runner
    assert set(TIDY) == {path.stem for path in (ROOT / "tools" / "tidy").glob("*.py")} - {
        "__init__", "__main__", "tree", "registry"
    }  # fmt: skip


def test_the_contracts_are_all_there():
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    found = {contract["id"] for contract in linter["contracts"]}
    assert {
        "apps",
        "inside",
        "inside-platform",
        "pure",
        "clock",
        "ledger-tables",
        "printers",
        "queue",
    } <= found
    assert not any(contract.get("ignore_imports") for contract in linter["contracts"])
