"""Setting money received against what has been demanded, the oldest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Sum
from django.db.models.functions import Coalesce

from ledger.models import Allocation, DebtItem, Posting
from revenues.runs import bulk

WHY = "their accounts are locked"


def allocate(charge_year_ids: Sequence[int]) -> None:
    """Set every receipt that still has money left against the debt items still open, for any number of charge years.

    Three statements whatever the number. A slice of minus pence (a lower demand) closes the latest open items first.
    """
    receipts, items = _receipts(charge_year_ids), _items(charge_year_ids)
    rows = []
    for charge_year_id, waiting in receipts.items():
        rows += _matched(waiting, items.get(charge_year_id, []))
    if rows:
        bulk.copy(Allocation, ("receipt_id", "debt_item_id", "pence"), rows)


def _receipts(ids: Sequence[int]) -> dict[int, list[list[int]]]:
    """``[posting id, pence not yet allocated]`` by charge year, oldest first."""
    found: dict[int, list[list[int]]] = defaultdict(list)
    rows = (
        Posting.objects.everywhere(WHY)
        .filter(charge_year_id__in=ids, kind="receipt", pence__lt=0)
        .annotate(used=Coalesce(Sum("allocations__pence"), 0))
        .order_by("value_date", "pk")
    )
    for charge_year_id, pk, pence, used in rows.values_list("charge_year_id", "pk", "pence", "used"):
        if -pence > used:
            found[charge_year_id].append([pk, -pence - int(used)])
    return found


def _items(ids: Sequence[int]) -> dict[int, list[list[int]]]:
    """``[debt item id, pence still open]`` by charge year, oldest first."""
    found: dict[int, list[list[int]]] = defaultdict(list)
    rows = (
        DebtItem.objects.everywhere(WHY)
        .filter(charge_year_id__in=ids)
        .annotate(met=Coalesce(Sum("allocations__pence"), 0))
        .order_by("due_on", "pk")
    )
    lower: dict[int, int] = defaultdict(int)
    for charge_year_id, pk, pence, met in rows.values_list("charge_year_id", "pk", "pence", "met"):
        if pence < 0:
            lower[charge_year_id] -= pence
        elif pence > met:
            found[charge_year_id].append([pk, pence - int(met)])
    for charge_year_id, less in lower.items():
        _close_latest(found[charge_year_id], less)
    return found


def _close_latest(items: list[list[int]], less: int) -> None:
    for item in reversed(items):
        part = min(less, item[1])
        item[1] -= part
        less -= part


def _matched(receipts: list[list[int]], items: list[list[int]]) -> list[tuple[int, int, int]]:
    rows = []
    for receipt in receipts:
        for item in items:
            part = min(receipt[1], item[1])
            if part > 0:
                rows.append((receipt[0], item[0], part))
                receipt[1] -= part
                item[1] -= part
    return rows
