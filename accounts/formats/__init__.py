"""Files about people, accounts, entitlements and balances."""
