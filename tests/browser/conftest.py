"""A billed account and three officers, committed, for a real browser."""

from datetime import date
from types import SimpleNamespace

import pytest

from tests import factories


@pytest.fixture
def council(live_site):
    """Overford with the account of the sketch."""
    overford = factories.authority("overford")
    place = factories.area(overford, "CLAY", name="Claygate")
    factories.tax(overford, place)
    home = factories.dwelling(overford, place, address=["12 Mill Lane", "Overford"], reference="OV900001")
    ana = factories.party(
        overford, phone="01632 960999", email="ana.iles@example.org", bill_format="large_print"
    )
    tom = factories.party(overford, given="Tom", title="Mr")
    account = factories.account(home, ana, tom, starts=date(2025, 6, 14), liability_class="b")
    factories.pays(account)
    factories.lives(home, adults=1)
    factories.billed(account)
    factories.paid(account, 400_00)
    factories.user("bea", billing_officer=overford)
    factories.user("sam", systems_officer=overford)
    factories.user("lee", team_leader=overford)
    return SimpleNamespace(authority=overford, place=place, account=account)


def sign_in(page, name):
    """Through the form, as people do."""
    page.goto("/sign-in/")
    page.get_by_label("User name or e-mail address").fill(name)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")


@pytest.fixture
def signing_in():
    return sign_in
