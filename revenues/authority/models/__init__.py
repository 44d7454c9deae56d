"""Tables of authorities, users, grants and settings."""

from revenues.authority.models.authority import Authority, BankAccount, Setting
from revenues.authority.models.scoped import ScopedManager
from revenues.authority.models.user import Grant, User

__all__ = ["Authority", "BankAccount", "Grant", "ScopedManager", "Setting", "User"]
