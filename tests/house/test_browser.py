"""The browser fixtures: Chromium reaches the site and reads its own stylesheet and fonts."""

import pytest
from django.urls import reverse


@pytest.mark.browser
def test_sign_in_page_opens_in_chromium_with_nothing_from_elsewhere(page, live_site):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    answer = page.goto(reverse("account_login"))
    assert answer.status == 200
    assert all(url.startswith((live_site.url, "data:")) for url in asked), asked
    assert page.locator("input[name=password]").count() == 1
