"""The days, people and sums of entitlements come in from the file, are kept, and are refused where they cannot be."""

from __future__ import annotations

import re
from datetime import date

import pytest

from accounts.models import Entitlement, Resident
from billing.selectors.facts import facts_for
from revenues.kernel.errors import DomainError
from revenues.kernel.periods import Period
from tests.loaders.account_files import account, council_with_homes, load

pytestmark = pytest.mark.django_db
COLUMNS = "property,kind,class,from,to,amount,since,granted,sold,owner,let_from,let_to"
CLAIMS = (
    COLUMNS,
    "OV2,exemption,F,2025-11-03,,,2025-11-03,2026-03-20,,,,",
    "OV1,premium_exception,G,2025-04-01,2025-12-31,,2025-02-10,,,P2,,",
    "OV1,premium_exception,H,2026-01-01,,,2026-01-01,,,,2024-01-01,2024-12-31",
    "OV1,discretionary,flood,2025-04-01,,120.50,,,,,,",
)


@pytest.fixture
def council():
    return council_with_homes()


def facts(reference):
    found = account(reference)
    return facts_for([found.pk], year=2026, as_at=date(2026, 4, 1))[found.pk]


def test_clocks_reach_the_engine(council):
    load(council, entitlements=CLAIMS)
    claim = facts("1003").exempted[0].value
    assert (claim.cls, claim.since, claim.grant) == ("F", date(2025, 11, 3), date(2026, 3, 20))
    known = facts("1002")
    for_sale, to_let = (entry.value for entry in known.exceptions)
    owner = account("1002").liable_parties.get().party_id
    assert (for_sale.cls, for_sale.since, for_sale.owner) == ("G", date(2025, 2, 10), str(owner))
    assert (to_let.cls, to_let.let) == ("H", Period(date(2024, 1, 1), date(2025, 1, 1)))
    assert [(entry.value.cls, entry.value.amount) for entry in known.reductions] == [("flood", 120_50)]


def test_the_same_file_again_changes_nothing_and_a_blank_leaves_what_is_held(council):
    load(council, entitlements=CLAIMS)
    again = load(council, entitlements=CLAIMS)
    assert not again.moved
    load(council, entitlements=(COLUMNS, "OV2,exemption,F,2025-11-03,,,,,2026-05-01,,,"))
    held = Entitlement.objects.get(property__reference="OV2")
    assert (held.since, held.grant_on, held.ended_on) == (
        date(2025, 11, 3), date(2026, 3, 20), date(2026, 5, 1),
    )  # fmt: skip
    load(council, entitlements=(COLUMNS, "OV1,premium_exception,H,2026-01-01,,,,,,,2024-02-01,2024-12-31"))
    changed = Entitlement.objects.get(property__reference="OV1", cls="H")
    assert changed.let.lower == date(2024, 2, 1)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("OV2,exemption,F,2025-11-03,,,2025-11-03,2025-10-01,,,,", "2:.*granted.*before"),
        ("OV2,exemption,F,2025-11-03,,,2025-11-03,,2025-10-01,,,", "2:.*sold.*before"),
        ("OV2,disabled,,2025-11-03,,,2025-11-03,,,,,", "2:.*since.*belongs to"),
        ("OV2,exemption,F,2025-11-03,,50,2025-11-03,,,,,", "2:.*amount.*belongs to"),
        ("OV1,premium_exception,G,2025-04-01,,,,,,P99,,", "2:.*owner.*nobody is known as P99"),
        ("OV1,premium_exception,H,2025-04-01,,,,,,,2025-01-01,", "2:.*let_from.*must have ended"),
        ("OV1,premium_exception,H,2025-04-01,,,,,,,2025-01-01,2024-01-01", "2:.*let_to.*before let_from"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(council, row, why):
    with pytest.raises(DomainError) as refused:
        load(council, entitlements=(COLUMNS, row))
    assert re.search(why, str(refused.value.problems[0]))
    assert not Entitlement.objects.exists()


def test_a_leaver_keeps_the_day_from_which_the_clock_runs(council):
    people = ("account,party,given,family,lives_there,disregard,disregard_since",
              "1002,P5,Cy,Berg,yes,leaver,2026-06-30")  # fmt: skip
    load(council, people=people)
    assert Resident.objects.get(name="Cy Berg").since == date(2026, 6, 30)
    blank = ("account,party,given,family,lives_there,disregard", "1002,P5,Cy,Berg,yes,leaver")
    load(council, people=blank)
    assert Resident.objects.get(name="Cy Berg").since == date(2026, 6, 30)
    assert facts("1002").disregards[0].value.since == date(2026, 6, 30)
    with pytest.raises(DomainError) as refused:
        load(council, people=(people[0], "1002,P6,Di,Berg,yes,,2026-06-30"))
    assert "disregard_since: is given without disregard" in str(refused.value.problems[0])
