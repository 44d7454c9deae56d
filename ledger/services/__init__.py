"""The only writers of the ledger."""

from ledger.services.allocation import allocate
from ledger.services.charge_years import open_charge_years
from ledger.services.locks import lock_accounts
from ledger.services.money_in import Brought, post_brought, post_brought_many, post_receipt
from ledger.services.posting import Posted, post

__all__ = [
    "Brought",
    "Posted",
    "allocate",
    "lock_accounts",
    "open_charge_years",
    "post",
    "post_brought",
    "post_brought_many",
    "post_receipt",
]
