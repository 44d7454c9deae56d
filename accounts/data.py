"""Dated facts about a dwelling's people, as other apps may know them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Occupied:
    """Whether anyone lives there, and whether it is substantially furnished."""

    occupied: bool
    furnished: bool = True


@dataclass(frozen=True, slots=True)
class Disregarded:
    """One resident who is not counted, and the class under which (``student``, ``smi`` ...)."""

    resident: str
    cls: str


@dataclass(frozen=True, slots=True)
class Interest:
    """What one person has in a dwelling on a day, as the hierarchy of s.6(2) asks it.

    ``tenure``: ``freehold``, ``leasehold``, ``tenancy`` (statutory, secure, assured, introductory),
    ``licence`` or ``none``. ``term_months`` is the term of a lease. ``superior`` is the number of leases
    above this one: the higher, the more inferior. ``disregard`` is ``smi`` or ``student`` where s.6(4)
    asks. ``partner_of`` is the party with whom this one lives as a couple. ``tenancy_type`` says
    ``assured`` where that matters; ``whole`` is False for an interest in a part only.
    """

    party: str
    tenure: str
    resident: bool
    term_months: int | None = None
    superior: int = 0
    disregard: str = ""
    partner_of: str = ""
    tenancy_type: str = ""
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Excepted:
    """A premium exception: its class (``G``) and the day of the event from which its months run."""

    cls: str
    since: date | None = None


@dataclass(frozen=True, slots=True)
class NewParty:
    """What is recorded of a person or organisation when it is first met.

    An organisation has only ``family``. Without ``address`` a party is written to at the dwelling.
    """

    family: str
    given: str = ""
    title: str = ""
    kind: str = "person"
    born_on: date | None = None
    died_on: date | None = None
    address: tuple[str, ...] = ()
    postcode: str = ""
    country: str = ""
    phone: str = ""
    email: str = ""
    bill_format: str = "standard"
    language_needs: str = ""
    e_notices_since: date | None = None
    vulnerability: str = ""


@dataclass(frozen=True, slots=True)
class NewEntitlement:
    """What is claimed for a dwelling: kind, class, period (half-open), and a percentage where the kind has one."""

    kind: str
    starts: date
    cls: str = ""
    ends: date | None = None
    percent: int | None = None
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class NewInterest:
    """What a party is said to hold in a dwelling."""

    tenure: str
    tenancy_type: str = ""
    granted_on: date | None = None
    term_months: int | None = None
    term_ends: date | None = None
    whole: bool = True
