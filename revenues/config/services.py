"""The supervisor of the embedded services: PostgreSQL and Valkey from wheels.

    python -m revenues.config.services start           start both and leave them running
    python -m revenues.config.services stop            stop them, unless somebody is using them
    python -m revenues.config.services status          say what lives, and where
    python -m revenues.config.services env             start both; print the lines to export
    python -m revenues.config.services run -- COMMAND  start, run the command, stop when last out

DATABASE_URL or REDIS_URL set from outside means that service is somebody else's: it is left alone.
A `run` holds a lease, a lock that the kernel releases even on kill -9; the last lease out stops
what `start` has not been asked to keep.
"""

import argparse
import fcntl
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO

from revenues.config.embedded import processes
from revenues.config.embedded.places import Places, ServiceError, find_places, keep_secret_key
from revenues.config.embedded.postgres import Postgres
from revenues.config.embedded.valkey import Valkey

DATABASE_VARIABLE = "DATABASE_URL"
REDIS_VARIABLE = "REDIS_URL"
MODE_VARIABLE = "REVENUES_MODE"

Service = Postgres | Valkey


class Supervisor:
    """Starts, adopts and stops the services that the environment does not supply."""

    def __init__(self, places: Places | None = None, *, say: Callable[[str], None] | None = None) -> None:
        self.places = places or find_places()
        self._say = say or (lambda _: None)
        self._lock = self.places.data / "supervisor.lock"
        self._leases = self.places.data / "leases.lock"
        self._keep = self.places.data / "keep"
        every: dict[str, Service] = {
            DATABASE_VARIABLE: Postgres(self.places),
            REDIS_VARIABLE: Valkey(self.places),
        }
        # Decided once: the caller may well put our own addresses into the environment next.
        self.ours = {name: one for name, one in every.items() if not os.environ.get(name)}

    def start(self, *, keep: bool) -> dict[str, str]:
        """Start what is ours; gives the variables that children need."""
        self.places.prepare()
        with processes.locked(self._lock):
            keep_secret_key(self.places)
            if keep:
                self._keep.touch()
            for service in self.ours.values():
                self._say(f"{service.name} {service.start()}")
        variables = {name: service.url for name, service in self.ours.items()}
        return {MODE_VARIABLE: os.environ.get(MODE_VARIABLE) or "demo", **variables}

    def stop(self, *, force: bool = False) -> bool:
        """Stop what is ours; refuses while leases are held, unless forced."""
        if not self.places.data.exists():
            return True
        with processes.locked(self._lock), self._leases.open("a") as leases:
            try:
                fcntl.flock(leases, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if not force:
                    return False
            self._keep.unlink(missing_ok=True)
            self._stop_all()
        return True

    @contextmanager
    def lease(self) -> Iterator[dict[str, str]]:
        """Use the services for a while; the last one out stops them."""
        self.places.prepare()
        with self._leases.open("a") as held:
            fcntl.flock(held, fcntl.LOCK_SH)
            try:
                yield self.start(keep=False)
            finally:
                self._leave(held)

    def _leave(self, held: IO[str]) -> None:
        with processes.locked(self._lock):
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            if not self._keep.exists():
                self._stop_all()

    def _stop_all(self) -> None:
        for service in self.ours.values():
            service.stop()
            self._say(f"{service.name} stopped")


def run(command: Sequence[str]) -> int:
    """Run a command with the services up; its end is ours, and our end is its own."""
    with Supervisor().lease() as variables:
        child = subprocess.Popen(
            command,
            env={**os.environ, **variables},
            preexec_fn=processes.die_with_parent,  # noqa: PLW1509
        )
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda got, _: child.send_signal(got))
        code = child.wait()
    return 128 - code if code < 0 else code


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _status() -> int:
    supervisor = Supervisor()
    _say(f"data     {supervisor.places.data}")
    _say(f"sockets  {supervisor.places.sockets}")
    for name in (DATABASE_VARIABLE, REDIS_VARIABLE):
        if name not in supervisor.ours:
            _say(f"{name} is set from outside")
    states = {service: service.answers() for service in supervisor.ours.values()}
    for service, lives in states.items():
        _say(f"{service.name} {'answers at ' + service.url if lives else 'is not running'}")
    return 0 if all(states.values()) else 3


def _stop(*, force: bool) -> int:
    if Supervisor(say=_say).stop(force=force):
        return 0
    sys.stderr.write("In use by another command; wait for it, or use stop --force.\n")
    return 1


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m revenues.config.services")
    verbs = parser.add_subparsers(dest="verb", required=True)
    for verb in ("start", "status", "env"):
        verbs.add_parser(verb)
    verbs.add_parser("stop").add_argument("--force", action="store_true")
    verbs.add_parser("run").add_argument("command", nargs=argparse.REMAINDER)
    chosen = parser.parse_args(arguments)
    try:
        if chosen.verb == "status":
            return _status()
        if chosen.verb == "stop":
            return _stop(force=chosen.force)
        if chosen.verb == "run":
            command = chosen.command[1:] if chosen.command[:1] == ["--"] else chosen.command
            return run(command) if command else parser.error("run needs a command")
        say = _say if chosen.verb == "start" else None
        for name, value in Supervisor(say=say).start(keep=True).items():
            _say(f"export {name}={shlex.quote(value)}")
    except (ServiceError, OSError) as problem:
        sys.stderr.write(f"The services cannot be run: {problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
