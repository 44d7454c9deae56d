"""Types bite: the strict settings of pyproject.toml refuse a wrong type, and a rule that promises none."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("def wrong() -> int:\n    return 'one'\n", "Incompatible return value type"),
        ("def untold(amount):\n    return amount\n", "Function is missing a type annotation"),
        ("def loose(rows: list) -> int:\n    return len(rows)\n", "Missing type arguments for generic type"),
    ],
)
def test_a_planted_type_is_refused(copy, code, told):
    copy.plant("revenues/kernel/planted.py", f'"""Planted."""\n\n\n{code}')
    ended = subprocess.run(
        [sys.executable, "-m", "mypy", "--follow-imports=silent", "revenues/kernel/planted.py"],
        cwd=copy.root, check=False, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert "revenues/kernel/planted.py" in ended.stdout
    assert told in ended.stdout
