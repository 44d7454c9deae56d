"""Putting what is known of one dwelling into the population."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from casework.rules.population.people import SETTLED, TODAY, Inventor
from casework.rules.population.records import (
    Adults,
    BroughtIn,
    Dwelling,
    Granted,
    Liability,
    Lived,
    Lodged,
    Pays,
    Person,
    Population,
)
from revenues.kernel.money import per_cent_of

LONG_AGO, LATEST_SETTLED = date(1999, 1, 1), date(2025, 3, 31)
METHODS = {("direct_debit", 10): 52, ("direct_debit", 12): 18, ("cash", 10): 26, ("standing_order", 10): 4}
DAYS = {1: 55, 5: 10, 15: 20, 25: 15}
LAST_YEAR = 2025


class Builder:
    """The population as it grows. ``last_year`` is what the present dwelling's band cost in 2025/26, in pence."""

    def __init__(self, inventor: Inventor, population: Population, prefix: str) -> None:
        self.inventor, self.population, self.prefix = inventor, population, prefix
        self.draw = inventor.draw
        self.last_year = 0
        self.moving: list[tuple[Liability, int]] = []
        self._accounts = 0

    def settled(self) -> date:
        """A day on which somebody who has lived there for a while moved in."""
        return self.inventor.day(LONG_AGO, LATEST_SETTLED)

    def lately(self) -> date:
        """A day of the last eleven months, on which somebody moved."""
        return self.inventor.day(date(2025, 4, 20), date(2026, 2, 20))

    def family(self, adults: int, *, born: tuple[int, int] = SETTLED) -> list[Person]:
        """One or two people who are liable, often of one name."""
        first = self.inventor.person(born=born)
        if adults < 2:
            return [first]
        name = first.family if self.draw.random() < 0.7 else ""
        return [first, self.inventor.person(born=born, family=name)]

    def account(
        self,
        home: Dwelling,
        people: Sequence[Person],
        starts: date,
        *,
        ends: date | None = None,
        cls: str = "",
        capacity: str = "own",
        follows: Liability | None = None,
        because: str = "",
    ) -> Liability:
        """Somebody is liable for the dwelling; how they pay, and what the other system had on the account."""
        self._accounts += 1
        tenure = self.inventor.one_of({"freehold": 6, "tenancy": 4}) if cls in ("", "a") else "freehold"
        found = Liability(
            reference=f"{self.prefix}A{self._accounts:07d}",
            dwelling=home.reference,
            people=tuple(person.reference for person in people),
            starts=starts,
            ends=ends,
            cls=cls or ("a" if tenure == "freehold" else "c"),
            capacity=capacity,
            follows=follows.reference if follows else "",
            because=because,
            tenure=tenure,
        )
        self.population.accounts.append(found)
        if ends is None:
            self._pays(found)
        self._brought(found)
        return found

    def lives(
        self,
        home: Dwelling,
        occupied: bool,
        starts: date,
        *,
        furnished: bool = True,
        ends: date | None = None,
    ) -> None:
        """Whether somebody lives there."""
        self.population.lived.append(Lived(home.reference, occupied, furnished, starts, ends))

    def adults(self, home: Dwelling, adults: int, starts: date, *, ends: date | None = None) -> None:
        """How many adults live there."""
        self.population.adults.append(Adults(home.reference, adults, starts, ends))

    def disregarded(self, home: Dwelling, person: Person, cls: str, starts: date) -> None:
        """Somebody who lives there and is not counted."""
        self.population.lodged.append(Lodged(home.reference, person.reference, person.full, cls, starts))

    def grant(self, home: Dwelling, kind: str, cls: str, starts: date, *, ends: date | None = None) -> None:
        """Something that lowers the charge was granted."""
        self.population.granted.append(Granted(home.reference, kind, cls, starts, ends))

    def _pays(self, account: Liability) -> None:
        method, count = self.inventor.one_of(METHODS)
        day = self.inventor.one_of(DAYS)
        if (method, count, day) != ("cash", 10, 1):  # the scheme's own way needs no choice
            starts = max(account.starts, date(2019, 4, 1))
            self.population.pays.append(Pays(account.reference, count, day, method, starts))

    def _brought(self, account: Liability) -> None:
        """Some accounts come with last year's charge and payments, some with arrears or a credit."""
        chance = self.draw.random()
        if account.starts > date(LAST_YEAR, 4, 1) or account.ends is not None:
            return
        charged = self.last_year
        if chance < 0.10:
            paid = charged if chance < 0.06 else per_cent_of(charged, self.draw.randint(20, 90))
            self._bring(account, LAST_YEAR, "charged_elsewhere", charged)
            self._bring(account, LAST_YEAR, "paid_elsewhere", -paid)
        elif chance < 0.13:
            self._bring(
                account,
                LAST_YEAR - self.draw.randint(1, 3),
                "opening_balance",
                self.draw.randint(2500, 140000),
            )
        elif chance < 0.15:
            self._bring(account, LAST_YEAR + 1, "opening_balance", -self.draw.randint(400, 18000))

    def _bring(self, account: Liability, year: int, kind: str, pence: int) -> None:
        self.population.brought.append(BroughtIn(account.reference, year, kind, pence))


__all__ = ["TODAY", "Builder"]
