"""The only writers of the ledger."""

from ledger.services.allocation import allocate
from ledger.services.charge_years import open_charge_years
from ledger.services.credits import Place, carry_credit, lock_down_the_line, take_back_credits
from ledger.services.locks import lock_accounts
from ledger.services.money_in import Brought, post_brought, post_brought_many, post_receipt
from ledger.services.posting import Posted, post
from ledger.services.reversing import reverse_receipt

__all__ = [
    "Brought",
    "Place",
    "Posted",
    "allocate",
    "carry_credit",
    "lock_accounts",
    "lock_down_the_line",
    "open_charge_years",
    "post",
    "post_brought",
    "post_brought_many",
    "post_receipt",
    "reverse_receipt",
    "take_back_credits",
]
