"""What has been paid: most pay each instalment on its day, some late, some not at all, some all at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from random import Random

from django.db import transaction

from billing.models import Instalment
from casework.services.demo.councils import SEED, YEAR
from ledger.data import Leg
from ledger.models import Allocation, DebtItem, Entry, Posting
from ledger.services import lock_accounts, post
from revenues.audit.data import Actor
from revenues.authority.models import Authority
from revenues.runs import bulk

UNTIL = date(2026, 11, 20)
WHY = "a demonstration's receipts, of one authority"
CHUNK = 2000
Due = tuple[date, int]


def receive(authority: Authority, *, by: Actor, besides: Iterable[int] = ()) -> tuple[int, int]:
    """Post what has come in by ``UNTIL``, an entry for each day; the same again posts nothing.

    Args:
        besides: accounts that are left alone.

    Returns:
        How many receipts there are and their pence; nought where all were posted before.
    """
    prefix = f"receipt:demo {authority.slug} "
    if Entry.objects.everywhere(WHY).filter(authority=authority, source__startswith=prefix).exists():
        return 0, 0
    by_day: dict[date, list[tuple[int, int, int]]] = defaultdict(list)
    for (account_id, charge_year_id, number), plan in _plans(authority, set(besides)).items():
        habit = Random(f"{SEED}:{number}")  # noqa: S311 - an invented habit, not a secret
        for day, pence in paid(plan, habit):
            by_day[day].append((account_id, charge_year_id, pence))
    with transaction.atomic():
        for day in sorted(by_day):
            _post_day(authority, day, by_day[day], source=f"{prefix}{day}", by=by)
        _allocate(authority, prefix)
    amounts = [pence for rows in by_day.values() for _, _, pence in rows]
    return len(amounts), sum(amounts)


def paid(plan: Sequence[Due], habit: Random) -> list[Due]:
    """What somebody of some habit has paid by ``UNTIL`` of the instalments of a plan."""
    fallen_due = [(day, pence) for day, pence in plan if day <= UNTIL]
    chance = habit.random()
    if not fallen_due or chance < 0.03:
        return []
    if chance < 0.05:
        return [(fallen_due[0][0], sum(pence for _, pence in plan))]
    if chance < 0.12:
        missed = habit.randint(1, min(3, len(fallen_due)))
        return fallen_due[: len(fallen_due) - missed]
    if chance < 0.14:
        return [(day, pence - pence % 1000) for day, pence in fallen_due if pence >= 1000]
    return fallen_due


def _plans(authority: Authority, besides: set[int]) -> Mapping[tuple[int, int, str], list[Due]]:
    """Every current plan of the year, by account, charge year and account number."""
    rows = Instalment.objects.filter(
        plan__authority=authority, plan__current=True, plan__charge_year__year=YEAR
    ).order_by("plan__charge_year__account_id", "number")
    found: dict[tuple[int, int, str], list[Due]] = defaultdict(list)
    for account_id, charge_year_id, number, due, pence in rows.values_list(
        "plan__charge_year__account_id", "plan__charge_year_id", "plan__charge_year__account__number",
        "due_on", "pence",
    ):  # fmt: skip
        if account_id not in besides:
            found[account_id, charge_year_id, number].append((due, pence))
    return found


def _post_day(
    authority: Authority, day: date, rows: Sequence[tuple[int, int, int]], *, source: str, by: Actor
) -> None:
    lock_accounts([account_id for account_id, _, _ in rows], by=by)
    legs = [Leg(-pence, "receipt", YEAR, charge_year_id=charge_year_id) for _, charge_year_id, pence in rows]
    total = sum(pence for _, _, pence in rows)
    post(
        authority_id=authority.pk,
        kind="receipt",
        source=source,
        legs=[*legs, Leg(total, "receipt", YEAR, control="bank")],
        value_date=day,
        accounting_date=day,
        by=by,
    )


def _allocate(authority: Authority, prefix: str) -> None:
    """Set the receipts against the sums demanded, the oldest first."""
    demanded: dict[int, list[list[int]]] = defaultdict(list)
    items = DebtItem.objects.everywhere(WHY).filter(authority=authority, charge_year__year=YEAR, pence__gt=0)
    for item_id, charge_year_id, pence in items.order_by("due_on", "pk").values_list(
        "pk", "charge_year_id", "pence"
    ):
        demanded[charge_year_id].append([item_id, pence])
    legs = Posting.objects.everywhere(WHY).filter(
        entry__authority=authority, entry__source__startswith=prefix, control=""
    )
    rows = []
    for posting_id, charge_year_id, pence in (
        legs.order_by("value_date", "pk").values_list("pk", "charge_year_id", "pence").iterator(CHUNK)
    ):
        rows += _met(posting_id, -pence, demanded[charge_year_id])
    bulk.copy(Allocation, ("receipt_id", "debt_item_id", "pence"), rows)


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
