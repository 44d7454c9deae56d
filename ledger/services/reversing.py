"""A receipt that came back: a bounced cheque, an unpaid Direct Debit, money of somebody else."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from ledger.data import Leg
from ledger.models import Posting
from ledger.selectors.carries import REVERSAL
from ledger.services.allocation import allocate
from ledger.services.credits import lock_down_the_line, take_back_credits
from ledger.services.posting import Posted, post
from revenues.audit.data import Actor
from revenues.audit.services import record
from revenues.authority.rules.roles import REBILL
from revenues.authority.selectors import require
from revenues.kernel.errors import DomainError

WHY = "the caller names the receipt; the right is checked on its authority"


def reverse_receipt(*, posting_id: int, on: date, reason: str, by: Actor) -> Posted:
    """Reverse a receipt where it was posted, and follow its money: a credit that it made and was carried goes back.

    The same receipt twice is reversed once and says so.

    Args:
        posting_id: the receipt's leg on a charge year.
        on: the day on which the reversal counts.

    Raises:
        DomainError: this is no receipt of a charge year. Conflict: an account is held. NotPermitted.
    """
    receipt = (
        Posting.objects.everywhere(WHY)
        .select_related("charge_year")
        .filter(pk=posting_id, kind="receipt", pence__lt=0)
        .first()
    )
    if receipt is None or receipt.charge_year is None:
        raise DomainError("This is not a receipt on an account.", posting_id=posting_id)
    year, charge_year = receipt.year, receipt.charge_year
    require(by, REBILL, authority_id=receipt.authority_id, on=on)
    with transaction.atomic():
        lock_down_the_line([charge_year.account_id], year=year, by=by)
        detail = f"{REVERSAL}{posting_id}"
        posted = post(
            authority_id=receipt.authority_id, kind="reversal", source=f"reversal:{posting_id}",
            legs=[
                Leg(-receipt.pence, "receipt", year, charge_year_id=charge_year.pk, detail=detail),
                Leg(receipt.pence, "receipt", year, control="bank", detail=detail),
            ],
            value_date=on, accounting_date=on, by=by, reason=reason,
        )  # fmt: skip
        if not posted.already:
            take_back_credits([charge_year.pk], on=on, reason=reason, by=by)
            allocate([charge_year.pk])
            record(
                verb="receipt_reversed", subject=("account", charge_year.account_id), by=by, reason=reason,
                authority_id=receipt.authority_id, after={"year": year, "pence": -receipt.pence},
            )  # fmt: skip
    return posted
