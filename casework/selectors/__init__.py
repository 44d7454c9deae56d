"""Reads over several contexts: the account page, its working, search, the first page."""
