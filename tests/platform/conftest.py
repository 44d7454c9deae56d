"""A council, its people, and a kind of run that writes findings: small enough to see through."""

from __future__ import annotations

from datetime import date

import pytest

from revenues.audit.data import Actor
from revenues.runs import data
from tests import factories
from tests.platform.fake import FakeKind


@pytest.fixture
def council(db):
    return factories.authority()


@pytest.fixture
def other_council(db):
    return factories.authority("marsh")


def as_actor(user):
    return Actor("user", user.pk, user.get_full_name())


@pytest.fixture
def starter(council):
    return as_actor(factories.user("sam", systems_officer=council))


@pytest.fixture
def releaser(council):
    return as_actor(factories.user("rae", systems_officer=council))


@pytest.fixture
def leader(council):
    return as_actor(factories.user("lee", team_leader=council))


@pytest.fixture
def clerk(council):
    return as_actor(factories.user("cam", billing_officer=council))


@pytest.fixture
def fake(monkeypatch):
    """A fresh kind of run, known as ``fake``, that forgets everything after the test."""
    monkeypatch.setattr(data, "_kinds", {})
    kind = FakeKind()
    data.register(kind)
    return kind


@pytest.fixture
def handlers(monkeypatch):
    """No due work has a handler but those that the test names."""
    monkeypatch.setattr(data, "_due_handlers", {})
    return data.due_handler


@pytest.fixture
def day():
    return date(2026, 3, 2)
