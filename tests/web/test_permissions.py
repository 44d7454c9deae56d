"""Every address, as every role, gives what the permission table says."""

from datetime import date

import pytest
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.rules.numbers import make
from revenues.authority.rules.roles import ROLES
from revenues.kernel.errors import InvariantBroken
from revenues.web.permissions import fence_of, officer, public, signed_in
from tests.web.permission_table import ALL_ROLES, PUBLIC, SIGNED_IN, TABLE

POSTED = {"run_try", "run_release", "run_cancel", "run_exclude", "run_retry", "run_settle"}
ARGUMENTS = {
    "council_colours": {"slug": "overford"},
    "casework:account": {"number": make(1)},
    "casework:why": {"number": make(1), "year": 2026, "what": "left"},
    "casework:notice_pdf": {"number": make(1), "notice_id": 1},
    "casework:account_by_id": {"account_id": 1},
    "casework:property": {"property_id": 1},
    **{name: {"run_id": 1} for name in (*POSTED, "run_page")},
}


def every_pattern(resolver=None, prefix=""):
    """Each named address with its view."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from every_pattern(pattern, prefix + space)
        elif isinstance(pattern, URLPattern):
            yield prefix + (pattern.name or str(pattern.pattern)), pattern.callback


def test_the_table_names_exactly_the_addresses_there_are():
    assert {name for name, _ in every_pattern()} == set(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_the_fence_before_each_view_is_the_one_in_the_table(name):
    fence = fence_of(dict(every_pattern())[name])
    assert fence is not None, f"{name} has no fence"
    said = {"public": PUBLIC, "signed_in": SIGNED_IN}.get(fence.kind, fence.permission)
    assert said == TABLE[name]
    assert fence.permission or fence.reason


@pytest.mark.parametrize("role", ALL_ROLES)
@pytest.mark.parametrize("name", TABLE)
def test_each_address_as_each_role(name, role, as_role):
    client = as_role(role)
    address = reverse(name, kwargs=ARGUMENTS.get(name, {}))
    response = client.post(address) if name in POSTED else client.get(address)
    needed = TABLE[name]
    allowed = needed in (PUBLIC, SIGNED_IN) or (role is not None and needed in ROLES[role])
    if allowed:
        assert response.status_code != 403, f"{role} is kept out of {name}"
    else:
        assert response.status_code == 403, f"{role} gets {response.status_code} from {name}"


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name, needed in TABLE.items() if needed != PUBLIC])
def test_nobody_gets_in_without_signing_in(name, client):
    address = reverse(name, kwargs=ARGUMENTS.get(name, {}))
    response = client.post(address) if name in POSTED else client.get(address)
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


@pytest.mark.django_db
def test_a_fragment_asked_for_after_the_session_ended_sends_the_whole_page_to_sign_in(client):
    response = client.get(
        reverse("casework:search"),
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/runs/"},
    )
    assert response.headers["HX-Redirect"] == f"{reverse('account_login')}?next=/runs/"


@pytest.mark.django_db
def test_a_view_that_nobody_fenced_is_refused_to_everybody(as_role):
    client = as_role("systems_officer")
    with override_settings(ROOT_URLCONF="tests.web.unfenced_urls"):
        response = client.get("/open/")
    assert response.status_code == 403
    assert b"secret" not in response.content


@pytest.mark.parametrize("fence", [lambda: officer("view_acount"), lambda: public(""), lambda: signed_in("")])
def test_a_fence_with_a_hole_is_refused_when_the_code_is_loaded(fence):
    with pytest.raises(InvariantBroken):
        fence()


def test_a_role_that_has_ended_opens_nothing(client, officer):
    user = officer("billing_officer")
    user.grants.update(ends=date(2026, 1, 1))
    client.force_login(user)
    assert client.get(reverse("casework:search")).status_code == 403


def test_a_refusal_names_what_is_missing_and_whom_to_ask(as_role):
    page = as_role("billing_officer").get(reverse("run_start")).content.decode()
    assert "Your role does not let you start runs" in page
    assert "systems officer" in page


def test_a_forged_form_is_refused_in_plain_words(overford, officer):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(officer("systems_officer"))
    response = strict.post(reverse("run_start"), {"authority": overford.pk})
    assert response.status_code == 403
    assert "Nothing was changed" in response.content.decode()


def test_pages_of_officers_are_not_kept_by_browsers(desk, iles):
    for address in (reverse("casework:account", args=[iles.account.number]), reverse("casework:home")):
        assert "no-store" in desk.get(address).headers["Cache-Control"]


def test_addresses_hold_numbers_and_ids_and_no_names():
    allowed = {"number", "year", "what", "notice_id", "account_id", "property_id", "run_id", "slug"}
    for name, arguments in ARGUMENTS.items():
        assert set(arguments) <= allowed, name
