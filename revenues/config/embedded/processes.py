"""Processes told apart by pid and start time, so that a reused pid is never signalled."""

import ctypes
import fcntl
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Identity:
    """One process, and no later one that is given the same number."""

    pid: int
    started: str

    @property
    def lives(self) -> bool:
        return identify(self.pid) == self

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self)))

    @classmethod
    def load(cls, path: Path) -> "Identity | None":
        try:
            return cls(**json.loads(path.read_text()))
        except (OSError, ValueError, TypeError):
            return None


def identify(pid: int) -> Identity | None:
    """The identity of a running process; none for one that has ended or is a zombie."""
    try:
        if sys.platform == "linux":
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
            return None if fields[0] in "ZX" else Identity(pid, f"{boot}:{fields[19]}")
        return Identity(pid, str(psutil.Process(pid).create_time()))
    except (OSError, psutil.Error):
        return None


def stop(identity: Identity, *, signals: list[signal.Signals], patience: float) -> bool:
    """Send each signal in turn, waiting between them, until that very process has ended."""
    for number in signals:
        if not identity.lives:
            return True
        with suppress(ProcessLookupError):
            os.kill(identity.pid, number)
        if wait_until(lambda: not identity.lives, patience):
            return True
    return not identity.lives


def wait_until(condition: Callable[[], bool], seconds: float, *, pause: float = 0.05) -> bool:
    """Whether the condition came true in time."""
    limit = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > limit:
            return False
        time.sleep(pause)
    return True


def working_in(folder: Path) -> list[Identity]:
    """Living processes whose working folder is this one: PostgreSQL's are all in its data."""
    found = []
    for process in psutil.process_iter(["pid"]):
        with suppress(psutil.Error, OSError):
            if Path(process.cwd()) == folder and (identity := identify(process.pid)):
                found.append(identity)
    return found


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock file alone; the kernel releases it however the holder ends."""
    with path.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def die_with_parent() -> None:
    """Run in a child before exec: a parent's kill -9 must not leave it serving."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
