"""Which credits are carried, from where to where, and the money a credit is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Sum
from django.db.models.functions import Coalesce

from ledger.models import Carry, Posting
from ledger.rules.credits import Money

WHY = "the ids were reached through a scope or a run"
REVERSAL = "reverses:"


@dataclass(frozen=True, slots=True)
class Carried:
    """A credit that is still carried: ids, and the pence that were not taken back."""

    carry_id: int
    source_id: int
    target_id: int
    target_account_id: int
    target_year: int
    pence: int


def carried_from(charge_year_ids: Sequence[int]) -> list[Carried]:
    """Every credit still carried from these charge years, the oldest first. One query."""
    rows = (
        Carry.objects.everywhere(WHY)
        .filter(source_id__in=charge_year_ids, takes_back=None)
        .select_related("target")
        .annotate(back=Coalesce(Sum("taken_back__pence"), 0))
        .order_by("pk")
    )
    return [
        Carried(
            row.pk, row.source_id, row.target_id, row.target.account_id, row.target.year, row.pence + row.back
        )
        for row in rows
        if row.pence + row.back
    ]


def carried_into(charge_year_ids: Sequence[int]) -> dict[int, int]:
    """Pence of credit carried into each charge year and still there; those without are left out. One query."""
    rows = (
        Carry.objects.everywhere(WHY)
        .filter(target_id__in=charge_year_ids)
        .values_list("target_id")
        .annotate(total=Sum("pence"))
        .order_by()
    )
    return {charge_year_id: int(total) for charge_year_id, total in rows if total}


def carried_net(charge_year_ids: Sequence[int]) -> dict[int, int]:
    """Pence of money received that each charge year has passed on: what left it beyond what came to it. Two queries."""
    rows = (
        Carry.objects.everywhere(WHY)
        .filter(source_id__in=charge_year_ids)
        .values_list("source_id")
        .annotate(total=Sum("pence"))
        .order_by()
    )
    out = {charge_year_id: int(total) for charge_year_id, total in rows if total}
    came = carried_into(list(out)) if out else {}
    return {
        source: pence - came.get(source, 0) for source, pence in out.items() if pence > came.get(source, 0)
    }


def accounts_down_the_line(charge_year_ids: Sequence[int]) -> set[int]:
    """The accounts into which a credit of these charge years has gone, and on from there."""
    found: set[int] = set()
    seen = set(charge_year_ids)
    waiting = list(charge_year_ids)
    while waiting:
        rows = carried_from(waiting)
        found |= {row.target_account_id for row in rows}
        waiting = [row.target_id for row in rows if row.target_id not in seen]
        seen |= set(waiting)
    return found


def money_of(charge_year_id: int) -> list[Money]:
    """Every receipt of a charge year that was not reversed, oldest first."""
    legs = Posting.objects.everywhere(WHY).filter(charge_year_id=charge_year_id, kind="receipt")
    reversed_ids = reversed_receipts([charge_year_id])
    return [
        Money(-pence, received_on, method)
        for pk, pence, received_on, method in legs.filter(pence__lt=0)
        .order_by("value_date", "pk")
        .values_list("pk", "pence", "value_date", "detail")
        if pk not in reversed_ids
    ]


def reversed_receipts(charge_year_ids: Sequence[int]) -> set[int]:
    """The ids of receipts of these charge years that were reversed."""
    legs = Posting.objects.everywhere(WHY).filter(
        charge_year_id__in=charge_year_ids, kind="receipt", pence__gt=0, detail__startswith=REVERSAL
    )
    return {int(detail.removeprefix(REVERSAL)) for detail in legs.values_list("detail", flat=True)}
