"""Setting money received against what has been demanded, the oldest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Max, Sum
from django.db.models.functions import Coalesce

from ledger.models import Allocation, DebtItem, Posting
from ledger.selectors.carries import carried_net, reversed_receipts
from revenues.runs import bulk

COLUMNS = ("receipt_id", "debt_item_id", "pence")
WHY = "their accounts are locked"


def allocate(charge_year_ids: Sequence[int]) -> None:
    """Set every receipt that still has money left against the debt items still open, for any number of charge years.

    A few statements whatever the number. A slice of minus pence (a lower demand) closes the latest open items first.
    What a receipt met is undone where it was reversed, or where its money was carried to another year.
    """
    _undo(charge_year_ids)
    receipts, items = _receipts(charge_year_ids), _items(charge_year_ids)
    rows = []
    for charge_year_id, waiting in receipts.items():
        rows += _matched(waiting, items.get(charge_year_id, []))
    if rows:
        bulk.copy(Allocation, COLUMNS, rows)


def _undo(ids: Sequence[int]) -> None:
    """Take back what reversed receipts met, and the latest that was met with more money than there is."""
    gone, out = reversed_receipts(ids), carried_net(ids)
    if not gone and not out:
        return
    met: dict[int, list[list[int]]] = defaultdict(list)
    sums = (
        Allocation.objects.filter(receipt__charge_year_id__in=ids)
        .values("receipt__charge_year_id", "receipt_id", "debt_item_id")
        .annotate(met=Sum("pence"), last=Max("pk"))
        .filter(met__gt=0)
        .order_by("last")
    )
    for row in sums:
        met[row["receipt__charge_year_id"]].append([row["receipt_id"], row["debt_item_id"], int(row["met"])])
    held = _held(ids, gone)
    rows = []
    for charge_year_id, pieces in met.items():
        rows += [(receipt, item, -pence) for receipt, item, pence in pieces if receipt in gone]
        kept = [piece for piece in pieces if piece[0] not in gone]
        there = held.get(charge_year_id, 0) - out.get(charge_year_id, 0)
        rows += _latest(kept, sum(pence for *_, pence in kept) - there)
    if rows:
        bulk.copy(Allocation, COLUMNS, rows)


def _latest(pieces: Sequence[Sequence[int]], excess: int) -> list[tuple[int, int, int]]:
    rows = []
    for receipt, item, pence in reversed(pieces):
        part = min(pence, excess)
        if part > 0:
            rows.append((receipt, item, -part))
            excess -= part
    return rows


def _held(ids: Sequence[int], gone: set[int]) -> dict[int, int]:
    """Pence received by charge year, without what was reversed."""
    rows = Posting.objects.everywhere(WHY).filter(charge_year_id__in=ids, kind="receipt", pence__lt=0)
    sums = rows.exclude(pk__in=gone).values_list("charge_year_id").annotate(total=Sum("pence")).order_by()
    return {charge_year_id: -int(total) for charge_year_id, total in sums}


def _receipts(ids: Sequence[int]) -> dict[int, list[list[int]]]:
    """``[posting id, pence not yet allocated]`` by charge year, oldest first; what was carried away is left out."""
    found: dict[int, list[list[int]]] = defaultdict(list)
    rows = (
        Posting.objects.everywhere(WHY)
        .filter(charge_year_id__in=ids, kind="receipt", pence__lt=0)
        .exclude(pk__in=reversed_receipts(ids))
        .annotate(used=Coalesce(Sum("allocations__pence"), 0))
        .order_by("value_date", "pk")
    )
    for charge_year_id, pk, pence, used in rows.values_list("charge_year_id", "pk", "pence", "used"):
        if -pence > used:
            found[charge_year_id].append([pk, -pence - int(used)])
    for charge_year_id, out in carried_net(ids).items():
        _close_latest(found[charge_year_id], out)
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
