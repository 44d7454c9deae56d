"""Dated facts about a dwelling's people, as other apps may know them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from revenues.kernel.periods import Dated, Period


@dataclass(frozen=True, slots=True)
class Occupied:
    """Whether anyone lives there, and whether it is substantially furnished."""

    occupied: bool
    furnished: bool = True


@dataclass(frozen=True, slots=True)
class Disregarded:
    """One resident who is not counted, and the class under which (``student``, ``smi`` ...).

    ``since`` is the day of the event from which a class with a clock runs (a leaver's last day at school), ``born_on``
    the day of birth where the class ends at an age. Without them the period that was decided stands as it is.
    """

    resident: str
    cls: str
    since: date | None = None
    born_on: date | None = None


@dataclass(frozen=True, slots=True)
class Interest:
    """What one person has in a dwelling on a day, as the hierarchy of s.6(2) asks it.

    ``tenure``: ``freehold``, ``leasehold``, ``tenancy`` (statutory, secure, assured, introductory),
    ``licence`` or ``none``. ``term_months`` is the term of a lease. ``superior`` is the number of leases
    above this one: the higher, the more inferior. ``disregard`` is ``smi`` or ``student`` where s.6(4)
    asks. ``partner_of`` is the party with whom this one lives as a couple. ``tenancy_type`` says
    ``assured`` where that matters; ``whole`` is False for an interest in a part only, ``sole`` True where it is
    said that nobody else holds the like. ``term_ends`` is the first day after a lease or tenancy has come to its
    end. ``died_on`` is the day on which the holder died, ``executor`` who represents the estate.
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
    sole: bool = False
    term_ends: date | None = None
    died_on: date | None = None
    executor: str = ""


@dataclass(frozen=True, slots=True)
class Excepted:
    """A premium exception: its class (``G``) and the day of the event from which its months run.

    ``owner`` is the party whose marketing it is: class G is given once to an owner until the dwelling is sold.
    ``let`` is the letting that came before this marketing: class H is given again after one of some months.
    """

    cls: str
    since: date | None = None
    owner: str = ""
    let: Period | None = None


@dataclass(frozen=True, slots=True)
class Exempted:
    """An exempt class that was claimed and granted, with the days on which its limit turns.

    ``since`` is the first day of the state it needs (last occupation ended, death, left); unknown, it is read from
    the occupation of the dwelling. ``grant`` is the day of probate or letters, ``ended`` that of a sale or transfer.
    """

    cls: str
    since: date | None = None
    grant: date | None = None
    ended: date | None = None


@dataclass(frozen=True, slots=True)
class Circumstance:
    """What is so of a dwelling in which nobody lives: ``seasonal``, ``repair``, ``job_related``, ``pitch``.

    ``since`` is the day from which its months run (repairs); unknown, it is the first day of its period.
    """

    kind: str
    since: date | None = None


class EmptyDwelling(Protocol):
    """What the clocks of a dwelling with no resident ask: its timelines from as far back as is known."""

    @property
    def occupancies(self) -> Sequence[Dated[Occupied]]:
        """Whether anybody lives there; sorted, without overlaps."""

    @property
    def exceptions(self) -> Sequence[Dated[Excepted]]:
        """Exceptions from a premium that were granted, earlier ones among them."""

    @property
    def exempted(self) -> Sequence[Dated[Exempted]]:
        """Exempt classes that were granted, with the days on which their limits turn."""

    @property
    def circumstances(self) -> Sequence[Dated[Circumstance]]:
        """Repairs, restrictions, a job, a pitch."""


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
    """What is claimed for a dwelling: kind, class, period (half-open), and a percentage where the kind has one.

    ``amount`` is pence a year of a discretionary reduction that is no percentage. ``since`` is the day of the event from
    which months run (death, leaving, first marketing), ``grant_on`` that of probate or letters, ``ended_on`` of a sale.
    ``owner_id`` is the party whose marketing class G spares, ``let`` the letting before class H is given again.
    """

    kind: str
    starts: date
    cls: str = ""
    ends: date | None = None
    percent: int | None = None
    review_on: date | None = None
    amount: int | None = None
    since: date | None = None
    grant_on: date | None = None
    ended_on: date | None = None
    owner_id: int | None = None
    let: Period | None = None


@dataclass(frozen=True, slots=True)
class NewDisregard:
    """Why a resident is not counted: the class, and the day from which its clock runs (a leaver's last day)."""

    cls: str
    since: date | None = None


@dataclass(frozen=True, slots=True)
class NewInterest:
    """What a party is said to hold in a dwelling. ``term_ends`` is the last day of its term.

    ``sole``: nobody else holds the like. ``superior``: leases above this one. ``executor_id`` represents the estate.
    """

    tenure: str
    tenancy_type: str = ""
    granted_on: date | None = None
    term_months: int | None = None
    term_ends: date | None = None
    whole: bool = True
    sole: bool = False
    superior: int = 0
    executor_id: int | None = None
