"""How an account number stands in an address."""

from __future__ import annotations

from accounts.rules import numbers


class AccountNumber:
    """``50012345-7``; one typed without its dash, or with a wrong check digit, is no page."""

    regex = r"[0-9]{8}-?[0-9]"

    def to_python(self, value: str) -> str:
        return numbers.normalise(value)

    def to_url(self, value: str) -> str:
        return value
