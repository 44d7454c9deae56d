"""A plain stock of accounts for a measure: every band, a third with one adult, some students and disabled people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection, models, transaction
from psycopg import sql

from accounts.models import (
    Account,
    Entitlement,
    Household,
    LiableParty,
    Occupancy,
    Party,
    PartyName,
    Resident,
)
from accounts.rules import numbers
from billing.models import PaymentChoice
from billing.services import set_tax
from casework.services.demo.councils import OVERFORD, YEAR, establish
from revenues.audit.data import SYSTEM
from revenues.audit.services import acting
from revenues.authority.models import Authority
from revenues.kernel.periods import Period
from revenues.runs import bulk
from valuation.models import Area, BandEntry, Property, PropertyArea

ALWAYS, SINCE = Period(date(1993, 4, 1)), Period(date(2019, 6, 14))
BANDS = "AABBBCCCCDDDDDEEEFFGH"
LAID_IN: tuple[type[models.Model], ...] = (
    Property, PropertyArea, BandEntry, Account, LiableParty, Party, PartyName, Occupancy, Household, Resident,
    Entitlement, PaymentChoice,
)  # fmt: skip
STUDENT_EVERY, DISABLED_EVERY, PAIR_EVERY, ALONE_EVERY = 25, 80, 2, 3
BATCH = 5000


def lay_in(size: int) -> Authority:
    """A council with so many accounts, all liable for the whole of the year."""
    authority, _ = establish(OVERFORD)
    set_tax(authority_id=authority.pk, year=YEAR, rows=OVERFORD.tax(), set_on=date(2026, 2, 25), by=SYSTEM)
    areas = list(Area.objects.everywhere("the measure's only authority").order_by("code"))
    for first in range(0, size, BATCH):
        serials = range(first + 1, min(first + BATCH, size) + 1)
        with transaction.atomic(), acting(SYSTEM, "Measure"):
            _batch(authority, [area.pk for area in areas], serials)
    with connection.cursor() as cursor:
        # Only what holds rows: of an empty table ANALYZE says that it is small, and plans are kept by that.
        for model in LAID_IN:
            cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(model._meta.db_table)))
    return authority


def _batch(authority: Authority, areas: Sequence[int], serials: Sequence[int]) -> None:
    homes = dict(zip(serials, bulk.reserve(Property, len(serials)), strict=True))
    accounts = dict(zip(serials, bulk.reserve(Account, len(serials)), strict=True))
    _copy(
        Property, ("id", "authority_id", "reference", "address", "postcode", "search_key"),
        [(homes[n], authority.pk, f"M{n:08d}", [f"{n} Mill Lane", "Overford"], "OV1 2AB", f"{n} mill lane overford")
         for n in serials],
    )  # fmt: skip
    _copy(PropertyArea, ("property_id", "area_id", "period"),
          [(homes[n], areas[n % len(areas)], ALWAYS) for n in serials])  # fmt: skip
    _copy(BandEntry, ("property_id", "band", "period"),
          [(homes[n], BANDS[n % len(BANDS)], ALWAYS) for n in serials])  # fmt: skip
    _copy(
        Account, ("id", "authority_id", "property_id", "number", "period"),
        [(accounts[n], authority.pk, homes[n], numbers.make(n), SINCE) for n in serials],
    )  # fmt: skip
    _people(authority, accounts)
    _copy(Occupancy, ("property_id", "occupied", "period"), [(homes[n], True, SINCE) for n in serials])
    _copy(Household, ("property_id", "adults", "period"),
          [(homes[n], 1 if n % ALONE_EVERY == 0 else 2, SINCE) for n in serials])  # fmt: skip
    _copy(Resident, ("property_id", "name", "disregard", "period"),
          [(homes[n], "Kit Lund", "student", SINCE) for n in serials if n % STUDENT_EVERY == 1])  # fmt: skip
    _copy(Entitlement, ("property_id", "kind", "state", "period"),
          [(homes[n], "disabled", "granted", SINCE) for n in serials if n % DISABLED_EVERY == 2])  # fmt: skip
    _copy(PaymentChoice, ("account_id", "instalments", "pay_day", "method", "period"),
          [(accounts[n], 12 if n % 4 == 0 else 10, 1 + n % 28, "direct_debit", SINCE) for n in serials])  # fmt: skip


def _people(authority: Authority, accounts: dict[int, int]) -> None:
    """Two people on every other account, one on the rest."""
    liable = [(n, place) for n in accounts for place in range(1, 3 if n % PAIR_EVERY else 2)]
    parties = bulk.reserve(Party, len(liable))
    _copy(Party, ("id", "authority_id"), [(pk, authority.pk) for pk in parties])
    _copy(
        PartyName, ("party_id", "title", "given", "family", "search_key", "period"),
        [(pk, "Ms", f"Ana {n}", "Iles", f"ana {n} iles", ALWAYS)
         for pk, (n, _) in zip(parties, liable, strict=True)],
    )  # fmt: skip
    _copy(
        LiableParty, ("account_id", "party_id", "position"),
        [(accounts[n], pk, place) for pk, (n, place) in zip(parties, liable, strict=True)],
    )  # fmt: skip


def _copy(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    if rows:
        bulk.copy(model, columns, rows)
