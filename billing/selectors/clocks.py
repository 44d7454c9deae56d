"""Accounts whose charge may change of itself: an anniversary, a limit, an age."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from accounts.models import Circumstance, Entitlement, Occupancy, Resident
from accounts.rules.disregards import CLOCKED
from ledger.models import ChargeYear
from revenues.kernel.years import year_of, year_period

WHY = "clocks run at every authority"


@dataclass(frozen=True, slots=True)
class Assessed:
    """One account and year that is billed here, and the day to which its last assessment knew."""

    authority_id: int
    account_id: int
    year: int
    as_at: date


def with_clocks(*, on: date, authority_id: int | None = None) -> Iterator[Assessed]:
    """Accounts of dwellings with a clock whose last assessment is older than a day, by authority and account.

    Args:
        on: the day. The year of it, the one before and the one after are looked at, as far as they are billed; a year
            that was assessed after its end has no clock left.
    """
    for year in range(year_of(on) - 1, year_of(on) + 2):
        end = year_period(year).end
        rows = ChargeYear.objects.everywhere(WHY).filter(_has_clock(), year=year, version__gt=0)
        if authority_id is not None:
            rows = rows.filter(authority_id=authority_id)
        latest = rows.annotate(as_at=Max("assessments__as_at")).filter(as_at__lt=min(on, end or on))
        for row in latest.order_by("authority_id", "account_id").values_list(
            "authority_id", "account_id", "as_at"
        ):
            yield Assessed(row[0], row[1], year, row[2])


def _has_clock() -> Q:
    """The dwelling has been empty, or something about it or somebody in it has an end by the law."""
    entitled = Q(kind="exemption") | Q(kind="premium_exception")
    return (
        Exists(_there(Occupancy).filter(occupied=False))
        | Exists(_there(Entitlement).filter(entitled, state="granted"))
        | Exists(_there(Circumstance))
        | Exists(_there(Resident).filter(disregard__in=CLOCKED))
    )


def _there(model: type[Occupancy | Entitlement | Circumstance | Resident]) -> QuerySet:
    """Facts of the charge year's dwelling on days on which its account is liable."""
    liable = OuterRef("account__period")
    return model.objects.filter(property_id=OuterRef("account__property_id"), period__overlap=liable)
