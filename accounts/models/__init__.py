"""People, what they have in a dwelling, the accounts they owe on, and what they are entitled to."""

from accounts.models.account import Account, AccountAlias, AccountLink, LiableParty
from accounts.models.dwelling import Circumstance, Household, Interest, Occupancy, Resident
from accounts.models.entitlement import ENTITLEMENT_MOVES, Entitlement
from accounts.models.party import ContactPoint, Party, PartyAddress, PartyAlias, PartyName

__all__ = [
    "ENTITLEMENT_MOVES",
    "Account",
    "AccountAlias",
    "AccountLink",
    "Circumstance",
    "ContactPoint",
    "Entitlement",
    "Household",
    "Interest",
    "LiableParty",
    "Occupancy",
    "Party",
    "PartyAddress",
    "PartyAlias",
    "PartyName",
    "Resident",
]
