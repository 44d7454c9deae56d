"""Many receipts of one day as one entry, as a bank's file brings them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Sum

from ledger.data import Leg
from ledger.models import Allocation, DebtItem, Posting
from ledger.services.locks import lock_accounts
from ledger.services.posting import Posted, post
from revenues.audit.data import Actor
from revenues.kernel.errors import DomainError
from revenues.runs import bulk

WHY = "their accounts are locked"


@dataclass(frozen=True, slots=True)
class Received:
    """Pence received for a charge year of an account, more than nought, and how it was paid where that is known."""

    account_id: int
    charge_year_id: int
    pence: int
    method: str = ""


def post_receipts(
    *,
    authority_id: int,
    year: int,
    rows: Sequence[Received],
    received_on: date,
    source: str,
    by: Actor,
) -> Posted:
    """Post receipts of one year and day with one contra leg, and set them against what was demanded, oldest first.

    The same source with the same receipts changes nothing and says so.

    Raises:
        DomainError: no receipts, or one that is not more than nought.
        Conflict: an account is held, or the source was posted with other receipts.
    """
    if not rows or any(row.pence <= 0 for row in rows):
        raise DomainError("Receipts must each be more than nought.", rows=len(rows))
    with transaction.atomic():
        lock_accounts([row.account_id for row in rows], by=by)
        legs = [
            Leg(-row.pence, "receipt", year, charge_year_id=row.charge_year_id, detail=row.method)
            for row in rows
        ]
        total = sum(row.pence for row in rows)
        posted = post(
            authority_id=authority_id,
            kind="receipt",
            source=f"receipt:{source}",
            legs=[*legs, Leg(total, "receipt", year, control="bank")],
            value_date=received_on,
            accounting_date=received_on,
            by=by,
        )
        if not posted.already:
            _allocate(posted.entry_id)
    return posted


def _allocate(entry_id: int) -> None:
    """Set the receipts of an entry against the sums demanded that money has not met yet."""
    receipts = list(
        Posting.objects.everywhere(WHY)
        .filter(entry_id=entry_id, charge_year__isnull=False)
        .order_by("leg")
        .values_list("pk", "charge_year_id", "pence")
    )
    left = _left({charge_year_id for _, charge_year_id, _ in receipts})
    rows: list[tuple[int, int, int]] = []
    for posting_id, charge_year_id, pence in receipts:
        rows += _met(posting_id, -pence, left[charge_year_id])
    bulk.copy(Allocation, ("receipt_id", "debt_item_id", "pence"), rows)


def _left(charge_years: set[int]) -> dict[int, list[list[int]]]:
    """What is left of each sum demanded, by charge year, the oldest first: ``[id, pence]``."""
    items = DebtItem.objects.everywhere(WHY).filter(charge_year_id__in=charge_years, pence__gt=0)
    met = dict(
        Allocation.objects.filter(debt_item__in=items)
        .values_list("debt_item_id")
        .annotate(met=Sum("pence"))
        .order_by()
    )
    found: dict[int, list[list[int]]] = defaultdict(list)
    for item_id, charge_year_id, pence in items.order_by("due_on", "pk").values_list(
        "pk", "charge_year_id", "pence"
    ):
        found[charge_year_id].append([item_id, pence - met.get(item_id, 0)])
    return found


def _met(posting_id: int, pence: int, items: list[list[int]]) -> list[tuple[int, int, int]]:
    """One receipt over what is left of the items, which are lowered by it."""
    rows = []
    for item in items:
        part = min(pence, item[1])
        if part > 0:
            rows.append((posting_id, item[0], part))
            item[1] -= part
            pence -= part
    return rows
