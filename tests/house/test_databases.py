"""Test databases: committed rows do not outlive their test, and what migrations seeded does."""

import psycopg
import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

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
