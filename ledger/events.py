"""What has happened to money, for apps above to record the work that is due."""

from __future__ import annotations

from dataclasses import dataclass

from revenues.kernel.events import Event


@dataclass(frozen=True, slots=True)
class CreditMoved(Event):
    """A credit was carried into a year of an account, or taken back from it: what is to be paid there differs."""

    account_id: int
    authority_id: int
    year: int
