"""What an assessment is made from and what it gives: frozen, pure, the same for screen, bill and auditor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Protocol

from accounts.data import Circumstance, Disregarded, Excepted, Exempted, Interest, Occupied
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
    """What is taken off what the discounts leave: a percentage, or pence a year by the day.

    ``percent`` None without ``amount`` is what the law gives: an annexe's 50%.
    """

    cls: str
    percent: int | None = None
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class SupportDay:
    """What a Council Tax Reduction scheme is asked about: one day and one applicant.

    ``annual`` is the year's price after premium, discounts and annexe, ``liability`` the day's, ``share`` the
    applicant's part of the day: all exact, in pence. ``days`` is how many the year has.
    """

    on: date
    annual: Fraction
    liability: Fraction
    share: Fraction
    days: int


@dataclass(frozen=True, slots=True)
class Award:
    """What a scheme gives for a day: exact pence, the scheme's code, and why."""

    daily: Fraction
    scheme: str
    reasons: tuple[str, ...] = ()


class SupportRule(Protocol):
    """A Council Tax Reduction scheme with one applicant's circumstances in it. Pure; the same day, the same award."""

    def award(self, day: SupportDay) -> Award:
        """What is taken off the applicant's share of that day; never asked to keep within it."""

    def changes(self, within: Period) -> Iterable[date]:
        """The days of a period on which the award may change of itself."""


@dataclass(frozen=True, slots=True)
class Support:
    """One applicant's Council Tax Reduction.

    ``sharers`` is how many people are jointly liable, she herself among them, her partner not.
    """

    applicant: str
    rule: SupportRule
    sharers: int = 1


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """Everything on which the charge of one account for one financial year depends.

    Timelines are sorted by start. Those of one dwelling-wide state (bands, areas, occupancies, households,
    exemptions, disabled) do not overlap; ``disregards`` and ``reductions`` may. Each entry names its fact
    (``band:123``) so that the working can cite it. A household of None adults is not known: no discount.

    ``exemptions`` are classes for the period given, whatever else is known; ``exempted`` are classes whose limits the
    clocks work out and whose state is asked. ``occupancies`` and ``exceptions`` are given from as far back as is known,
    earlier years among them; ``circumstances`` and ``support`` may overlap. ``interests`` are only looked through for
    contradictions: who is liable is decided before.
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
    exceptions: tuple[Dated[Excepted], ...] = ()
    exempted: tuple[Dated[Exempted], ...] = ()
    circumstances: tuple[Dated[Circumstance], ...] = ()
    support: tuple[Dated[Support], ...] = ()
    interests: tuple[Dated[Interest], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the charge: what, for which days, at which annual price, how much, by which rule.

    ``kind``: ``charge``, ``disabled``, ``premium``, ``discount``, ``reduction``, ``support`` or ``exempt`` (a line of no
    pence that says why nothing is charged). ``detail`` is the band, the percentage, the class or scheme. ``annual`` is
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
