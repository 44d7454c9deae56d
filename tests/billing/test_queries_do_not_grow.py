"""Batch work never queries per row: preparing and writing bills takes the same statements for 2 and for 20."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from billing.services.prepare import prepare, setting_for
from billing.services.write import write
from revenues.audit.data import Actor
from tests import factories as make

pytestmark = pytest.mark.django_db
ISSUED = date(2026, 3, 10)
RUN = Actor("run", 1, "Annual billing")


def accounts(count):
    council = make.authority(f"council-{count}")
    area = make.area(council)
    make.tax(council, area)
    ids = []
    for number in range(count):
        home = make.dwelling(council, area, band="ABCDEFGH"[number % 8])
        make.lives(home, adults=1 + number % 2)
        account = make.account(home)
        make.pays(account)
        ids.append(account.pk)
    return council, ids


def statements(count):
    council, ids = accounts(count)
    with (
        CaptureQueriesContext(
            connection,
        ) as queries,
        transaction.atomic(),
    ):
        setting = setting_for(authority_id=council.pk, year=2026, as_at=ISSUED, issued=ISSUED)
        write(list(prepare(ids, setting).values()), setting, source="run:1:1", by=RUN)
    return len(queries)


def test_ten_times_the_accounts_take_the_same_statements():
    assert statements(2) == statements(20)
