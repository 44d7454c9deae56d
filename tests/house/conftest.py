"""Fixtures of the house's own tests."""

import subprocess

import pytest

from tests.house.sandbox import Sandbox


@pytest.fixture
def sandbox():
    """A supervisor with a data folder of its own, cleared afterwards."""
    box = Sandbox.make()
    yield box
    box.clear()


@pytest.fixture
def bystander():
    """A process that is none of the supervisor's business and must survive it."""
    process = subprocess.Popen(["sleep", "300"])
    yield process
    process.kill()
    process.wait()
