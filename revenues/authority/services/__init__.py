"""Writes: who may do what, and what an authority chooses."""

from revenues.authority.services.grants import grant_role, revoke_role
from revenues.authority.services.settings import set_setting

__all__ = ["grant_role", "revoke_role", "set_setting"]
