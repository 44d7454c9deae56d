"""Proposing that a small balance of a past year be written off or on. A second person decides; nothing is posted."""

from __future__ import annotations

from datetime import date, datetime

from accounts.models import Account
from billing.rules import small
from ledger.selectors import charge_years_of
from revenues.approval.data import Proposed
from revenues.approval.models import Proposal
from revenues.approval.services import propose
from revenues.audit.data import Actor
from revenues.authority.rules.roles import REBILL
from revenues.authority.selectors import law_for
from revenues.kernel.errors import DomainError
from revenues.kernel.money import pounds
from revenues.kernel.years import label, year_of

WHY = "the right to propose is checked on its authority"


def propose_small_balance(*, account_id: int, year: int, on: date, at: datetime, by: Actor) -> Proposal:
    """Put the balance of a past year to a second person, to be written off or on.

    Raises:
        DomainError: the year still runs, nothing stands on it, or the balance is not within the council's limits.
        Conflict: it is proposed already. NotPermitted.
    """
    account = Account.objects.everywhere(WHY).get(pk=account_id)
    row = charge_years_of([account_id], year=year).get(account_id)
    if row is None or year >= year_of(on):
        raise DomainError(f"{label(year)} is not a past year of this account.", year=year)
    kind = small.proposal(row.balance, on=on, law=law_for(account.authority_id))
    if not kind:
        raise DomainError(f"{pounds(row.balance)} is not a small balance by the council's limits.", year=year)
    told = f"{pounds(row.balance)} left of {label(year)} is within the council's limit for small balances"
    proposed = Proposed(kind, ("charge_year", row.pk), told, pence=abs(row.balance))
    return propose(proposed=proposed, authority_id=account.authority_id, by=by, at=at, permission=REBILL)
