"""What the ledger says of charges, for one charge year or for many in one query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Sum

from ledger.data import CHARGE_KINDS, ChargeKey
from ledger.models import ChargeYear, Posting

WHY = "the ids were reached through a scope or a run"


def live_lines(charge_year_id: int) -> dict[ChargeKey, int]:
    """Signed pence by charge line, as all postings so far add up; lines that add up to nought are left out."""
    return live_lines_of([charge_year_id]).get(charge_year_id, {})


def live_lines_of(charge_year_ids: Sequence[int]) -> dict[int, dict[ChargeKey, int]]:
    """``live_lines`` of many charge years in one query."""
    if not charge_year_ids:
        return {}
    rows = (
        Posting.objects.everywhere(WHY)
        .filter(charge_year_id__in=charge_year_ids, kind__in=CHARGE_KINDS)
        .values_list("charge_year_id", "kind", "detail", "period_start", "period_end")
        .annotate(total=Sum("pence"))
        .order_by()
    )
    found: dict[int, dict[ChargeKey, int]] = defaultdict(dict)
    for charge_year_id, kind, detail, start, end, total in rows:
        if total:
            found[charge_year_id][ChargeKey(kind, detail, start, end)] = int(total)
    return found


def charge_years_of(
    account_ids: Sequence[int], *, year: int, tax: str = "council_tax"
) -> dict[int, ChargeYear]:
    """The charge year of each account that has one, by account id, in one query."""
    rows = ChargeYear.objects.everywhere(WHY).filter(account_id__in=account_ids, year=year, tax=tax)
    return {row.account_id: row for row in rows}


def entry_total(entry_id: int) -> int:
    """What the legs of an entry add up to in the database: nought, always."""
    return Posting.objects.everywhere(WHY).filter(entry_id=entry_id).aggregate(t=Sum("pence"))["t"] or 0
