"""Reads: the law of an authority, and who may do what where."""

from revenues.authority.selectors.grants import (
    authorities_in,
    authority_called,
    permissions_of,
    require,
    roles_of,
    scope_of,
)
from revenues.authority.selectors.law import law_for, settings_of

__all__ = [
    "authorities_in",
    "authority_called",
    "law_for",
    "permissions_of",
    "require",
    "roles_of",
    "scope_of",
    "settings_of",
]
