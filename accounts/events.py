"""What has happened to accounts and to the facts they are charged on, for apps above to record what is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from revenues.kernel.events import Event


@dataclass(frozen=True, slots=True)
class AccountOpened(Event):
    """A set of people is liable for a dwelling from a day."""

    account_id: int
    property_id: int
    authority_id: int
    from_day: date


@dataclass(frozen=True, slots=True)
class AccountClosed(Event):
    """An account's last day of liability is another than it was; ``from_day`` is the first day that differs."""

    account_id: int
    property_id: int
    authority_id: int
    from_day: date


@dataclass(frozen=True, slots=True)
class DwellingFactsChanged(Event):
    """Who lives in a dwelling, whether it is furnished, or what lowers its charge differs from a day."""

    property_id: int
    authority_id: int
    from_day: date


@dataclass(frozen=True, slots=True)
class PartyChanged(Event):
    """A person's name, address or needs differ: what is printed from now on, never what is charged."""

    party_id: int
    authority_id: int
    from_day: date


@dataclass(frozen=True, slots=True)
class AccountsLoaded(Event):
    """A file has been loaded: the dwellings it opened, closed or changed, each with the first day that differs."""

    authority_id: int
    changed: tuple[tuple[int, date], ...]
