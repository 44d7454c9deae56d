"""Set-up says plainly what is missing, and the Makefile says what it offers."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from revenues.config.embedded.places import ROOT

ON_DEBIAN = Path("/etc/debian_version").exists()
TOOLS = ("bash", "env", "dirname", "flock", "tr", "awk", "grep")


@pytest.fixture
def bare_path(tmp_path):
    """A PATH with the few tools that set-up itself calls, an apt-get that must not be used, no more."""
    for name in TOOLS:
        (tmp_path / name).symlink_to(shutil.which(name))
    for name, script in {"apt-get": "exit 99", "id": "echo 1000"}.items():
        (tmp_path / name).write_text(f"#!{shutil.which('bash')}\n{script}\n")
        (tmp_path / name).chmod(0o755)
    return tmp_path


def set_up(purpose, path):
    environment = {"PATH": str(path), "HOME": os.environ.get("HOME", "/")}
    return subprocess.run(
        [str(path / "bash"), str(ROOT / "tools" / "setup"), purpose],
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )


def test_an_ordinary_user_is_told_the_line_to_run(bare_path):
    ended = set_up("test", bare_path)
    assert ended.returncode == 1
    assert "This machine lacks" in ended.stderr
    told = "sudo apt-get update && sudo apt-get install -y" if ON_DEBIAN else "package manager"
    assert told in ended.stderr
    assert "chromium" in ended.stderr
    assert "poppler-utils" in ended.stderr


def test_serving_does_not_ask_for_a_browser(bare_path):
    said = set_up("demo", bare_path).stderr
    assert "make" in said
    assert "chromium" not in said


def test_help_lists_every_target():
    makefile = (ROOT / "Makefile").read_text()
    phony = next(line for line in makefile.splitlines() if line.startswith(".PHONY:")).split()[1:]
    said = subprocess.run(["make", "help"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert [name for name in phony if f"make {name} " not in said] == []
