"""Billing authorities, their users, grants and dated settings."""
