"""A copy of the tree in which a test may plant what must not be there."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.tidy import CHECKS
from tools.tidy.tree import files

ROOT = Path(__file__).resolve().parents[2]
# A copy runs the fences over itself; were it to run their guards as well, it would copy itself for ever.
LEFT_OUT = ("tests/tidy/test_bite", "static/", "docs/images/")


class Copy:
    """A copy of the tree: plant something, then ask a check of ``make check`` what it thinks of it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def plant(self, path: str, text: str) -> None:
        """Add text to the end of a file, making the file where there is none."""
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        before = place.read_text(encoding="utf-8") if place.exists() else ""
        place.write_text(before + text, encoding="utf-8")

    def change(self, path: str, old: str, new: str) -> None:
        """Put one text in the place of another, which must be there."""
        text = (self.root / path).read_text(encoding="utf-8")
        assert old in text, f"{path} no longer holds {old!r}"
        (self.root / path).write_text(text.replace(old, new), encoding="utf-8")

    def asked(self, check: str) -> str:
        """Run one check of ``make check`` as it is run there. Fails unless the check fails; gives what it said."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        ended = subprocess.run(
            [sys.executable, "tools/check.py", check],
            cwd=self.root, env=environment, check=False, capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        assert ended.returncode == 1, f"`{check}` did not fail:\n{ended.stdout}{ended.stderr}"
        assert f"Failed: {check}" in ended.stdout
        return ended.stdout

    def untidy(self, check: str) -> str:
        """What one of ``tools.tidy`` says of the tree. Fails unless it says something."""
        problems = CHECKS[check](self.root)
        assert problems, f"`{check}` found nothing"
        return "\n".join(problems)


@pytest.fixture
def bare(tmp_path: Path) -> Copy:
    """A tree with nothing in it but what a test plants, for fences that look at one file at a time."""
    (tmp_path / "bare").mkdir()
    return Copy(tmp_path / "bare")


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """The tree as it is now, in a folder of its own."""
    root = tmp_path / "tree"
    for name in files(ROOT):
        if not name.startswith(LEFT_OUT):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, root / name)
    return Copy(root)
