"""Test databases: one migrated template, keyed by the migrations, and a clone for each worker.

Migrating takes seconds, a clone a tenth of one. A clone belongs to the session that holds its
advisory lock, so what a killed session leaves behind is known and dropped by the next.
"""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode
from zlib import crc32

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

TEMPLATES_KEPT = 3
TEMPLATE_PREFIX = "revenues_template_"
CLONE_PREFIX = "revenues_clone_"
# A clone dies with its session: waiting for its disk would prove nothing.
FASTER = "-c synchronous_commit=off"


def fingerprint() -> str:
    """Changes with any migration, and with app configurations, which may act after migrating."""
    digest = hashlib.sha256()
    for config in sorted(apps.get_app_configs(), key=lambda one: one.label):
        folder = Path(config.path)
        for path in [folder / "apps.py", *sorted(folder.glob("migrations/*.py"))]:
            if path.exists():
                digest.update(f"{config.label}/{path.name}\0".encode() + path.read_bytes())
    digest.update((settings.BASE_DIR / "requirements" / "base.txt").read_bytes())
    return digest.hexdigest()[:12]


class TestDatabase:
    """This worker's own database."""

    __test__ = False

    def __init__(self, *, worker: str, salt: str = "") -> None:
        self.settings = connections["default"].settings_dict
        self.template = f"{TEMPLATE_PREFIX}{fingerprint()}{salt}"
        self.name = f"{CLONE_PREFIX}{worker}_{secrets.token_hex(4)}"
        self._server = self._connect()
        self._original = self.settings["NAME"]

    @property
    def url(self) -> str:
        """The clone's address, as DATABASE_URL would have it."""
        who = ":".join(quote(self.settings[key], safe="") for key in ("USER", "PASSWORD")).rstrip(":")
        given = {"host": self.settings["HOST"], "port": self.settings["PORT"]}
        query = urlencode({key: value for key, value in given.items() if value})
        return f"postgresql://{who}@/{self.name}?{query}"

    def __enter__(self) -> "TestDatabase":
        try:
            self._create()
        except BaseException:
            self._server.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        connections.close_all()
        self._drop(self.name)
        self._server.close()
        self._use(self._original)

    def _create(self) -> None:
        """Make the template if it is missing, then this worker's clone of it."""
        with self._locked(TEMPLATE_PREFIX):
            if not self._exists(self.template):
                self._make_template()
                self._drop_old_templates()
            self._server.execute("SELECT pg_advisory_lock_shared(%s)", [_key(self.template)])
            self._drop_abandoned_clones()
        self._server.execute("SELECT pg_advisory_lock(%s)", [_key(self.name)])
        self.reset()
        self._use(self.name)

    def reset(self) -> None:
        """A fresh clone under the same name: exact, and quicker than emptying every table."""
        connections.close_all()
        self._drop(self.name)
        query = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self._server.execute(query.format(sql.Identifier(self.name), sql.Identifier(self.template)))

    def _connect(self) -> psycopg.Connection:
        options = {key: value for key, value in self.settings["OPTIONS"].items() if key != "options"}
        return psycopg.connect(
            host=self.settings["HOST"],
            port=self.settings["PORT"],
            user=self.settings["USER"],
            password=self.settings["PASSWORD"],
            dbname="postgres",
            autocommit=True,
            **{key: value for key, value in options.items() if isinstance(value, str)},
        )

    def _use(self, name: str) -> None:
        connections.close_all()
        self.settings["NAME"] = settings.DATABASES["default"]["NAME"] = name
        self.settings["OPTIONS"] = {**self.settings["OPTIONS"], "options": FASTER}

    def _make_template(self) -> None:
        """Migrate under another name, so that the template exists only once it is whole."""
        unfinished = f"{self.template}_unfinished"
        self._drop(unfinished)
        self._server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(unfinished)))
        self._use(unfinished)
        try:
            call_command("migrate", verbosity=0, interactive=False)
        finally:
            self._use(self._original)
        names = sql.Identifier(unfinished), sql.Identifier(self.template)
        self._server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*names))

    def _drop_old_templates(self) -> None:
        for name in self._named(TEMPLATE_PREFIX)[TEMPLATES_KEPT:]:
            self._drop_if_free(name)

    def _drop_abandoned_clones(self) -> None:
        for name in self._named(CLONE_PREFIX):
            self._drop_if_free(name)

    def _named(self, prefix: str) -> list[str]:
        """Databases of ours, the newest first."""
        query = "SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY oid DESC"
        return [name for (name,) in self._server.execute(query, [f"{prefix}%"]).fetchall()]

    def _drop_if_free(self, name: str) -> None:
        """Every session holds a lock on its clone and on the template that it clones from."""
        (free,) = self._server.execute("SELECT pg_try_advisory_lock(%s)", [_key(name)]).fetchone()
        if free:
            self._drop(name)
            self._server.execute("SELECT pg_advisory_unlock(%s)", [_key(name)])

    def _exists(self, name: str) -> bool:
        query = "SELECT 1 FROM pg_database WHERE datname = %s"
        return self._server.execute(query, [name]).fetchone() is not None

    def _drop(self, name: str) -> None:
        query = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        self._server.execute(query.format(sql.Identifier(name)))

    @contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        """One session at a time, on a connection of its own so that any failure releases it."""
        with closing(self._connect()) as connection:
            connection.execute("SELECT pg_advisory_lock(%s)", [_key(name)])
            yield


def _key(name: str) -> int:
    """An advisory lock is a number; two names that share one only wait for each other."""
    return crc32(name.encode())
