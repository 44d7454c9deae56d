"""The records of an invented population, as a file from another system would hold them. Periods are half-open."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Dwelling:
    """One line of the valuation list; ``annexe_of`` is another dwelling's reference."""

    reference: str
    uprn: int
    voa_reference: str
    address: tuple[str, ...]
    postcode: str
    kind: str
    area: str
    band: str
    band_from: date
    annexe_of: str = ""
    before: tuple[str, date] | None = None  # band and first day of the entry before this one


@dataclass(frozen=True, slots=True)
class Person:
    """A person or organisation; an address only where it is not the dwelling's."""

    reference: str
    family: str
    given: str = ""
    title: str = ""
    kind: str = "person"
    born_on: date | None = None
    died_on: date | None = None
    phone: str = ""
    email: str = ""
    bill_format: str = "standard"
    e_notices_since: date | None = None
    address: tuple[str, ...] = ()
    postcode: str = ""

    @property
    def full(self) -> str:
        """``Ms Ana Iles``."""
        return " ".join(part for part in (self.title, self.given, self.family) if part)


@dataclass(frozen=True, slots=True)
class Liability:
    """An account: who is liable for which dwelling, when, under which class; ``follows`` is the account before it."""

    reference: str
    dwelling: str
    people: tuple[str, ...]
    starts: date
    ends: date | None = None
    cls: str = "a"
    capacity: str = "own"
    follows: str = ""
    because: str = ""
    tenure: str = "freehold"


@dataclass(frozen=True, slots=True)
class Lived:
    """Occupied or not, furnished or not, for a period."""

    dwelling: str
    occupied: bool
    furnished: bool
    starts: date
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class Adults:
    """How many adults live there, for a period."""

    dwelling: str
    adults: int
    starts: date
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class Lodged:
    """A named adult who is disregarded, for a period."""

    dwelling: str
    person: str
    name: str
    disregard: str
    starts: date
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class Granted:
    """An exemption, annexe discount or disabled reduction, for a period."""

    dwelling: str
    kind: str
    cls: str
    starts: date
    ends: date | None = None
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class Pays:
    """How an account is to be paid."""

    account: str
    instalments: int
    day: int
    method: str
    starts: date


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """What another system had on an account: ``opening_balance``, ``charged_elsewhere``, ``paid_elsewhere``."""

    account: str
    year: int
    kind: str
    pence: int


@dataclass(slots=True)
class Population:
    """Everything of one council."""

    dwellings: list[Dwelling] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    accounts: list[Liability] = field(default_factory=list)
    lived: list[Lived] = field(default_factory=list)
    adults: list[Adults] = field(default_factory=list)
    lodged: list[Lodged] = field(default_factory=list)
    granted: list[Granted] = field(default_factory=list)
    pays: list[Pays] = field(default_factory=list)
    brought: list[BroughtIn] = field(default_factory=list)
