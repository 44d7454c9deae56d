"""What other apps may know of dwellings, and how the council came to know a fact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Told:
    """How a fact came to be recorded.

    ``on`` is the business day on which it was decided; ``told_on`` the day the council was told, None for the same
    day; ``source`` and ``evidence`` are kept on the fact; ``reason`` goes into its history.
    """

    on: date
    told_on: date | None = None
    source: str = ""
    evidence: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class NewProperty:
    """What is recorded of a dwelling when it is created. ``annexe_of_id`` is the dwelling it belongs to."""

    reference: str
    address: tuple[str, ...]
    postcode: str = ""
    kind: str = "house"
    status: str = "listed"
    uprn: int | None = None
    voa_reference: str = ""
    annexe_of_id: int | None = None
