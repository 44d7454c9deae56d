"""How the persons liable on an account have asked to pay."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from accounts.services.liability import lock_account
from billing.models import PaymentChoice
from billing.rules.plans import Terms, problem_with
from revenues.audit.data import Actor
from revenues.audit.services import acting, record
from revenues.authority.selectors import law_for
from revenues.kernel.errors import DomainError
from valuation.data import Told
from valuation.services.timeline import put

METHODS = ("cash", "direct_debit", "standing_order")
BEFORE = Terms(10, 1)


def choose_payment(
    *,
    account_id: int,
    starts: date,
    told: Told,
    by: Actor,
    terms: Terms = BEFORE,
    method: str = "cash",
) -> PaymentChoice:
    """Record how an account is to be paid from a day: on which terms, by which method.

    Terms that are not the statutory ones name their basis: an agreement, a determination, the council's own scheme.

    Raises:
        NotPermitted: the actor may not change facts at the authority. Conflict: no such account.
        DomainError: terms or a method that the law of the day does not know.
    """
    with transaction.atomic(), acting(by, told.reason or "payment choice recorded"):
        account = lock_account(account_id=account_id, by=by, on=told.on)
        if wrong := problem_with(terms, on=starts, law=law_for(account.authority_id)):
            raise DomainError(wrong, account_id=account_id)
        if method not in METHODS:
            raise DomainError(f"{method!r} is not a way to pay: {', '.join(METHODS)}.", method=method)
        values = {
            "instalments": terms.number,
            "pay_day": terms.day,
            "method": method,
            "frequency": terms.frequency,
            "basis": terms.basis,
        }
        choice: PaymentChoice
        choice, changed = put(
            PaymentChoice.objects.all(),
            owner={"account_id": account_id},
            values=values,
            starts=starts,
            ends=None,
            told=told,
        )
        if changed:
            record(
                verb="choose_payment", subject=("account", account_id), by=by, reason=told.reason,
                authority_id=account.authority_id, after=values,
            )  # fmt: skip
    return choice
