"""Journeys across apps: the account page, search, scenarios."""
