"""Dated facts about a dwelling's people, as other apps may know them."""

from __future__ import annotations

from dataclasses import dataclass


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

    ``tenure``: ``freehold``, ``leasehold``, ``tenancy`` (statutory, secure, assured, introductory), ``licence``
    or ``none``. ``term_months`` is the term of a lease. ``disregard`` is ``smi`` or ``student`` where s.6(4) asks.
    """

    party: str
    tenure: str
    resident: bool
    term_months: int | None = None
    superior: int = 0
    disregard: str = ""
    partner_of: str = ""
