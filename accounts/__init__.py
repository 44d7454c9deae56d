"""Parties, accounts, liability, occupation and entitlements."""
