"""Nothing leaks from one council to another: what lies outside of an officer's authorities is not there."""

from datetime import date

import pytest
from django.urls import reverse

from revenues.runs.models import Run
from tests import factories


@pytest.fixture
def theirs(marsh):
    """An account of the other council, billed."""
    place = factories.area(marsh, "MRSH", name="Marsh")
    factories.tax(marsh, place)
    home = factories.dwelling(marsh, place, address=["12 Mill Lane", "Marsh End"], reference="MA900001")
    account = factories.account(home, factories.party(marsh, phone="01632 960111"), alias="MA/1")
    factories.billed(account)
    return account


def test_every_page_of_the_other_councils_account_is_not_there(desk, theirs):
    notice = theirs.charge_years.get().demands.get().notice_id
    for address in (
        reverse("casework:account", args=[theirs.number]),
        reverse("casework:why", args=[theirs.number, 2026, "left"]),
        reverse("casework:notice_pdf", args=[theirs.number, notice]),
        reverse("casework:account_by_id", args=[theirs.pk]),
        reverse("casework:property", args=[theirs.property_id]),
    ):
        assert desk.get(address).status_code == 404, address


@pytest.mark.parametrize(
    "text",
    ["{number}", "{digits}", "iles", "12 mill lane", "01632 960111", "MA/1", "MA900001", "OV1 2AB", "ilse"],
)
def test_no_search_finds_it(desk, theirs, text):
    asked = text.format(number=theirs.number, digits=theirs.number[:6])
    response = desk.get(reverse("casework:search"), {"q": asked})
    assert response.status_code == 200
    assert reverse("casework:account", args=[theirs.number]) not in response.content.decode()
    assert "Marsh" not in response.content.decode()


def test_a_notice_is_reached_only_through_its_own_account(desk, iles, place):
    other = factories.account(factories.dwelling(iles.home.authority, place))
    factories.billed(other)
    notice = other.charge_years.get().demands.get().notice_id
    assert desk.get(reverse("casework:notice_pdf", args=[iles.account.number, notice])).status_code == 404


def test_runs_of_the_other_council_are_not_there(as_role, marsh):
    run = Run.objects.create(
        authority=marsh, kind="annual_billing", scope="2026", business_date=date(2026, 3, 1), params={}
    )
    client = as_role("systems_officer")
    assert "Marsh" not in client.get(reverse("run_list")).content.decode()
    assert client.get(reverse("run_page", args=[run.pk])).status_code == 404
    for name in ("run_try", "run_release", "run_cancel", "run_exclude", "run_retry", "run_settle"):
        assert client.post(reverse(name, args=[run.pk])).status_code == 404, name
    run.refresh_from_db()
    assert run.state == "new"


def test_a_role_at_one_council_is_worth_nothing_at_the_other(client, overford, marsh, theirs, iles):
    user = factories.user("both", billing_officer=overford, systems_officer=marsh)
    user.grants.filter(authority=marsh).update(role="auditor", ends=date(2026, 1, 1))
    client.force_login(user)
    assert client.get(reverse("casework:account", args=[iles.account.number])).status_code == 200
    assert client.get(reverse("casework:account", args=[theirs.number])).status_code == 404


def test_the_first_page_counts_only_her_own_council(desk, iles, theirs):
    page = desk.get("/").content.decode()
    assert "Overford District Council" in page
    assert "Marsh" not in page
