"""Test databases: committed rows do not outlive their test, and what migrations seeded does."""

import os

import psycopg
import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from zeal import NPlusOneError, zeal_context

from revenues.config import environment
from tests.house.databases import CLONE_PREFIX


@pytest.mark.django_db
def test_this_worker_has_a_clone_of_its_own():
    assert connection.settings_dict["NAME"].startswith(CLONE_PREFIX)
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("off",)


@pytest.mark.django_db(transaction=True)
def test_a_reset_brings_back_what_migrations_made(django_db_setup):
    before = ContentType.objects.count()
    assert before
    ContentType.objects.create(app_label="nowhere", model="nothing")
    django_db_setup.reset()
    assert ContentType.objects.count() == before
    assert not ContentType.objects.filter(app_label="nowhere").exists()


def test_another_process_reaches_the_same_clone(database_url):
    ContentType.objects.create(app_label="nowhere", model="nothing")
    with psycopg.connect(database_url) as other:
        query = "SELECT count(*) FROM django_content_type WHERE app_label = 'nowhere'"
        assert other.execute(query).fetchone() == (1,)


@pytest.mark.django_db
def test_what_a_test_starts_finds_the_clone(django_db_setup):
    chosen = environment.database(os.environ["DATABASE_URL"])
    assert chosen["NAME"] == connection.settings_dict["NAME"] == django_db_setup.name
    assert [chosen[key] for key in ("USER", "HOST", "PORT")] == [
        connection.settings_dict[key] for key in ("USER", "HOST", "PORT")
    ]


@pytest.mark.django_db
def test_a_query_for_each_row_is_refused():
    """django-zeal watches every request in tests; here it is asked directly."""
    assert "zeal.middleware.zeal_middleware" in settings.MIDDLEWARE
    permissions = Permission.objects.all()[:5]
    with pytest.raises(NPlusOneError), zeal_context():
        _ = [permission.content_type.model for permission in permissions]
