"""The house stands: the site answers, and refuses what it must."""

import pytest


@pytest.mark.django_db
def test_health_answers_without_sign_in(client):
    response = client.get("/health/")
    assert response.status_code == 200
    assert response.json() == {"status": "ok"}


def test_every_answer_forbids_foreign_scripts(client):
    policy = client.get("/health/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
