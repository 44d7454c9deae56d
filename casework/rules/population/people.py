"""Invented people, organisations, streets and days, drawn from one random sequence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar

from casework.rules.population.records import Person

T = TypeVar("T")
Words = Mapping[str, Any]
TODAY = date(2026, 3, 2)  # the day on which the other system wrote its files
PHONES = ("01632 960{:03d}", "07700 900{:03d}")  # ranges kept free for invented numbers
SETTLED = (1931, 1980)  # born early enough to have been liable since 1999
INWARD = "ABDEFGHJLNPQRSTUWXYZ"


class Inventor:
    """Draws people and places; every reference is given once."""

    def __init__(self, draw: Random, words: Words, prefix: str) -> None:
        self.draw, self.words, self.prefix = draw, words, prefix
        self._people = 0
        self.kept: list[Person] = []
        self._organisations: dict[str, Person] = {}

    def person(
        self,
        *,
        born: tuple[int, int] | None = SETTLED,
        family: str = "",
        away: bool = False,
        died_on: date | None = None,
    ) -> Person:
        """Somebody, with what the council happens to know of her; ``away`` gives an address of her own."""
        draw = self.draw
        sex = draw.choices("fmx", (49, 49, 2))[0]
        given = draw.choice(self.words["given"][sex])
        family = family or draw.choice(self.words["family"])
        self._people += 1
        reference = f"{self.prefix}P{self._people:06d}"
        has_email = draw.random() < 0.55
        email = f"{_plain(given)}.{_plain(family)}.{self._people}@example.org" if has_email else ""
        found = Person(
            reference=reference,
            title=draw.choice(self.words["titles"][sex]),
            given=given,
            family=family,
            born_on=self._birthday(born),
            died_on=died_on,
            phone=self.phone() if draw.random() < 0.7 else "",
            email=email,
            bill_format=draw.choices(("standard", "large_print", "braille", "audio"), (970, 25, 3, 2))[0],
            e_notices_since=self.day(date(2021, 1, 1), TODAY) if has_email and draw.random() < 0.35 else None,
            address=(f"{draw.randint(1, 180)} {self.street()}", "Farhaven") if away else (),
            postcode=self.postcode("FV") if away else "",
        )
        self.kept.append(found)
        return found

    def _birthday(self, born: tuple[int, int] | None) -> date | None:
        """A day of those years, where the council knows it."""
        if born is None or self.draw.random() >= 0.6:
            return None
        return self.day(date(born[0], 1, 1), date(born[1], 12, 31))

    def organisation(self, kind: str) -> Person:
        """One of the organisations of a kind, met again and again under one reference."""
        name = self.draw.choice(self.words["organisations"][kind])
        if name not in self._organisations:
            self._people += 1
            found = Person(
                reference=f"{self.prefix}P{self._people:06d}",
                family=name,
                kind="organisation",
                phone=self.phone(),
                email=f"counciltax.{self._people}@example.com",
                address=(f"{self.draw.randint(1, 60)} {self.street()}", "Farhaven"),
                postcode=self.postcode("FV"),
            )
            self._organisations[name] = found
            self.kept.append(found)
        return self._organisations[name]

    def street(self) -> str:
        """``Nightingale Lane``."""
        streets = self.words["streets"]
        return f"{self.draw.choice(streets['first'])} {self.draw.choice(streets['last'])}"

    def postcode(self, area: str, district: int = 0) -> str:
        """A postcode of an area that does not exist."""
        draw = self.draw
        return f"{area}{district or draw.randint(1, 9)} {draw.randint(1, 9)}{draw.choice(INWARD)}{draw.choice(INWARD)}"

    def phone(self) -> str:
        """A number of the ranges that are kept free for fiction."""
        return self.draw.choice(PHONES).format(self.draw.randint(0, 999))

    def day(self, first: date, last: date) -> date:
        """Any day from the first to the last."""
        return first + timedelta(days=self.draw.randint(0, (last - first).days))

    def one_of(self, weighted: Mapping[T, int]) -> T:
        """One of the keys, by weight."""
        keys: Sequence[T] = list(weighted)
        return self.draw.choices(keys, list(weighted.values()))[0]


def _plain(name: str) -> str:
    """Letters that an e-mail address takes."""
    kept = "".join(char for char in name.lower() if char.isascii() and char.isalpha())
    return kept or "name"
