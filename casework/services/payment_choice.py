"""How the persons liable on an account have asked to pay."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from accounts.services.liability import lock_account
from billing.models import PaymentChoice
from revenues.audit.data import Actor
from revenues.audit.services import acting, record
from revenues.authority.selectors import law_for
from revenues.kernel.errors import DomainError
from valuation.data import Told
from valuation.services.timeline import put

LATEST_DAY = "billing.instalments.latest_payment_day"
ON_REQUEST = "billing.instalments.on_request_count"
DEFAULT = "billing.instalments.default_count"
METHODS = ("cash", "direct_debit", "standing_order")


def choose_payment(
    *,
    account_id: int,
    starts: date,
    told: Told,
    by: Actor,
    instalments: int = 10,
    pay_day: int = 1,
    method: str = "cash",
) -> PaymentChoice:
    """Record how an account is to be paid from a day: instalments a year, day of the month, method.

    Raises:
        NotPermitted: the actor may not change facts at the authority. Conflict: no such account.
        DomainError: a number, day or method that the law of the day does not know.
    """
    with transaction.atomic(), acting(by, told.reason or "payment choice recorded"):
        account = lock_account(account_id=account_id, by=by, on=told.on)
        law = law_for(account.authority_id)
        known = sorted({law.value(DEFAULT, starts), law.value(ON_REQUEST, starts), 10})
        if instalments not in known:
            raise DomainError(
                f"{instalments} instalments cannot be asked for: {' or '.join(map(str, known))}."
            )
        latest = law.value(LATEST_DAY, starts)
        if not 1 <= pay_day <= latest:
            raise DomainError(f"The payment day must be from 1 to {latest}, not {pay_day}.", day=pay_day)
        if method not in METHODS:
            raise DomainError(f"{method!r} is not a way to pay: {', '.join(METHODS)}.", method=method)
        choice: PaymentChoice
        choice, changed = put(
            PaymentChoice.objects.all(),
            owner={"account_id": account_id},
            values={"instalments": instalments, "pay_day": pay_day, "method": method},
            starts=starts,
            ends=None,
            told=told,
        )
        if changed:
            record(
                verb="choose_payment", subject=("account", account_id), by=by, reason=told.reason,
                authority_id=account.authority_id,
                after={"instalments": instalments, "pay_day": pay_day, "method": method},
            )  # fmt: skip
    return choice
