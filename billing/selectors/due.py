"""Which accounts, and which of their years, a changed fact makes due to be billed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Exists, OuterRef, Q

from accounts.models import Account
from billing.models import Demand, TaxYear
from ledger.models import ChargeYear
from revenues.kernel.years import year_of, year_period

WHY = "reached through a fact that changed, or a run of their authority"


def accounts_to_bill(changed: Mapping[int, date], *, authority_id: int) -> list[tuple[int, date]]:
    """The accounts of changed dwellings that have been billed or should have been, with the first day that differs.

    Args:
        changed: the first day that differs, by property id.
    """
    billed = years_billed(authority_id)
    if not changed or not billed:
        return []
    last = year_period(max(billed)).end
    rows = Account.objects.everywhere(WHY).filter(authority_id=authority_id, property_id__in=changed)
    return [
        (account_id, changed[property_id])
        for account_id, property_id, period in rows.values_list("pk", "property_id", "period")
        if (last is None or max(changed[property_id], period.lower) < last)
        and (period.upper is None or year_of(period.upper) >= min(billed))
    ]


def years_to_bill(account_id: int, *, from_day: date) -> list[int]:
    """The years of an account that a change from a day touches and that its authority has billed, in order.

    A year that another system billed is among them once its baseline is recorded.
    """
    account = Account.objects.everywhere(WHY).get(pk=account_id)
    days = account.days
    assessed = Q(version__gt=0) | Q(assessments__isnull=False)
    own = set(
        ChargeYear.objects.everywhere(WHY)
        .filter(assessed, account_id=account_id)
        .values_list("year", flat=True)
    )
    liable = {year for year in years_billed(account.authority_id) if days.overlaps(year_period(year))}
    return sorted(year for year in own | liable if year >= year_of(from_day))


def years_without_baseline(account_id: int, *, from_day: date) -> list[int]:
    """The years that another system charged, that a change from a day touches, and that have no baseline yet."""
    rows = ChargeYear.objects.everywhere(WHY).filter(
        account_id=account_id, year__gte=year_of(from_day), calculation="elsewhere", assessments=None,
        postings__kind="charged_elsewhere",
    )  # fmt: skip
    return sorted(set(rows.values_list("year", flat=True)))


def accounts_billed_in(authority_id: int, *, year: int) -> list[int]:
    """The accounts of an authority that have been assessed here for a year, ascending."""
    rows = ChargeYear.objects.everywhere(WHY).filter(authority_id=authority_id, year=year, version__gt=0)
    return list(rows.order_by("account_id").values_list("account_id", flat=True))


def years_billed(authority_id: int) -> list[int]:
    """The years for which the authority has sent a first demand; one query over its few tax years."""
    sent = Demand.objects.everywhere(WHY).filter(
        charge_year__authority_id=OuterRef("authority_id"), charge_year__year=OuterRef("year"), kind="demand"
    )
    rows = TaxYear.objects.everywhere(WHY).filter(Exists(sent), authority_id=authority_id)
    return sorted(rows.values_list("year", flat=True))
