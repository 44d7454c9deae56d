"""Signing in: by name or e-mail, telling nobody who exists, and not too often."""

import pytest
from django.core.cache import cache
from django.urls import NoReverseMatch, reverse

from tests import factories

pytestmark = pytest.mark.django_db
SIGN_IN = "/sign-in/"


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


def sign_in(client, login, password=factories.PASSWORD, **extra):
    return client.post(SIGN_IN, {"login": login, "password": password, **extra})


@pytest.mark.parametrize("login", ["bea", "bea@overford.example", "Bea@Overford.Example"])
def test_by_user_name_or_e_mail_address(client, login):
    factories.user("bea")
    response = sign_in(client, login)
    assert response.status_code == 302
    assert response.url == "/"
    assert client.get("/").status_code == 200


def test_back_to_the_page_that_was_asked_for_but_never_to_another_site(client):
    factories.user("bea")
    assert sign_in(client, "bea", next="/runs/").url == "/runs/"
    client.logout()
    assert sign_in(client, "bea", next="https://elsewhere.example/").url == "/"


def test_a_wrong_password_and_an_unknown_name_are_told_alike(client):
    factories.user("bea")
    wrong = sign_in(client, "bea", "not this one").content.decode()
    unknown = sign_in(client, "nobody-here", "not this one").content.decode()
    said = "The username and/or password you specified are not correct"
    told = [
        page.split('class="govuk-list govuk-error-summary__list">')[1].split("</ul>")[0]
        for page in (wrong, unknown)
    ]
    assert told[0] == told[1]
    assert said in told[0] or "not correct" in told[0]


def test_after_five_failures_even_the_right_password_has_to_wait(client):
    factories.user("bea")
    for _ in range(5):
        sign_in(client, "bea", "not this one")
    response = sign_in(client, "bea")
    assert response.status_code in (200, 429)
    assert client.get("/").status_code == 302


def test_a_user_who_was_closed_does_not_get_in(client):
    user = factories.user("bea")
    user.is_active = False
    user.save()
    sign_in(client, "bea")
    assert client.get("/").status_code == 302


def test_sign_out_is_a_form_and_ends_the_session(desk):
    assert desk.get("/sign-out/").status_code == 200
    assert desk.post("/sign-out/").status_code == 302
    assert desk.get("/").status_code == 302


@pytest.mark.parametrize("name", ["account_signup", "account_reset_password", "account_email"])
def test_nobody_signs_up_or_is_sent_a_password(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_who_am_i_lists_roles_and_what_they_let_her_do(desk):
    page = desk.get("/me/").content.decode()
    assert "billing officer" in page
    assert "change facts, rebill, view account, view run" in page


def test_somebody_without_a_role_is_told_so_and_sees_no_accounts(as_role):
    client = as_role(None)
    page = client.get("/").content.decode()
    assert "no role" in page
    assert 'role="search"' not in page
    assert "A systems officer of your council gives you a role" in client.get("/me/").content.decode()


def test_a_password_is_changed_with_the_old_one(desk):
    new = "another long enough pass phrase"
    refused = desk.post("/me/password/", {"oldpassword": "wrong", "password1": new, "password2": new})
    assert refused.status_code == 200
    assert "There is a problem" in refused.content.decode()
    done = desk.post("/me/password/", {"oldpassword": factories.PASSWORD, "password1": new, "password2": new})
    assert done.status_code == 302
