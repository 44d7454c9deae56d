"""Must show 4, through the real services: whatever the order in which facts arrive, the charge is the same."""

from __future__ import annotations

from datetime import date
from itertools import count, permutations

import pytest
from django.db.models import Sum

from billing.services import issue_demand
from ledger.models import ChargeYear, Posting
from ledger.selectors import live_lines
from revenues.audit.data import SYSTEM
from revenues.authority.data import Scope
from tests import factories as make

pytestmark = pytest.mark.django_db
JUNE, OCTOBER, JANUARY = date(2026, 6, 1), date(2026, 10, 1), date(2027, 1, 1)

_serial = count(1)
CORRECTIONS = {
    "alone until June": lambda home: make.lives(home, adults=1, ends=JUNE),
    "two from June": lambda home: make.lives(home, adults=2, starts=JUNE, ends=OCTOBER),
    "disabled from October": lambda home: make.entitlement(home, "disabled", starts=OCTOBER),
    "exempt from January": lambda home: make.entitlement(home, "exemption", cls="D", starts=JANUARY),
}


def apply(order):
    council = make.authority(f"council-{next(_serial)}")
    area = make.area(council)
    make.tax(council, area)
    home = make.dwelling(council, area)
    account = make.account(home)

    def bill(on):
        issue_demand(account_id=account.pk, year=2026, issued_on=on, reason="Correction", by=SYSTEM)

    bill(date(2026, 3, 10))
    for number, name in enumerate(order):
        CORRECTIONS[name](home)
        bill(date(2026, 5 + number, 3))
    year = ChargeYear.objects.within(Scope.of(council.pk)).get()
    return year, live_lines(year.pk)


@pytest.mark.parametrize("order", list(permutations(CORRECTIONS))[::3])
def test_any_order_ends_in_the_same_charge(order):
    year, lines = apply(order)
    first, expected = apply(tuple(CORRECTIONS))
    assert lines == expected
    assert year.charged == first.charged == sum(lines.values())
    by_entry = Posting.objects.within(Scope.of(year.authority_id)).values("entry").annotate(t=Sum("pence"))
    assert {row["t"] for row in by_entry} == {0}
