"""Loading accounts with their people and facts: parse, want, and, once nothing is wrong, write.

``casework`` opens the transaction and adds what is above accounts: how they pay, and balances.
"""

from __future__ import annotations

from accounts.services.loading.accounts import find_accounts, want_accounts
from accounts.services.loading.dwelling import say_dwellings, say_entitlements
from accounts.services.loading.people import find_people, say_people
from accounts.services.loading.state import AccountFiles, Load, Wanted, parse
from accounts.services.loading.write import proofs, write


def want(load: Load) -> None:
    """Find what is held and state what the files want. Whatever is wrong is in ``load.problems``."""
    find_accounts(load)
    want_accounts(load)
    find_people(load)
    say_people(load)
    say_dwellings(load)
    say_entitlements(load)


__all__ = ["AccountFiles", "Load", "Wanted", "parse", "proofs", "want", "write"]
