"""Settings come from the environment, and reading them starts nothing."""

import importlib.metadata
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from revenues.config import environment as env
from revenues.config import schedule
from revenues.config.embedded.places import ROOT


def load_settings(variables):
    return subprocess.run(
        [sys.executable, "-c", "import revenues.config.settings as s; print(s.MODE, s.DATABASES)"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", **variables},
        check=False,
        capture_output=True,
        text=True,
    )


def test_importing_settings_starts_and_writes_nothing(sandbox):
    ended = load_settings({"REVENUES_DATA": str(sandbox.folder)})
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("demo ")
    assert not sandbox.folder.exists()
    assert not sandbox.places.sockets.exists()


def test_kernel_and_rules_load_without_django_or_celery():
    code = (
        "import revenues, revenues.kernel, sys;"
        "sys.exit(' '.join({'django', 'celery', 'psycopg'} & sys.modules.keys()) or 0)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


@pytest.mark.parametrize("missing", ["REDIS_URL", "SECRET_KEY"])
def test_production_names_what_is_missing(missing):
    given = {
        "DATABASE_URL": "postgresql://u:p@db/x",
        "REDIS_URL": "redis://cache",
        "SECRET_KEY": "a-key-of-a-test",
    }
    del given[missing]
    ended = load_settings(given)
    assert ended.returncode == 1
    assert f"{missing} is not set" in ended.stderr


def test_unknown_mode_is_refused():
    assert "give one of production, demo, test" in load_settings({"REVENUES_MODE": "prod"}).stderr


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://ann:s%40fe@db.example:6543/tax?sslmode=require",
            ("tax", "ann", "s@fe", "db.example", "6543", {"sslmode": "require"}),
        ),
        ("postgresql://ann@/tax?host=/tmp/here&port=5432", ("tax", "ann", "", "/tmp/here", "5432", {})),
        ("postgres:///tax", ("tax", "", "", "", "", {})),
    ],
)
def test_database_addresses(url, expected):
    got = env.database(url)
    assert tuple(got[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")) == expected


@pytest.mark.parametrize("url", ["mysql://a/b", "postgresql://host", "sqlite:///x"])
def test_database_addresses_refused(url):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        env.database(url)


def test_broker_address_on_a_unix_socket():
    assert env.broker("unix:///tmp/v.sock?db=2") == "redis+socket:///tmp/v.sock?virtual_host=2"
    assert env.broker("redis://cache:6379/1") == "redis://cache:6379/1"
    with pytest.raises(ImproperlyConfigured, match="REDIS_URL"):
        env.broker("amqp://elsewhere")


@pytest.mark.parametrize(("value", "expected"), [("1", True), ("Yes", True), ("off", False), ("", False)])
def test_flags(monkeypatch, value, expected):
    monkeypatch.setenv("A_FLAG", value)
    assert env.flag("A_FLAG", default=not expected) is expected


def test_flag_that_is_no_flag_is_refused(monkeypatch):
    monkeypatch.setenv("A_FLAG", "maybe")
    with pytest.raises(ImproperlyConfigured, match="A_FLAG is 'maybe'"):
        env.flag("A_FLAG", default=False)


def test_only_the_free_continuation_of_django_fsm_is_installed():
    """Both write into django_fsm/; the older name has come back under another licence."""
    owners = importlib.metadata.packages_distributions()["django_fsm"]
    assert set(owners) == {"django-fsm-2"}


def test_every_queue_named_is_served():
    named = {entry["options"]["queue"] for entry in schedule.BEAT_SCHEDULE.values()}
    assert named <= set(schedule.QUEUES)


def test_the_bell_names_a_task_that_exists():
    code = (
        "from revenues.config.celery import app; app.loader.import_default_modules();"
        "from revenues.config.schedule import BEAT_SCHEDULE;"
        "print(*({e['task'] for e in BEAT_SCHEDULE.values()} - set(app.tasks)))"
    )
    code = "import django; import revenues.config.celery; django.setup();" + code
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert (ended.stdout.strip(), ended.returncode) == ("", 0), ended.stderr
