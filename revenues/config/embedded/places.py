"""Where the embedded services keep their data and their sockets, and as whom they run.

One folder per user id: what root has made is useless to another user, and the reverse.
"""

import hashlib
import os
import pwd
import secrets
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
KEPT_KEY = "secret_key"


class ServiceError(Exception):
    """An embedded service cannot be run; the message says why and what to do."""


@dataclass(frozen=True)
class RunAs:
    """The unprivileged account that root hands the services to: PostgreSQL refuses to be root."""

    name: str
    uid: int
    gid: int

    def popen_args(self) -> dict[str, Any]:
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


@dataclass(frozen=True)
class Places:
    data: Path
    sockets: Path
    run_as: RunAs | None

    def popen_args(self) -> dict[str, Any]:
        """What every process of ours gets: no terminal, a folder it may enter, a plain locale."""
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "HOME": "/", "TZ": "UTC"}
        arguments: dict[str, Any] = {
            "env": environment,
            "cwd": "/",
            "start_new_session": True,
            "stdin": subprocess.DEVNULL,
        }
        return arguments | (self.run_as.popen_args() if self.run_as else {})

    def prepare(self) -> None:
        """Make the folders, and refuse a socket folder that somebody else made before us."""
        self.data.mkdir(parents=True, exist_ok=True)
        self.data.chmod(0o711 if self.run_as else 0o700)
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        self.own(self.sockets)
        state = self.sockets.lstat()
        expected = self.run_as.uid if self.run_as else os.getuid()
        if self.sockets.is_symlink() or state.st_uid != expected or state.st_mode & 0o077:
            message = f"{self.sockets} belongs to somebody else; remove it and start again."
            raise ServiceError(message)

    def own(self, path: Path) -> None:
        """Give a path that root has just made to the account that will use it."""
        if self.run_as and not path.is_symlink() and path.lstat().st_uid in (0, self.run_as.uid):
            os.chown(path, self.run_as.uid, self.run_as.gid, follow_symlinks=False)


def find_places() -> Places:
    """The same places each time for one user and one checkout; nothing is created here."""
    run_as = _account_for_root() if os.getuid() == 0 else None
    data = _data_folder(run_as)
    digest = hashlib.sha256(str(data).encode()).hexdigest()[:8]
    return Places(data, Path("/tmp") / f"ctax-{os.getuid()}-{digest}", run_as)  # noqa: S108


def read_secret_key(places: Places) -> str:
    """The demonstration's signing key, or one for this process alone while none was kept."""
    path = places.data / KEPT_KEY
    return path.read_text().strip() if path.exists() else secrets.token_urlsafe(50)


def keep_secret_key(places: Places) -> None:
    """Write the key once, so that signed-in officers stay signed in over a restart."""
    path = places.data / KEPT_KEY
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))


def may_enter(run_as: RunAs, path: Path) -> bool:
    """Whether that account reaches a path as the parent folders' modes stand."""
    return (
        subprocess.run(
            ["/usr/bin/test", "-x", str(path)], check=False, cwd="/", **run_as.popen_args()
        ).returncode
        == 0
    )


def _account_for_root() -> RunAs:
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return RunAs(name, entry.pw_uid, entry.pw_gid)
    message = "Running as root needs an account named postgres or nobody; this machine has neither."
    raise ServiceError(message)


def _data_folder(run_as: RunAs | None) -> Path:
    """The environment's choice; else the checkout if it will do; else the user's own folder."""
    if chosen := os.environ.get("REVENUES_DATA"):
        return Path(chosen).resolve()
    ours = ROOT / ".data" / str(os.getuid())
    if ours.exists() or _can_make(ours):
        if run_as is None:
            return ours
        if may_enter(run_as, ROOT):
            return ours
    digest = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
    if run_as:
        return Path("/var/lib") / f"revenues-{digest}"
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(home) / f"revenues-{digest}"


def _can_make(folder: Path) -> bool:
    parent = folder.parent if folder.parent.exists() else ROOT
    return os.access(parent, os.W_OK | os.X_OK)


def executable_of_wheel(module: str, relative: str) -> Path:
    """A program inside an installed wheel, found without importing the wheel's Python."""
    for entry in sys.path:
        candidate = Path(entry or ".") / module / relative
        if candidate.is_file():
            return candidate.resolve()
    message = f"The wheel {module} is not installed: run `make setup`."
    raise ServiceError(message)
