"""The pages of runs: start, try, review, release by a second person, and every refusal in plain words."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from revenues.runs import services
from revenues.runs.models import Run, RunItem
from tests import factories

MARCH = "2026-03-02 10:00:00+00:00"


@pytest.fixture(autouse=True)
def _in_march():
    with time_machine.travel(MARCH, tick=True):
        yield


@pytest.fixture
def sam(officer):
    return officer("systems_officer", name="sam")


@pytest.fixture
def lee(officer):
    return officer("team_leader", name="lee")


@pytest.fixture
def stock(overford, place):
    """Four accounts: one held back, one exempt, one without a band."""
    homes = [factories.dwelling(overford, place) for _ in range(4)]
    accounts = [factories.account(home) for home in homes[:3]]
    accounts[1].suppressed_because = "gone away"
    accounts[1].save()
    factories.entitlement(homes[2], "exemption", cls="F")
    homes[3].bands.all().delete()
    accounts.append(factories.account(homes[3]))
    return accounts


def start(client, overford, **values):
    form = {"authority": overford.pk, "year": 2026, "issue_on": "10/3/26"} | values
    return client.post(reverse("run_start"), form)


@pytest.fixture
def tried(client, overford, stock, sam, lee):
    """Annual billing that Sam started and that has been tried; Lee is signed in."""
    client.force_login(sam)
    start(client, overford)
    run = Run.objects.everywhere("a test").get()
    services.work_run(run.pk)
    client.force_login(lee)
    run.refresh_from_db()
    return run


def said(client, response):
    """What the page after a redirect says."""
    return client.get(response.url).content.decode()


def test_starting_picks_the_accounts_and_starts_the_trial(client, overford, stock, sam):
    client.force_login(sam)
    response = start(client, overford)
    run = Run.objects.everywhere("a test").get()
    assert response.url == reverse("run_page", args=[run.pk])
    assert (run.state, run.picked, run.business_date) == ("trying", 4, date(2026, 3, 2))
    assert run.params == {"year": 2026, "issue_on": "2026-03-10"}
    page = said(client, response)
    assert "Started. 4 accounts were picked" in page
    assert "0 of 1 parts tried" in page
    assert 'hx-trigger="every 2s"' in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"issue_on": ""}, "Say on which day the bills are in the post."),
        ({"issue_on": "soon"}, "is not a date such as"),
        ({"issue_on": "31/2/26"}, "There is no such day"),
        ({"issue_on": "10/3/1926"}, "another century"),
        ({"issue_on": "1/3/26"}, "before the run itself"),
        ({"issue_on": "1/5/27"}, "after the end of 2026/27"),
        ({"year": 2025}, "No tax has been set for 2025/26"),
        ({"authority": 0}, "Select a valid choice"),
    ],
)
def test_a_form_that_makes_no_sense_is_kept_and_explained(client, overford, stock, sam, change, words):
    client.force_login(sam)
    response = start(client, overford, **change)
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert "The run was not started" in page
    assert f'value="{change.get("issue_on", "10/3/26")}"' in page or not change.get("issue_on", "x")
    assert not Run.objects.everywhere("a test").exists()


def test_a_double_click_starts_one_run_and_says_which_is_live(client, overford, stock, sam):
    client.force_login(sam)
    start(client, overford)
    second = start(client, overford)
    assert second.status_code == 422
    assert "Nothing was started" in second.content.decode()
    assert Run.objects.everywhere("a test").count() == 1


def test_the_review_shows_the_balance_every_shape_and_every_account(client, tried, stock):
    page = " ".join(client.get(reverse("run_page", args=[tried.pk])).content.decode().split())
    assert "picked <strong>4</strong> = issued <strong>1</strong> + nil <strong>1</strong>" in page
    assert "+ suppressed <strong>1</strong> + excluded <strong>0</strong> + parked <strong>1</strong>" in page
    assert "total issued <strong>£2,573.52</strong>" in page
    assert "Waits for release" in page or "Held" in page
    for account in stock:
        assert account.number in page
    assert "has no band" in page


@pytest.mark.parametrize(("outcome", "which"), [("issued", 0), ("suppressed", 1), ("nil", 2), ("parked", 3)])
def test_accounts_are_filtered_by_outcome(client, tried, stock, outcome, which):
    page = client.get(reverse("run_page", args=[tried.pk]), {"outcome": outcome}).content.decode()
    assert [account.number in page for account in stock] == [at == which for at in range(4)]


def test_an_unknown_filter_is_not_found(client, tried):
    assert client.get(reverse("run_page", args=[tried.pk]), {"outcome": "lost"}).status_code == 404


def test_whoever_started_it_cannot_release_it(client, tried, sam):
    client.force_login(sam)
    page = client.get(reverse("run_page", args=[tried.pk])).content.decode()
    assert "another person releases it" in page
    response = client.post(reverse("run_release", args=[tried.pk]))
    assert "You started this run: another person must release it." in said(client, response)
    tried.refresh_from_db()
    assert tried.state == "tried"


def test_a_second_person_releases_it_and_the_bills_are_there(client, tried, stock):
    response = client.post(reverse("run_release", args=[tried.pk]))
    assert "Released" in said(client, response)
    services.work_run(tried.pk)
    tried.refresh_from_db()
    assert tried.state == "done"
    page = client.get(reverse("run_page", args=[tried.pk])).content.decode()
    assert "released by Lee Officer" in page
    assert stock[0].charge_years.get().balance == 2_573_52
    again = client.post(reverse("run_release", args=[tried.pk]))
    assert "not waiting for a release" in said(client, again)


def test_an_account_is_taken_out_with_a_reason_and_put_back(client, tried, stock):
    out = {"subject_id": stock[0].pk, "reason": "move reported today"}
    assert "Taken out" in said(client, client.post(reverse("run_exclude", args=[tried.pk]), out))
    item = RunItem.objects.get(run=tried, subject_id=stock[0].pk)
    assert (item.outcome, item.reason, item.excluded_by.username) == (
        "excluded",
        "move reported today",
        "lee",
    )
    page = client.get(reverse("run_page", args=[tried.pk]), {"outcome": "excluded"}).content.decode()
    assert "move reported today (Lee Officer)" in page
    back = {"subject_id": stock[0].pk, "reason": "it was another dwelling"}
    assert "Put back" in said(client, client.post(reverse("run_retry", args=[tried.pk]), back))


@pytest.mark.parametrize("form", [{"reason": ""}, {"reason": "  "}])
def test_nothing_is_taken_out_without_a_reason(client, tried, stock, form):
    response = client.post(reverse("run_exclude", args=[tried.pk]), {"subject_id": stock[0].pk} | form)
    assert "Give a reason" in said(client, response)
    assert RunItem.objects.get(run=tried, subject_id=stock[0].pk).outcome == "issued"


def test_an_account_that_the_run_did_not_pick_is_said_not_to_be_there(client, tried):
    form = {"subject_id": 999_999, "reason": "why not"}
    assert "did not pick" in said(client, client.post(reverse("run_exclude", args=[tried.pk]), form))


def test_a_held_run_needs_words_to_be_released(client, tried):
    rows = Run.objects.everywhere("a test").filter(pk=tried.pk)
    rows.update(state="trying")
    rows.update(state="held", held_because=["Issued lies 40% above the last run."])
    page = client.get(reverse("run_page", args=[tried.pk])).content.decode()
    assert "Issued lies 40% above the last run." in page
    assert "Why it may be released all the same" in page
    silent = client.post(reverse("run_release", args=[tried.pk]), {"acknowledged": " "})
    assert "Say why it may be released all the same" in said(client, silent)
    client.post(reverse("run_release", args=[tried.pk]), {"acknowledged": "the new estate at Mill Lane"})
    tried.refresh_from_db()
    assert tried.state == "releasing"


def test_a_run_is_cancelled_and_nothing_is_billed(client, tried, stock):
    assert "Nothing was billed" in said(client, client.post(reverse("run_cancel", args=[tried.pk])))
    assert not stock[0].charge_years.exists()
    assert "cannot become" in said(client, client.post(reverse("run_cancel", args=[tried.pk])))


def test_an_account_left_parked_by_a_finished_run_is_dealt_with(client, tried, stock):
    client.post(reverse("run_release", args=[tried.pk]))
    services.work_run(tried.pk)
    form = {"subject_id": stock[3].pk, "reason": "band asked of the list officer"}
    assert "dealt with" in said(client, client.post(reverse("run_settle", args=[tried.pk]), form))
    page = client.get(reverse("run_page", args=[tried.pk]), {"outcome": "parked"}).content.decode()
    assert "band asked of the list officer" in page
    assert "Dealt with</summary>" not in page


@pytest.mark.parametrize("role", ["billing_officer", "auditor", "recovery_officer"])
def test_who_may_only_look_sees_no_buttons(client, tried, officer, role):
    client.force_login(officer(role))
    page = client.get(reverse("run_page", args=[tried.pk])).content.decode()
    for words in (
        "Take out",
        "Cancel the run",
        "Try again",
        '<button class="govuk-button" type="submit" data-once>',
    ):
        assert words not in page


def test_the_list_and_the_first_page_tell_what_waits(client, tried):
    for address in (reverse("run_list"), "/"):
        page = client.get(address).content.decode()
        assert "Annual billing 2026/27" in page
        assert reverse("run_page", args=[tried.pk]) in page


@pytest.mark.parametrize("rows", [1, 10, 50])
def test_the_queries_of_the_run_page_do_not_grow(
    client, overford, place, sam, lee, django_assert_num_queries, rows
):
    for _ in range(rows):
        factories.account(factories.dwelling(overford, place))
    client.force_login(sam)
    start(client, overford)
    run = Run.objects.everywhere("a test").get()
    services.work_run(run.pk)
    client.force_login(lee)
    client.get(reverse("run_page", args=[run.pk]))
    # 2 session and user, 1 grants, 1 run, 1 items, 1 account numbers, 1 shapes, 1 progress
    with django_assert_num_queries(8):
        client.get(reverse("run_page", args=[run.pk]))


def test_many_accounts_come_a_page_at_a_time(client, overford, place, sam):
    for _ in range(60):
        factories.account(factories.dwelling(overford, place))
    client.force_login(sam)
    start(client, overford)
    run = Run.objects.everywhere("a test").get()
    page = client.get(reverse("run_page", args=[run.pk])).content.decode()
    onward = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&").split("#")[0]
    rest = client.get(reverse("run_page", args=[run.pk]) + onward).content.decode()
    assert page.count('<a class="govuk-link" href="/accounts/') == 50
    assert rest.count('<a class="govuk-link" href="/accounts/') == 10
