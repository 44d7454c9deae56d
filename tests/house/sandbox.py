"""A supervisor of its own for a test: another data folder, the same code, run as a command."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from revenues.config.embedded import processes
from revenues.config.embedded.places import ROOT, Places, find_places
from revenues.config.embedded.postgres import Postgres
from revenues.config.embedded.processes import Identity
from revenues.config.embedded.valkey import Valkey

COMMAND = [sys.executable, "-m", "revenues.config.services"]
OUTSIDE = ("DATABASE_URL", "REDIS_URL", "REVENUES_MODE")


class Sandbox:
    """One data folder, and the command line of the supervisor on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {name: value for name, value in os.environ.items() if name not in OUTSIDE}
        self.environment["REVENUES_DATA"] = str(folder)

    @classmethod
    def make(cls) -> "Sandbox":
        """Not in pytest's own folder: as root the services run as an account that cannot enter it."""
        folder = Path(tempfile.mkdtemp(prefix="ctax-test-", dir="/tmp"))
        folder.chmod(0o711)
        return cls(folder / "data")

    @property
    def places(self) -> Places:
        before = os.environ.get("REVENUES_DATA")
        os.environ["REVENUES_DATA"] = str(self.folder)
        try:
            return find_places()
        finally:
            os.environ.pop("REVENUES_DATA")
            if before:
                os.environ["REVENUES_DATA"] = before

    def call(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, *arguments],
            cwd=ROOT,
            env={**self.environment, **environment},
            check=False,
            capture_output=True,
            text=True,
            timeout=180,
        )

    def begin(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*COMMAND, *arguments], cwd=ROOT, env=self.environment, text=True, stdout=subprocess.PIPE
        )

    @property
    def postgres(self) -> Identity | None:
        return Identity.load(self.places.sockets / "postgres.json")

    @property
    def valkey(self) -> Identity | None:
        return Identity.load(self.places.sockets / "valkey.json")

    def living(self) -> list[bool]:
        """Whether PostgreSQL and Valkey answer."""
        return [Postgres(self.places).answers(), Valkey(self.places).answers()]

    def servers(self) -> list[Identity]:
        """Every process that works in our folders, recorded or not."""
        places = self.places
        found = processes.working_in(places.data / "postgres") + processes.working_in(places.sockets)
        return [one for one in found if one.lives]

    def clear(self) -> None:
        self.call("stop", "--force")
        for left in self.servers():
            os.kill(left.pid, signal.SIGKILL)
        shutil.rmtree(self.places.sockets, ignore_errors=True)
        shutil.rmtree(self.folder.parent, ignore_errors=True)
