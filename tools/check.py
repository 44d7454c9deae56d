"""Every check that is not a test of behaviour, from fast to slow; all are run, the failures summed.

`python tools/check.py lint types` runs the named ones only.
"""

import os
import subprocess
import sys
import time
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
PYTHON = sys.executable
MANAGE = [PYTHON, "manage.py"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PACKAGES = PROJECT["tool"]["importlinter"]["root_packages"]

CHECKS: dict[str, list[str]] = {
    "lint": [f"{BIN}/ruff", "check", "--quiet", "."],
    "format": [f"{BIN}/ruff", "format", "--check", "--quiet", "."],
    "imports": [f"{BIN}/lint-imports"],
    "django": [*MANAGE, "check", "--fail-level", "WARNING"],
    "migrations": [*MANAGE, "makemigrations", "--check", "--dry-run"],
    "migration-lint": [*MANAGE, "lintmigrations", "--project-root-path", str(ROOT)],
    "tidy": [PYTHON, "-m", "tools.tidy"],
    "documents": [*MANAGE, "build_docs", "--check"],
    "types": [f"{BIN}/mypy", *PACKAGES],
}


def main(chosen: list[str]) -> int:
    unknown = set(chosen) - CHECKS.keys()
    if unknown:
        sys.stderr.write(f"No such check: {', '.join(sorted(unknown))}; there are {', '.join(CHECKS)}.\n")
        return 2
    failed = [name for name in chosen or CHECKS if not passes(name)]
    if failed:
        sys.stdout.write(f"Failed: {', '.join(failed)}\n")
    return 1 if failed else 0


def passes(name: str) -> bool:
    """Run one check; what it says is shown only when it fails."""
    began = time.monotonic()
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "revenues.config.settings_test"}
    ended = subprocess.run(
        CHECKS[name], cwd=ROOT, env=environment, check=False, text=True, stdout=-1, stderr=-2
    )
    good = ended.returncode == 0
    sys.stdout.write(f"{'ok  ' if good else 'FAIL'} {name:15} {time.monotonic() - began:5.1f} s\n")
    if not good:
        sys.stdout.write(ended.stdout + "\n")
    sys.stdout.flush()
    return good


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
