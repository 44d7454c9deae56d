"""The demonstration, as one parent process: services, data, web server, worker and schedule.

    python -m revenues.config.serve       serve until Ctrl-C or SIGTERM
    DEMO_EXIT=1 ...                       the same, then check that all of it answers, and exit

Everything it started ends with it, even on kill -9: children ask the kernel to be told.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from revenues.config import environment as env
from revenues.config.embedded import processes
from revenues.config.embedded.places import ROOT, ServiceError
from revenues.config.services import Supervisor

PORTS_TRIED = 50
START_SECONDS = 60
STOP_SECONDS = 20
PYTHON = sys.executable
MANAGE = [PYTHON, "manage.py"]
CELERY = [PYTHON, "-m", "celery", "--quiet", "-A", "revenues.config.celery"]
# Celery warns of root at every start; a demonstration in a container has nobody else to be.
QUIET = {"LOG_LEVEL": "WARNING", "PYTHONWARNINGS": "ignore:You're running the worker with superuser"}


class DemoError(Exception):
    """The demonstration cannot go on; the message says at which step."""


class Stopped(Exception):
    """Somebody asked us to stop: an order, not an error."""


@dataclass(frozen=True)
class Child:
    name: str
    process: subprocess.Popen[bytes]


def main() -> int:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _stop)
    checking = env.flag("DEMO_EXIT", default=False)
    try:
        with Supervisor(say=_say).lease() as variables:
            os.environ.update({**QUIET, **os.environ, **variables})
            _prepare()
            _serve(checking=checking)
    except Stopped:
        _say("Stopped.")
    except (DemoError, ServiceError) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


def _prepare() -> None:
    """Bring database and assets up to date; a second time this changes nothing."""
    _step("Migrating", [*MANAGE, "migrate", "--verbosity", "0", "--no-input"])
    _step("Collecting assets", [*MANAGE, "collectstatic", "--verbosity", "0", "--no-input"])
    _say("Preparing the demonstration councils ...")
    _step("", [*MANAGE, "demo"])


def _serve(*, checking: bool) -> None:
    host = env.text("HOST", "127.0.0.1")
    port = _free_port(host, env.number("PORT", 8000))
    address = f"http://{host}:{port}"
    with _children(_commands(host, port)) as children:
        _wait_for_site(address, children)
        if checking:
            _check(address, children)
            return
        _say(f"\nServing at {address} - Ctrl-C stops it, the worker and the schedule.")
        while True:
            _all_live(children)
            time.sleep(1)


def _commands(host: str, port: int) -> dict[str, list[str]]:
    bind = ["--bind", f"{host}:{port}"]
    size = ["--workers", "2", "--threads", "4", "--timeout", "120"]
    quiet = ["--log-level", "warning", "--no-control-socket"]
    worker = ["--concurrency", "1", "--loglevel", "WARNING", "--hostname", f"{_worker_name()}@demo"]
    return {
        "web server": [PYTHON, "-m", "gunicorn", "revenues.config.wsgi", *bind, *size, *quiet],
        "worker": [*CELERY, "worker", *worker, "--without-gossip", "--without-mingle"],
        "schedule": [*CELERY, "beat", "--loglevel", "WARNING", "--pidfile", ""],
    }


def _check(address: str, children: list[Child]) -> None:
    """That pages answer to a signed-in officer, and that beat's bell reaches the worker."""
    _step("Checking the main pages", [*MANAGE, "demo_check", "--base-url", address])
    _say("Checking worker and schedule ...")
    if not processes.wait_until(_bell_heard, START_SECONDS, pause=0.5):
        message = "The worker has not heard the schedule's ping."
        raise DemoError(message)
    _all_live(children)
    _say("The pages answer; web server, worker and schedule live.")


def _bell_heard() -> bool:
    """Whether our worker has run a ping, which only the schedule sends here."""
    name = f"{_worker_name()}@demo"
    asked = subprocess.run(
        [*CELERY, "inspect", "stats", "--json", "--timeout", "5", "--destination", name],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    try:
        return json.loads(asked.stdout)[name]["total"].get("runs.ping", 0) > 0
    except (ValueError, KeyError):
        return False


def _worker_name() -> str:
    return f"demo-{os.getpid()}"


@contextmanager
def _children(commands: dict[str, list[str]]) -> Iterator[list[Child]]:
    """Start them all in sessions of their own, so that Ctrl-C reaches us alone; stop them all."""
    started: list[Child] = []
    try:
        for name, command in commands.items():
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=processes.die_with_parent,  # noqa: PLW1509
            )
            started.append(Child(name, process))
        yield started
    finally:
        for child in started:
            child.process.terminate()
        limit = time.monotonic() + STOP_SECONDS
        for child in started:
            try:
                child.process.wait(max(0.1, limit - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()


def _all_live(children: list[Child]) -> None:
    for child in children:
        code = child.process.poll()
        if code is not None:
            message = f"The {child.name} ended by itself (code {code}); stopping the rest."
            raise DemoError(message)


def _wait_for_site(address: str, children: list[Child]) -> None:
    def answers() -> bool:
        _all_live(children)
        try:
            with urllib.request.urlopen(f"{address}/health/", timeout=5) as response:  # noqa: S310
                return response.status == 200
        except (urllib.error.URLError, OSError):
            return False

    if not processes.wait_until(answers, START_SECONDS, pause=0.2):
        message = f"The site does not answer at {address}."
        raise DemoError(message)


def _free_port(host: str, wanted: int) -> int:
    """The wanted port, or the next one that nobody uses."""
    for port in range(wanted, wanted + PORTS_TRIED):
        with closing(socket.socket()) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
        if port != wanted:
            _say(f"Port {wanted} is taken; using {port}.")
        return port
    message = f"No free port from {wanted} to {wanted + PORTS_TRIED - 1}: give another, PORT=9000 make demo."
    raise DemoError(message)


def _step(title: str, command: list[str]) -> None:
    if title:
        _say(f"{title} ...")
    code = subprocess.run(
        command,
        cwd=ROOT,
        check=False,
        preexec_fn=processes.die_with_parent,
    ).returncode
    if code:
        message = f"`{' '.join(command[1:3])}` ended with {code}; what it said is above."
        raise DemoError(message)


def _stop(_number: int, _frame: object) -> None:
    raise Stopped


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
