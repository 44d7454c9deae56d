"""What an assessment is made from and what it gives: frozen, pure, the same for screen, bill and auditor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from accounts.data import Disregarded, Occupied
from revenues.kernel.periods import Dated, Period

ENGINE = "2026.1"
BANDS = "ABCDEFGH"


@dataclass(frozen=True, slots=True)
class AreaRates:
    """The tax set for one area and year: total pence by band, and band A with a disabled reduction."""

    totals: Mapping[str, int]
    disabled_a: int


@dataclass(frozen=True, slots=True)
class Reduction:
    """A percentage taken off what is left after the discounts; None where the law gives it: an annexe's 50%."""

    cls: str
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """Everything on which the charge of one account for one financial year depends.

    Timelines are sorted by start. Those of one dwelling-wide state (bands, areas, occupancies, households,
    exemptions, disabled) do not overlap; ``disregards`` and ``reductions`` may. Each entry names its fact
    (``band:123``) so that the working can cite it. A household of None adults is not known: no discount.
    """

    account: str
    year: int
    liable: Period
    bands: tuple[Dated[str], ...]
    areas: tuple[Dated[str], ...]
    rates: Mapping[str, AreaRates]
    occupancies: tuple[Dated[Occupied], ...] = ()
    households: tuple[Dated[int | None], ...] = ()
    disregards: tuple[Dated[Disregarded], ...] = ()
    exemptions: tuple[Dated[str], ...] = ()
    disabled: tuple[Dated[str], ...] = ()
    reductions: tuple[Dated[Reduction], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the charge: what, for which days, at which annual price, how much, by which rule.

    ``kind``: ``charge``, ``disabled``, ``discount``, ``reduction`` or ``exempt`` (a line of no pence that says why
    nothing is charged). ``detail`` is the band, the discount's percentage and reason, or the class. ``annual`` is
    the price of a whole year in pence on which the line stands; ``base`` the pence a percentage was taken of.
    """

    kind: str
    detail: str
    period: Period
    annual: int
    percent: int
    base: int
    amount: int
    rule: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """The whole year's charge of one account, as it should be on the facts known at ``as_at``."""

    year: int
    as_at: date
    lines: tuple[Line, ...]
    total: int
    law_digest: str
    engine: str = ENGINE


@dataclass(frozen=True, slots=True)
class Instalment:
    """One payment of a plan: the day it is due and the pence."""

    due: date
    amount: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A statutory plan: its instalments, the basis in law, and why it looks as it does."""

    instalments: tuple[Instalment, ...]
    basis: str
    reasons: tuple[str, ...] = field(default=())

    @property
    def total(self) -> int:
        """What the instalments add up to."""
        return sum(i.amount for i in self.instalments)
