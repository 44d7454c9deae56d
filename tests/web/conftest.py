"""Two councils with a small stock, and an officer of each role."""

from datetime import date
from types import SimpleNamespace

import pytest

from tests import factories


@pytest.fixture
def overford(db):
    return factories.authority("overford")


@pytest.fixture
def marsh(db):
    return factories.authority("marsh", name="Marsh Borough Council")


@pytest.fixture
def place(overford):
    where = factories.area(overford)
    factories.tax(overford, where)
    return where


@pytest.fixture
def officer(overford):
    """An officer of one role at Overford: ``officer("auditor")``."""

    def of(role: str, *, at=overford, name: str = ""):
        return factories.user(name or role, **{role: at})

    return of


@pytest.fixture
def desk(client, officer):
    """A browser in which a billing officer of Overford has signed in."""
    client.force_login(officer("billing_officer"))
    return client


@pytest.fixture
def as_role(client, officer):
    """Sign in as a new officer of a role: ``as_role("team_leader")``; None for one without any."""

    def sign_in(role: str | None):
        client.force_login(officer(role) if role else factories.user("nobody"))
        return client

    return sign_in


@pytest.fixture
def iles(overford, place):
    """The account of the sketch: Ana and Tom Iles, 12 Mill Lane, billed on 10 March, seven payments made."""
    home = factories.dwelling(overford, place, address=["12 Mill Lane", "Overford"], reference="OV900001")
    ana = factories.party(overford, phone="01632 960999", email="ana.iles@example.org")
    tom = factories.party(overford, given="Tom", title="Mr")
    account = factories.account(home, ana, tom, starts=date(2025, 6, 14), liability_class="b", alias="AB/123")
    factories.pays(account)
    factories.lives(home, adults=1)
    factories.billed(account)
    for month in range(4, 9):
        factories.paid(account, 200_00, day=date(2026, month, 15))
    return SimpleNamespace(account=account, home=home, ana=ana, tom=tom)
