"""What has been paid: most pay each instalment on its day, some late, some not at all, some all at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from random import Random

from django.db import transaction

from billing.models import Instalment
from casework.services.demo.councils import SEED, YEAR
from ledger.selectors.sources import posted_from
from ledger.services.many_receipts import Received, post_receipts
from revenues.audit.data import Actor
from revenues.authority.models import Authority

UNTIL = date(2026, 11, 20)
Due = tuple[date, int]


def receive(authority: Authority, *, by: Actor, besides: Iterable[int] = ()) -> tuple[int, int]:
    """Post what has come in by ``UNTIL``, an entry for each day; the same again posts nothing.

    Args:
        besides: accounts that are left alone.

    Returns:
        How many receipts there are and their pence; nought where all were posted before.
    """
    prefix = f"demo {authority.slug} "
    if posted_from(authority_id=authority.pk, source=f"receipt:{prefix}"):
        return 0, 0
    by_day: dict[date, list[Received]] = defaultdict(list)
    for (account_id, charge_year_id, number), plan in _plans(authority, set(besides)).items():
        habit = Random(f"{SEED}:{number}")  # noqa: S311 - an invented habit, not a secret
        for day, pence in paid(plan, habit):
            by_day[day].append(Received(account_id, charge_year_id, pence))
    with transaction.atomic():
        for day in sorted(by_day):
            post_receipts(
                authority_id=authority.pk,
                year=YEAR,
                rows=by_day[day],
                received_on=day,
                source=f"{prefix}{day}",
                by=by,
            )
    amounts = [row.pence for rows in by_day.values() for row in rows]
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
