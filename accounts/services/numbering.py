"""Giving accounts their numbers."""

from __future__ import annotations

from accounts.models import Account
from accounts.rules import numbers
from revenues.runs import bulk

WHY = "account numbers are unique in the whole installation"


def new_numbers(count: int) -> list[tuple[int, str]]:
    """Ids and numbers for ``count`` new accounts: the id from the sequence, the number made of it.

    No lock is needed, since a sequence never gives an id twice. A number that was given otherwise is passed over.
    """
    found: list[tuple[int, str]] = []
    while len(found) < count:
        offered = {numbers.make(pk): pk for pk in bulk.reserve(Account, count - len(found))}
        taken = set(
            Account.objects.everywhere(WHY).filter(number__in=offered).values_list("number", flat=True)
        )
        found += [(pk, number) for number, pk in offered.items() if number not in taken]
    return found
