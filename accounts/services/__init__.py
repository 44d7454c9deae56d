"""Writing facts about people, accounts and what they are entitled to."""

from accounts.services.dwelling import (
    record_circumstance,
    record_household,
    record_interest,
    record_occupancy,
    record_resident,
)
from accounts.services.entitlements import (
    cancel_entitlement,
    end_entitlement,
    grant_entitlement,
    record_probate,
    record_sale,
)
from accounts.services.liability import close_account, open_account
from accounts.services.parties import correct_name, create_party

__all__ = [
    "cancel_entitlement",
    "close_account",
    "correct_name",
    "create_party",
    "end_entitlement",
    "grant_entitlement",
    "open_account",
    "record_circumstance",
    "record_household",
    "record_interest",
    "record_occupancy",
    "record_probate",
    "record_resident",
    "record_sale",
]
