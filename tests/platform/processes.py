"""Starting workers of the fake kind as processes of their own, on this test's database."""

from __future__ import annotations

import os
import subprocess
import sys

from revenues.config.embedded.places import ROOT


def worker(database_url: str, run_id: int, *arguments: str) -> subprocess.Popen[str]:
    """A running worker; its output is text."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.platform.worker", str(run_id), *arguments],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database_url, "REVENUES_MODE": "test", "LOG_LEVEL": "ERROR"},
        stdout=subprocess.PIPE,
        text=True,
    )
